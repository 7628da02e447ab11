package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.pipeline.Outage.Trouble;
import io.ffe.schema.disk.SmallDisk;
import io.ffe.stack.audit.AuditReport;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** One outage after the other while the market runs on, and what holds then. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OutagePromises {

    /** Stated for a quiet machine; a busy one of two cores gets as much again. */
    private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);

    private static final Duration BEHIND_POISON_WITHIN = Duration.ofSeconds(1);

    private final List<Outage.Seen> seen = new ArrayList<>();
    private Journal journal;
    private AuditReport audit;
    private List<JsonNode> venueOrders;
    private Map<String, Duration> waits = Map.of();

    /** What happens, in order. Full disks are left out where this user may not mount. */
    abstract List<Outage> outages();

    /** On the wall, without what holds it up. */
    abstract Duration marketLasts();

    /** For a report. */
    void after(List<Outage.Seen> seen, Journal journal) throws IOException {}

    @BeforeAll
    void run(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path state) throws Exception {
        Map<String, SmallDisk> disks = disks(state.resolve("runs/outages"));
        try (Pipeline pipeline = Pipeline.start(state, "outages", FreeMarket.feed(state, marketLasts()))) {
            FreeMarket.awaitFirstOrder(pipeline);
            for (Outage outage : outages()) {
                if (outage.trouble() != Trouble.DISK_FULL || disks.containsKey(outage.component())) {
                    seen.add(outage.in(pipeline, disks));
                }
            }
            pipeline.awaitEnd(marketLasts().multipliedBy(4));
            journal = pipeline.journal();
            assertThat(journal.broken()).isEmpty();
            audit = pipeline.audit();
            venueOrders = new VenueView(pipeline).orders();
            waits = BehindPoison.measure(pipeline, journal);
            after(seen, journal);
        } finally {
            for (SmallDisk disk : disks.values()) {
                disk.close();
            }
        }
    }

    private Map<String, SmallDisk> disks(Path run) throws IOException {
        Map<String, SmallDisk> disks = new LinkedHashMap<>();
        boolean wanted = outages().stream().anyMatch(outage -> outage.trouble() == Trouble.DISK_FULL);
        if (wanted && SmallDisk.possible()) {
            disks.put(Embedded.KAFKA, SmallDisk.at(run.resolve("kafka"), 256));
            disks.put(Embedded.POSTGRES, SmallDisk.at(run.resolve("postgres"), 512));
            disks.put(Service.PAPER_VENUE.module(), SmallDisk.at(run.resolve("venue"), 16));
            disks.put(Outage.LOGS, SmallDisk.at(run.resolve("logs"), 64));
        } else if (wanted) {
            System.err.println("full disks are left out: this user may not mount");
        }
        return disks;
    }

    @Test
    void nothing_is_lost_and_nothing_is_doubled() {
        assertThat(audit.violations()).as(audit.toString()).isEmpty();
        assertThat(journal.ownOrders()).hasSizeGreaterThan(2);
    }

    @Test
    void the_venue_knows_each_order_that_left_once_and_nothing_else() {
        assertThat(venueOrders.stream()
                        .filter(order -> !order.get("type").asText().equals("OCO"))
                        .map(order -> order.get("clientOrderId").asText()))
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(FreeMarket.sent(journal.ownOrders()));
    }

    @Test
    void no_order_leaves_while_broker_database_or_venue_is_away() {
        assertThat(seen)
                .filteredOn(one -> one.outage().holdsOrders())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one.ordersAtEnd()).as("%s", one).isEqualTo(one.ordersAtStart()));
    }

    @Test
    void whoever_needs_what_is_away_says_that_it_is_not_ready() {
        assertThat(seen)
                .allSatisfy(one -> assertThat(one.notReady())
                        .as("%s", one)
                        .containsAll(one.outage().notReadyMeanwhile()));
    }

    @Test
    void a_full_disk_is_named_with_what_to_do() {
        assertThat(seen)
                .filteredOn(one -> one.outage().trouble() == Trouble.DISK_FULL)
                .allSatisfy(one -> assertThat(one.complaints())
                        .as("%s", one)
                        .singleElement()
                        .asString()
                        .contains("runs/outages/")
                        .contains("make room"));
    }

    /** Promised is a second; a busy machine gets another one. */
    @Test
    void a_message_behind_a_poison_one_is_handled_within_a_second() {
        assertThat(waits)
                .hasSize(4)
                .allSatisfy(
                        (where, wait) -> assertThat(wait).as(where).isLessThan(BEHIND_POISON_WITHIN.multipliedBy(2)));
    }

    @Test
    void everything_drains_afterwards() {
        assertThat(seen)
                .allSatisfy(one -> assertThat(one.drained()).as("%s", one).isLessThan(DRAINED_WITHIN.multipliedBy(2)));
    }
}
