package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A replay to its end and after it, through the script, with stand-ins for the services. */
class EndedReplayIT {

    private StandInProject ffe;

    @BeforeEach
    void aProject() throws Exception {
        ffe = new StandInProject(19_600);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        ffe.close();
    }

    @Test
    void it_is_summed_up_and_stopped_and_can_be_started_again() throws Exception {
        Path file = Files.writeString(ffe.root().resolve("btc.csv"), "ts,open,high,low,close,volume\n");

        Process up = ffe.up(Map.of("STAND_IN_REPLAY", "FINISHED"), "--replay", file.toString(), "--until-end");

        assertThat(up.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(up.exitValue()).as(ffe.text()).isZero();
        assertThat(ffe.text())
                .contains("The replay has ended.", "Summary of replay-", "audit: 0 violations", "stopped  postgres");
        JsonNode list =
                Json.mapper().readTree(ffe.run(Map.of(), "runs", "--json").text());
        assertThat(list).hasSize(1);
        assertThat(list.path(0).path("state").asText()).isEqualTo("FINISHED");
        assertThat(list.path(0).path("market").asText()).isEqualTo("BTC");
        assertThat(list.path(0).path("decisions").asLong(-1)).isZero();
        assertThat(ffe.root()
                        .resolve(".ffe/runs")
                        .resolve(list.path(0).path("runId").asText())
                        .resolve("events.jsonl.gz"))
                .exists();
        assertThat(ffe.run(Map.of(), "status").text())
                .contains("Nothing is up", "Last run: replay-", "FINISHED", "Summary of replay-");
        StandInProject.Result audit = ffe.run(Map.of(), "audit");
        assertThat(audit.exit()).as(audit.text()).isZero();
        assertThat(audit.text())
                .contains("starting Kafka and PostgreSQL of replay-", "which stands still", "0 violations");

        String run = list.path(0).path("runId").asText();
        Path record = ffe.root().resolve(".ffe/runs").resolve(run).resolve("run.json");
        String before = Files.readString(record);
        Process again = ffe.up(Map.of("STAND_IN_REPLAY", "FINISHED"), "--run", run);
        ffe.awaitText("This run has ended.");
        assertThat(ffe.run(Map.of(), "down").exit()).isZero();
        assertThat(again.waitFor(180, TimeUnit.SECONDS)).isTrue();
        assertThat(record).hasContent(before);
    }
}
