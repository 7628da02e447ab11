package io.ffe.stack.audit.read;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.audit.fact.TickIntake;
import io.ffe.stack.postgres.Databases;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Market-data's checkpoint. */
public final class MarketDataStore {

    private final Databases.Access access;
    private final String runId;

    public MarketDataStore(Databases.Access access, String runId) {
        this.access = access;
        this.runId = runId;
    }

    private record Row(String offsets, String intake) {}

    /**
     * What became of the ticks up to the last checkpoints; empty before the first, and of a version that did not count. A live
     * run has one for each partition, whichever instance saved it; a replay has one for all.
     */
    public Optional<TickIntake> intake() {
        try (Look look = Look.at(access)) {
            List<Row> rows =
                    look.has("partition_checkpoint", "intake") ? rows(look, "partition_checkpoint") : List.of();
            if (rows.isEmpty() && look.has("checkpoint", "intake")) {
                rows = rows(look, "checkpoint");
            }
            return rows.stream().map(MarketDataStore::read).reduce(TickIntake::and);
        }
    }

    private List<Row> rows(Look look, String table) {
        return look.rows(
                "SELECT tick_offsets, intake FROM " + table + " WHERE run_id = ? AND intake IS NOT NULL",
                row -> new Row(row.getString(1), row.getString(2)),
                runId);
    }

    private static TickIntake read(Row row) {
        try {
            JsonNode intake = Json.mapper().readTree(row.intake());
            List<TickIntake.OfSource> sources = new ArrayList<>();
            for (JsonNode source : intake.path("sources")) {
                sources.add(new TickIntake.OfSource(
                        source.path("symbol").asText(),
                        source.path("source").asText(),
                        source.path("folded").asLong(),
                        source.path("late").asLong(),
                        source.path("repeated").asLong(),
                        sum(source.path("refused"))));
            }
            return new TickIntake(
                    offsets(intake.path("since").toString()),
                    offsets(row.offsets()),
                    sources,
                    sum(intake.path("unreadable")));
        } catch (IOException torn) {
            throw Problem.failure("market-data's checkpoint cannot be read: " + torn.getMessage(), torn);
        }
    }

    private static Map<Integer, Long> offsets(String json) throws IOException {
        return Json.mapper().readValue(json, new TypeReference<Map<Integer, Long>>() {});
    }

    private static long sum(JsonNode counts) {
        long sum = 0;
        for (JsonNode count : counts) {
            sum += count.asLong();
        }
        return sum;
    }
}
