package io.ffe.marketdata;

import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.TestInfrastructure;
import io.ffe.stack.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** The shared broker, a database of its own, keys, and a file with one hour of one-minute bars to replay at full speed. */
public final class OneHourOfPrices implements QuarkusTestResourceLifecycleManager {

    static final String RUN = "replay-it-" + ProcessHandle.current().pid();
    static final Instant START = Instant.parse("2024-08-05T00:00:00Z");

    @Override
    public Map<String, String> start() {
        TestInfrastructure infrastructure = TestInfrastructure.shared();
        Databases.Access database = infrastructure.freshDatabase("marketdata");
        return Map.ofEntries(
                Map.entry("kafka.bootstrap.servers", infrastructure.bootstrapServers()),
                Map.entry("quarkus.datasource.jdbc.url", database.jdbcUrl()),
                Map.entry("quarkus.datasource.username", database.username()),
                Map.entry("quarkus.datasource.password", database.password()),
                Map.entry("mp.jwt.verify.publickey.location", TestKeys.publicKeyLocation()),
                Map.entry("ffe.run.id", RUN),
                Map.entry("ffe.run.origin", "replay"),
                Map.entry("ffe.run.lock-step", "true"),
                Map.entry("ffe.market-data.feed.kind", "replay"),
                Map.entry("ffe.market-data.feed.files", "BTCUSDT=" + bars()),
                Map.entry("ffe.market-data.feed.speed", "0"));
    }

    private static Path bars() {
        StringBuilder csv = new StringBuilder("ts,open,high,low,close,volume\n");
        for (int minute = 0; minute < 60; minute++) {
            int open = 60_000 + minute * 10;
            csv.append(START.plusSeconds(60L * minute))
                    .append(',')
                    .append(open)
                    .append(".00,")
                    .append(open + 12)
                    .append(".50,")
                    .append(open - 7)
                    .append(".25,")
                    .append(open + 10)
                    .append(".00,1.5\n");
        }
        try {
            Path file = Files.createTempFile("btcusdt", ".csv");
            file.toFile().deleteOnExit();
            return Files.writeString(file, csv);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Override
    public void stop() {
        // The infrastructure ends with the JVM.
    }
}
