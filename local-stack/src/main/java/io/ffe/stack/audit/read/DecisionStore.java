package io.ffe.stack.audit.read;

import io.ffe.schema.serde.RecordHash;
import io.ffe.stack.audit.fact.Asked;
import io.ffe.stack.audit.fact.DecisionRecords;
import io.ffe.stack.audit.fact.DecisionRecords.Head;
import io.ffe.stack.audit.fact.DecisionRecords.Link;
import io.ffe.stack.postgres.Databases;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Decision's record, its chains and its queue. Each chained decision is read once. */
public final class DecisionStore {

    private static final String HEADS = """
            SELECT head.portfolio_id, head.sequence, head.hash, count(row.chain_sequence),
                   coalesce(max(row.chain_sequence), 0)
            FROM decision_chain head LEFT JOIN decision row
              ON row.portfolio_id = head.portfolio_id AND row.chain_sequence IS NOT NULL
            GROUP BY head.portfolio_id, head.sequence, head.hash
            """;
    private static final String LINKS = """
            SELECT chain_sequence, decision_id, recorded_at, event, snapshot, standing FROM decision
            WHERE portfolio_id = ? AND chain_sequence > ? ORDER BY chain_sequence
            """;
    private static final String UNSCORED = "SELECT decision_id FROM open_score";
    /** In the order of the rungs, LLM_PRIMARY first, and of the seats on a rung. */
    private static final String CALLS = "SELECT decision_id, "
            + RecordHash.COLUMNS.stream().map("model_call."::concat).collect(Collectors.joining(", ")) + """
             FROM model_call JOIN decision USING (decision_id)
            WHERE portfolio_id = ? AND chain_sequence > ? ORDER BY chain_sequence, model_call.tier DESC,
                  array_position(ARRAY['SOLE', 'BULL', 'BEAR', 'JUDGE'], model_call.seat)
            """;

    /** Of a database in which no debate can be: all of its calls are by who decides alone. */
    private static final String CALLS_WITHOUT_SEATS = CALLS.replace(", model_call.seat FROM", ", 'SOLE' FROM")
            .replace("array_position(ARRAY['SOLE', 'BULL', 'BEAR', 'JUDGE'], model_call.seat)", "1");

    private static final String WAITING = "SELECT portfolio_id, snapshot_id FROM decision_job";
    private static final String PENDING = "SELECT portfolio_id, snapshot_id FROM pending_decision";

    private final Databases.Access access;
    private final Map<String, Long> through = new HashMap<>();

    public DecisionStore(Databases.Access access) {
        this.access = access;
    }

    public DecisionRecords read() {
        try (Look look = Look.at(access)) {
            if (!look.has("decision", "decision_id")) {
                return new DecisionRecords(List.of(), List.of(), Set.of(), null);
            }
            Set<Asked> waiting =
                    new HashSet<>(look.rows(WAITING, row -> new Asked(row.getString(1), row.getString(2))));
            if (look.has("pending_decision", "decision_id")) {
                waiting.addAll(look.rows(PENDING, row -> new Asked(row.getString(1), row.getString(2))));
            }
            List<Head> heads = look.has("decision_chain", "hash")
                    ? look.rows(
                            HEADS,
                            row -> new Head(
                                    row.getString(1), row.getLong(2), row.getString(3), row.getLong(4), row.getLong(5)))
                    : List.of();
            List<Link> fresh = new ArrayList<>();
            for (Head head : heads) {
                fresh.addAll(links(look, head.portfolioId()));
            }
            Set<String> unscored = look.has("open_score", "decision_id")
                    ? new HashSet<>(look.rows(UNSCORED, row -> row.getString(1)))
                    : null;
            return new DecisionRecords(heads, fresh, waiting, unscored);
        }
    }

    private List<Link> links(Look look, String portfolio) {
        long after = through.getOrDefault(portfolio, 0L);
        // Standing and took_millis came before the first hash of a record.
        boolean hashed = look.has("model_call", "took_millis") && look.has("decision", "standing");
        Map<String, List<CallHash>> calls = hashed ? calls(look, portfolio, after) : Map.of();
        List<Link> links = look.rows(
                hashed ? LINKS : LINKS.replace("standing FROM", "NULL FROM"),
                row -> new Link(
                        portfolio,
                        row.getLong(1),
                        row.getString(2),
                        row.getTimestamp(3).toInstant(),
                        row.getString(4).getBytes(StandardCharsets.UTF_8),
                        hashed
                                ? hashes(
                                        bytes(row.getString(5)),
                                        row.getString(6),
                                        calls.getOrDefault(row.getString(2), List.of()))
                                : List.of()),
                portfolio,
                after);
        if (!links.isEmpty()) {
            through.put(portfolio, links.getLast().sequence());
        }
        return links;
    }

    /** Of a call, in both forms. */
    private record CallHash(String present, String first) {}

    /** What the record may have as its hash: in the present form, and in the one of earlier versions. */
    private static List<String> hashes(byte[] snapshot, @Nullable String standing, List<CallHash> calls) {
        return List.of(
                RecordHash.of(
                        snapshot,
                        standing == null ? null : bytes(standing),
                        calls.stream().map(CallHash::present).toList()),
                RecordHash.ofFirstForm(
                        snapshot, calls.stream().map(CallHash::first).toList()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Only their hashes are kept: requests and answers together may be larger than memory. */
    private static Map<String, List<CallHash>> calls(Look look, String portfolio, long after) {
        Map<String, List<CallHash>> calls = new HashMap<>();
        look.rows(
                        look.has("model_call", "seat") ? CALLS : CALLS_WITHOUT_SEATS,
                        row -> {
                            List<@Nullable Object> values = new ArrayList<>();
                            for (int column = 0; column < RecordHash.COLUMNS.size(); column++) {
                                values.add(row.getObject(column + 2));
                            }
                            return Map.entry(
                                    row.getString(1),
                                    new CallHash(RecordHash.ofCall(values), RecordHash.ofCallInFirstForm(values)));
                        },
                        portfolio,
                        after)
                .forEach(call -> calls.computeIfAbsent(call.getKey(), first -> new ArrayList<>())
                        .add(call.getValue()));
        return calls;
    }
}
