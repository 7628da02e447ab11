package io.ffe.execution.venue.coinbase;

import io.ffe.execution.venue.RequestKept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where the key is: in a file, read at each use so that it can be replaced, or in the environment. Never a configuration value, because
 * those are shown.
 */
final class KeySource {

    static final String NAME = "COINBASE_API_KEY_NAME";
    static final String PRIVATE_KEY = "COINBASE_API_PRIVATE_KEY";

    private final Optional<Path> file;
    private final UnaryOperator<@Nullable String> environment;

    /** @param environment value of a variable, or null */
    KeySource(Optional<Path> file, UnaryOperator<@Nullable String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /** @throws RequestKept saying what is wrong and where */
    CoinbaseKey key() {
        try {
            if (file.isPresent()) {
                return CoinbaseKey.parse(Files.readString(file.get()));
            }
            String name = environment.apply(NAME);
            String pem = environment.apply(PRIVATE_KEY);
            if (name == null || pem == null) {
                throw new RequestKept("there is no key: expected its file in ffe.execution.venue.token-file, or " + NAME
                        + " and " + PRIVATE_KEY + " in the environment");
            }
            return CoinbaseKey.of(name, pem);
        } catch (IOException unreadable) {
            throw new RequestKept("key file " + file.orElseThrow() + " cannot be read ("
                    + unreadable.getClass().getSimpleName() + "); see ffe.execution.venue.token-file");
        } catch (IllegalArgumentException wrong) {
            throw new RequestKept("the key in " + file.map(Path::toString).orElse("the environment") + " is unusable: "
                    + wrong.getMessage());
        }
    }
}
