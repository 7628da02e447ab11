package io.ffe.execution.venue;

import io.ffe.execution.config.ExecutionConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The bearer token for the venue. The file is renewed by whoever runs this service; it is read at each call. */
@ApplicationScoped
class VenueToken {

    private final Path file;

    VenueToken(ExecutionConfig config) {
        this.file = config.venue()
                .tokenFile()
                .orElseThrow(() -> new IllegalArgumentException(
                        "ffe.execution.venue.token-file is not set, expected the file with the paper venue's token"));
    }

    /** @throws RequestKept naming the file when it cannot be read */
    String read() {
        try {
            return Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw new RequestKept("token file " + file + " cannot be read (" + unreadable
                    + "), expected a JWT with role service; see ffe.execution.venue.token-file");
        }
    }
}
