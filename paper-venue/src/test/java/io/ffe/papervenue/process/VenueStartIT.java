package io.ffe.papervenue.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.papervenue.testing.VenueProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the process does with settings, journals and disks that are not as they should be. No broker is needed for it. */
class VenueStartIT {

    private static final String NO_BROKER = "127.0.0.1:1";

    @TempDir
    Path folder;

    private VenueProcess launch(Map<String, String> settings) {
        return VenueProcess.launch(folder, NO_BROKER, settings);
    }

    @Test
    void an_unknown_setting_stops_the_start_and_is_named() {
        try (VenueProcess venue = launch(Map.of("ffe.paper-venue.start-cahs", "5"))) {
            assertThat(venue.awaitFailure()).contains("ffe.paper-venue.start-cahs");
        }
    }

    @Test
    void a_setting_that_makes_no_sense_stops_the_start_and_is_named() {
        try (VenueProcess venue = launch(Map.of("ffe.paper-venue.start-cash", "0"))) {
            assertThat(venue.awaitFailure()).contains("ffe.paper-venue: startCash is 0, expected a number above zero");
        }
    }

    @Test
    void an_instrument_file_that_is_not_there_stops_the_start_and_is_named() {
        try (VenueProcess venue = launch(Map.of("ffe.paper-venue.instruments", "/nowhere.json"))) {
            assertThat(venue.awaitFailure()).contains("instrument file /nowhere.json cannot be read");
        }
    }

    @Test
    void a_damaged_journal_stops_the_start_and_names_the_line() throws IOException {
        try (VenueProcess venue = launch(Map.of()).await("live")) {
            venue.get("/api/v1/accounts/main");
            venue.kill();
        }
        Path journal = folder.resolve("journal.jsonl");
        Files.writeString(journal, Files.readString(journal).replace("100000", "900000"));

        try (VenueProcess venue = launch(Map.of())) {
            assertThat(venue.awaitFailure()).contains(journal + " is damaged in line 2 of the file");
        }
    }

    @Test
    void a_second_process_on_the_journal_is_refused_and_the_first_goes_on() throws IOException {
        try (VenueProcess first = launch(Map.of()).await("live");
                VenueProcess second = launch(Map.of())) {
            assertThat(second.awaitFailure()).contains("is held by another process");
            assertThat(first.get("/api/v1/accounts/main").status()).isEqualTo(200);
        }
    }

    /** A limit on the size of files stands for the full disk: the system refuses the write in the same place. */
    @Test
    void a_full_disk_refuses_orders_and_takes_them_again_when_there_is_room() throws Exception {
        // bash counts in KiB. The log is a pipe's business: it would meet the limit too.
        try (VenueProcess venue = VenueProcess.launch(
                        folder,
                        NO_BROKER,
                        Map.of("quarkus.log.level", "ERROR"),
                        "bash",
                        "-c",
                        "ulimit -S -f 64; exec \"$@\"",
                        "bash")
                .await("live")) {
            int accounts = 0;
            VenueProcess.Answer answer;
            do {
                accounts++;
                answer = venue.place(order("o-" + accounts));
            } while (answer.status() == 422 && accounts < 1_000);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body().get("error").asText()).isEqualTo("JOURNAL_UNWRITABLE");
            assertThat(answer.body().get("detail").asText())
                    .contains("journal.jsonl")
                    .contains("make room");
            assertThat(venue.get("/q/health/ready").body().toString()).contains("nothing is accepted until it can");
            assertThat(venue.get("/api/v1/orders/o-" + accounts).status()).isEqualTo(404);

            raiseLimit(venue.pid());
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> !venue.get("/q/health/ready").body().toString().contains("nothing is accepted"));
            assertThat(venue.place(order("o-" + accounts)).status()).isEqualTo(422);
            int recorded = accounts;
            venue.kill();
            try (VenueProcess again = launch(Map.of()).await("live")) {
                assertThat(again.get("/api/v1/orders?open=false&portfolio=main")
                                .body()
                                .get("orders"))
                        .hasSize(recorded);
            }
        }
    }

    /** No tick was read, so each is recorded as rejected: that fills the journal as well as any. */
    private static String order(String id) {
        return """
                {"clientOrderId":"%s","portfolioId":"main","symbol":"BTCUSDT","side":"BUY","type":"MARKET","quantity":"1",
                 "timeInForce":"GTC","reduceOnly":false,"origin":"replay"}""".formatted(id);
    }

    private static void raiseLimit(long pid) throws IOException, InterruptedException {
        Process prlimit = new ProcessBuilder("prlimit", "--pid", String.valueOf(pid), "--fsize=unlimited:unlimited")
                .inheritIO()
                .start();
        assertThat(prlimit.waitFor()).isZero();
    }
}
