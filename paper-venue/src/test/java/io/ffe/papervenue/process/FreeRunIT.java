package io.ffe.papervenue.process;

import io.ffe.papervenue.testing.Market;
import io.ffe.papervenue.testing.VenueProcess;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A free run against a real broker, the venue as its own process. */
class FreeRunIT {

    @TempDir
    Path folder;

    /** Nothing else does: the end of a free run waits for it. */
    @Test
    void a_partition_that_ends_in_no_tick_is_told_as_read() {
        try (Market market = new Market();
                VenueProcess venue = VenueProcess.launch(
                                folder, market.bootstrapServers(), Map.of("ffe.run.id", "free-run"))
                        .await("live")) {
            market.quote("SOLUSDT", 150);
            market.garbage("SOLUSDT");

            market.awaitRead("free-run");
        }
    }
}
