package io.ffe.stack.audit.read;

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
            SELECT chain_sequence, decision_id, recorded_at, event FROM decision
            WHERE portfolio_id = ? AND chain_sequence > ? ORDER BY chain_sequence
            """;
    private static final String UNSCORED = "SELECT decision_id FROM open_score";
    private static final String WAITING = "SELECT portfolio_id, snapshot_id FROM decision_job";

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
            List<Asked> waiting = look.rows(WAITING, row -> new Asked(row.getString(1), row.getString(2)));
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
            return new DecisionRecords(heads, fresh, new HashSet<>(waiting), unscored);
        }
    }

    private List<Link> links(Look look, String portfolio) {
        List<Link> links = look.rows(
                LINKS,
                row -> new Link(
                        portfolio,
                        row.getLong(1),
                        row.getString(2),
                        row.getTimestamp(3).toInstant(),
                        row.getString(4).getBytes(StandardCharsets.UTF_8)),
                portfolio,
                through.getOrDefault(portfolio, 0L));
        if (!links.isEmpty()) {
            through.put(portfolio, links.getLast().sequence());
        }
        return links;
    }
}
