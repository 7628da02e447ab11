package io.ffe.papervenue.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Settings for tests of the HTTP side: nobody listens where the broker should be, and the tests bring the ticks. */
public final class VenueWithoutBroker implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Path folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "venue-");
            Tokens.publicKey();
            return Map.of(
                    "kafka.bootstrap.servers", "127.0.0.1:1",
                    "ffe.run.id", "test",
                    "ffe.run.origin", "replay",
                    "ffe.rest.body-within", "PT0.5S",
                    "ffe.paper-venue.journal", folder.resolve("journal.jsonl").toString(),
                    "quarkus.log.category.\"org.apache.kafka\".level", "ERROR");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void stop() {}
}
