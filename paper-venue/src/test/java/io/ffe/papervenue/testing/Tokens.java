package io.ffe.papervenue.testing;

import io.smallrye.jwt.build.Jwt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Set;

/** Real tokens, signed with a key that is made for the tests and lives under {@code target}. */
public final class Tokens {

    private static final Path FOLDER = Path.of("target", "test-keys").toAbsolutePath();
    private static final Path PRIVATE = FOLDER.resolve("private.key");
    private static final Path PUBLIC = FOLDER.resolve("public.pem");
    private static final Duration VALID = Duration.ofMinutes(10);

    private Tokens() {}

    /** The file with the public key, made when it is not there. */
    public static synchronized Path publicKey() {
        try {
            if (!Files.exists(PUBLIC)) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                KeyPair pair = generator.generateKeyPair();
                Files.createDirectories(FOLDER);
                Files.write(PRIVATE, pair.getPrivate().getEncoded());
                Files.writeString(
                        PUBLIC,
                        "-----BEGIN PUBLIC KEY-----\n"
                                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                        .encodeToString(pair.getPublic().getEncoded())
                                + "\n-----END PUBLIC KEY-----\n");
            }
            return PUBLIC;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }

    public static String service(String portfolioId) {
        return signed(Set.of("service"), portfolioId, VALID);
    }

    public static String role(String role) {
        return signed(Set.of(role), null, VALID);
    }

    public static String expired(String portfolioId) {
        return signed(Set.of("service", "admin", "operator", "viewer"), portfolioId, Duration.ofMinutes(-5));
    }

    /** With these claims in addition or instead. */
    public static String issued(String role, String subject, Duration valid, Map<String, ?> claims) {
        var all = Jwt.issuer("ffe").subject(subject).upn(subject).groups(role).expiresIn(valid);
        claims.forEach(all::claim);
        return all.sign(privateKey());
    }

    private static String signed(Set<String> groups, String portfolioId, Duration valid) {
        var claims = Jwt.issuer("ffe").subject("test").groups(groups).expiresIn(valid);
        if (portfolioId != null) {
            claims.claim("portfolio", portfolioId);
        }
        return claims.sign(privateKey());
    }

    private static PrivateKey privateKey() {
        publicKey();
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(PRIVATE)));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (GeneralSecurityException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
