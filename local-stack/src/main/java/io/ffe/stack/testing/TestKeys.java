package io.ffe.stack.testing;

import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import java.nio.file.Path;
import java.time.Clock;

/** The key pair that the services of a module's tests verify with, in its build folder. Not for test classes that run at once. */
public final class TestKeys {

    private TestKeys() {}

    public static Tokens tokens() {
        return new Tokens(keys().privateKey(), Clock.systemUTC());
    }

    /** Value of {@code mp.jwt.verify.publickey.location}. */
    public static String publicKeyLocation() {
        return keys().publicKeyFile().toUri().toString();
    }

    private static SigningKeys keys() {
        return SigningKeys.in(Path.of("target", "it-keys").toAbsolutePath());
    }
}
