package io.ffe.papervenue.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.papervenue.testing.Market;
import io.ffe.papervenue.testing.VenueProcess;
import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Origin;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.testing.LongVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay in lock-step against a real broker, the venue as its own process. */
class LockStepIT {

    private static final int BEATS = 8;
    private static final List<Map<Integer, Long>> TICK_ENDS = new ArrayList<>();

    private static Market market;

    @TempDir
    Path folder;

    /** One topic of ticks for all tests: each has a run and a journal of its own and reads it from the start. */
    @BeforeAll
    static void eight_beats_of_ticks() {
        market = new Market();
        int[] bids = {60_000, 60_100, 60_500, 61_500, 62_500, 60_000, 58_000, 58_100};
        for (int bid : bids) {
            // Each beat begins with a price at which everything would trade, were it of this market.
            market.quote("BTCUSDT", 1, Origin.LIVE);
            market.quote("BTCUSDT", bid);
            market.garbage("BTCUSDT");
            market.quote("ETHUSDT", bid / 20);
            market.quote("BTCUSDT", bid + 10);
            market.garbage("BTCUSDT");
            TICK_ENDS.add(market.ends());
        }
    }

    @AfterAll
    static void close() {
        market.close();
    }

    private VenueProcess venue(Path journalFolder, String runId, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(more);
        settings.put("ffe.run.id", runId);
        settings.put("ffe.run.lock-step", "true");
        return VenueProcess.launch(journalFolder, market.bootstrapServers(), settings);
    }

    private static void beat(String runId, int number) {
        market.beat(runId, number, TICK_ENDS.get(number - 1));
    }

    private static String entry(String id, String symbol, String side, String quantity, String stop, String target) {
        return """
                {"clientOrderId":"%s","portfolioId":"main","symbol":"%s","side":"%s","type":"MARKET","quantity":"%s",
                 "timeInForce":"GTC","reduceOnly":false,"origin":"replay",
                 "onFill":{"clientOrderId":"%s-oco","stopLoss":"%s","takeProfit":"%s"}}""".formatted(id, symbol, side, quantity, id, stop, target);
    }

    /** The commands of a beat, given once it is merged; the same for every run. */
    private static void trade(VenueProcess venue, int beat) throws IOException {
        if (beat == 1) {
            venue.place(entry("e1", "BTCUSDT", "BUY", "0.5", "59000", "62000"));
            venue.place(entry("e2", "ETHUSDT", "SELL", "5", "3100", "2900"));
        }
        if (beat == 5) {
            venue.place(entry("e3", "BTCUSDT", "BUY", "0.3", "59000", "64000"));
        }
    }

    @Test
    void an_order_fills_in_the_beat_after_its_own_by_ticks_of_the_runs_origin_and_the_beat_is_acked()
            throws IOException {
        try (VenueProcess venue = venue(folder, "plain", Map.of()).await("live")) {
            beat("plain", 1);
            venue.eventsThrough(1);
            trade(venue, 1);
            assertThat(kinds(venue.eventsThrough(1))).containsExactly("CASH", "ORDER", "ORDER");

            beat("plain", 2);

            List<JsonNode> events = venue.eventsThrough(2);
            assertThat(kinds(events)).containsExactly("CASH", "ORDER", "ORDER", "FILL", "ORDER", "FILL", "ORDER");
            JsonNode fill = events.get(3);
            assertThat(fill.get("beat").asInt()).isEqualTo(2);
            // First tick of the beat: ask 60101, missed by 1.1 bps.
            assertThat(fill.at("/fill/price").asText()).isEqualTo("60107.62");
            Ack ack = market.awaitAck("plain", 2);
            assertThat(ack.stage()).isEqualTo("paper-venue");
            assertThat(ack.pending()).isZero();
            TICK_ENDS
                    .get(1)
                    .forEach((partition, end) -> assertThat(ack.readThrough())
                            .containsEntry(Topics.TICKS.topicName() + "-" + partition, end));
        }
    }

    @Test
    void deaths_at_any_step_change_nothing_of_what_happens() throws IOException {
        List<JsonNode> undisturbed = run("undisturbed", folder.resolve("a"), List.of());
        assertThat(kinds(undisturbed)).filteredOn("FILL"::equals).hasSizeGreaterThanOrEqualTo(5);

        List<JsonNode> disturbed = run(
                "disturbed",
                folder.resolve("b"),
                LongVersions.asked()
                        ? List.of(
                                "paper-venue.before-journal=halt@3",
                                "paper-venue.after-journal=halt@4",
                                "paper-venue.before-journal=halt@2",
                                "paper-venue.after-journal=halt@1",
                                "paper-venue.after-journal=halt@2")
                        : List.of("paper-venue.before-journal=halt@3", "paper-venue.after-journal=halt@4"));

        assertThat(disturbed).isEqualTo(undisturbed);
    }

    /** Plays all beats; each failpoint kills one process at some instant, and the next one goes on. */
    private List<JsonNode> run(String runId, Path journalFolder, List<String> deaths) throws IOException {
        Files.createDirectories(journalFolder);
        List<String> left = new ArrayList<>(deaths);
        VenueProcess venue = next(runId, journalFolder, left);
        int died = 0;
        try {
            for (int beat = 1; beat <= BEATS; beat++) {
                beat(runId, beat);
                boolean done = false;
                while (!done) {
                    try {
                        venue.eventsThrough(beat);
                        trade(venue, beat);
                        done = true;
                    } catch (IOException dead) {
                        venue.awaitEnd();
                        died++;
                        venue = next(runId, journalFolder, left);
                    }
                }
            }
            assertThat(died).isEqualTo(deaths.size());
            return venue.eventsThrough(BEATS);
        } finally {
            venue.close();
        }
    }

    private VenueProcess next(String runId, Path journalFolder, List<String> deaths) {
        Map<String, String> settings = deaths.isEmpty() ? Map.of() : Map.of("ffe.failpoints", deaths.removeFirst());
        return venue(journalFolder, runId, settings).awaitLiveOrEnd();
    }

    private static List<String> kinds(List<JsonNode> events) {
        return events.stream().map(event -> event.get("kind").asText()).toList();
    }
}
