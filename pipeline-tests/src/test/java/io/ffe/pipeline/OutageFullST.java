package io.ffe.pipeline;

import io.ffe.pipeline.Outage.Trouble;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Each of broker, database, venue and disks away for a minute. Its results are written to docs/verification. */
@EnabledIfSystemProperty(
        named = "ffe.test.full",
        matches = "true",
        disabledReason = "takes 25 minutes: ./ffe test --full")
class OutageFullST extends OutagePromises {

    private static final Duration MINUTE = Duration.ofSeconds(60);
    private static final Duration AT_ONCE = Duration.ofSeconds(2);
    private static final String VENUE = Service.PAPER_VENUE.module();

    @Override
    List<Outage> outages() {
        return List.of(
                new Outage(Embedded.KAFKA, Trouble.KILLED, AT_ONCE),
                new Outage(Embedded.POSTGRES, Trouble.KILLED, AT_ONCE),
                new Outage(Embedded.KAFKA, Trouble.KILLED, MINUTE),
                new Outage(Embedded.KAFKA, Trouble.FROZEN, MINUTE),
                new Outage(Embedded.POSTGRES, Trouble.KILLED, MINUTE),
                new Outage(Embedded.POSTGRES, Trouble.FROZEN, MINUTE),
                new Outage(VENUE, Trouble.KILLED, MINUTE),
                new Outage(VENUE, Trouble.FROZEN, MINUTE),
                new Outage(Embedded.KAFKA, Trouble.DISK_FULL, MINUTE),
                new Outage(Embedded.POSTGRES, Trouble.DISK_FULL, MINUTE),
                new Outage(VENUE, Trouble.DISK_FULL, MINUTE),
                new Outage(Outage.LOGS, Trouble.DISK_FULL, MINUTE));
    }

    @Override
    Duration marketLasts() {
        return Duration.ofMinutes(24);
    }

    @Override
    void after(List<Outage.Seen> seen, Journal journal) throws IOException {
        StringBuilder page = new StringBuilder("# Outages under a free run\n\n");
        page.append("Written by `OutageFullST` on ")
                .append(LocalDate.now(ZoneOffset.UTC))
                .append(", one run of ")
                .append(journal.events(Topics.SNAPSHOTS, Snapshot.class).size())
                .append(" snapshots and ")
                .append(journal.ownOrders().size())
                .append(" orders; its audit found nothing.\n\n```sh\n./ffe test --full -Dit.test=OutageFullST ")
                .append(
                        "-Dtest=NoTest -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false\n```\n\n")
                .append(
                        "Noticed: until readiness of all that need it was DOWN. Orders: that reached the venue meanwhile. ")
                .append("Drained: until all\nwere ready and no more was under way than always.\n\n")
                .append("| what | how | lasted s | noticed s | orders | drained s |\n|---|---|---|---|---|---|\n");
        for (Outage.Seen one : seen) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %d | %.1f | %d | %.1f |%n",
                    one.outage().component(),
                    one.outage().trouble().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    one.outage().lasts().toSeconds(),
                    one.noticed().toMillis() / 1000.0,
                    one.ordersAtEnd() - one.ordersAtStart(),
                    one.drained().toMillis() / 1000.0));
        }
        Path file = Home.locate().root().resolve("docs/verification/outages.md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, page.toString());
    }
}
