package io.ffe.decision.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.decision.domain.Barriers.Entry;
import io.ffe.decision.domain.ScoredDecision;
import io.ffe.decision.domain.Standing;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Path;
import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.serde.Json;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decisions that wait to be scored, and the prices to score them by; rows of {@code open_score} and {@code price_path}. */
@ApplicationScoped
public class OpenScores {

    private static final String OPEN = """
            INSERT INTO open_score (decision_id, portfolio_id, symbol, timeframe, as_of, decided_at, horizon_end, regime,
                                    atr, spread)
            VALUES (:decision, :portfolio, :symbol, :timeframe, :asOf, :decidedAt, :horizonEnd, :regime, :atr, :spread)
            ON CONFLICT (decision_id) DO NOTHING
            """;
    private static final String TRADED =
            "UPDATE open_score SET traded = true WHERE decision_id = :decision AND NOT traded";

    /** Locked, so that of two instances one scores and the other finds nothing left. */
    private static final String FOUND = """
            SELECT s.decided_at, s.horizon_end, s.regime, s.atr, s.spread, s.traded, d.event, d.standing
            FROM open_score s JOIN decision d ON d.decision_id = s.decision_id
            """;

    private static final String DUE = FOUND + """
            WHERE s.symbol = :symbol AND s.timeframe = :timeframe AND s.horizon_end <= :asOf
            ORDER BY s.horizon_end, s.decision_id FOR UPDATE OF s
            """;
    private static final String ALL = FOUND + " ORDER BY s.symbol, s.horizon_end, s.decision_id FOR UPDATE OF s";
    private static final String CLOSE = "DELETE FROM open_score WHERE decision_id = :decision";
    private static final String KEEP_PATH = """
            INSERT INTO price_path (symbol, timeframe, as_of, path) VALUES (:symbol, :timeframe, :asOf, :path)
            ON CONFLICT DO NOTHING
            """;
    private static final String PATHS = """
            SELECT path FROM price_path
            WHERE symbol = :symbol AND timeframe = :timeframe AND as_of > :after AND as_of <= :through ORDER BY as_of
            """;
    private static final String FORGET =
            "DELETE FROM price_path WHERE symbol = :symbol AND timeframe = :timeframe AND as_of <= :before";

    private final EntityManager entities;

    OpenScores(EntityManager entities) {
        this.entities = entities;
    }

    /** A decision begins to wait. */
    public void open(Decision decision, @Nullable Regime regime, Entry entry) {
        entities.createNativeQuery(OPEN)
                .setParameter("decision", decision.decisionId())
                .setParameter("portfolio", decision.portfolioId())
                .setParameter("symbol", decision.symbol())
                .setParameter("timeframe", decision.timeframe().label())
                .setParameter("asOf", decision.asOf())
                .setParameter("decidedAt", entry.decidedAt())
                .setParameter("horizonEnd", entry.horizonEnd())
                .setParameter("regime", regime == null ? null : regime.name())
                .setParameter("atr", entry.atr())
                .setParameter("spread", entry.spread())
                .executeUpdate();
    }

    /** An order of the decision was filled. Nothing happens when it is scored already, or was never opened. */
    public void traded(String decisionId) {
        entities.createNativeQuery(TRADED).setParameter("decision", decisionId).executeUpdate();
    }

    /** Those whose window ends at or before the time, in the order of their ends. */
    public List<ScoredDecision> due(String symbol, Timeframe timeframe, Instant asOf) {
        List<?> rows = entities.createNativeQuery(DUE, Tuple.class)
                .setParameter("symbol", symbol)
                .setParameter("timeframe", timeframe.label())
                .setParameter("asOf", asOf)
                .getResultList();
        return rows.stream().map(row -> read((Tuple) row)).toList();
    }

    /** All, by symbol and then in the order of their ends. */
    public List<ScoredDecision> all() {
        List<?> rows = entities.createNativeQuery(ALL, Tuple.class).getResultList();
        return rows.stream().map(row -> read((Tuple) row)).toList();
    }

    /** The decision is scored. */
    public void close(String decisionId) {
        entities.createNativeQuery(CLOSE).setParameter("decision", decisionId).executeUpdate();
    }

    /** Keeps how prices moved up to a snapshot. */
    public void keep(Snapshot snapshot, Path path) {
        entities.createNativeQuery(KEEP_PATH)
                .setParameter("symbol", snapshot.symbol())
                .setParameter("timeframe", snapshot.timeframe().label())
                .setParameter("asOf", snapshot.asOf())
                .setParameter("path", write(path))
                .executeUpdate();
    }

    /** How prices moved, oldest first. @param after asOf of the first that is left out @param through of the last */
    public List<Path> paths(String symbol, Timeframe timeframe, Instant after, Instant through) {
        List<?> rows = entities.createNativeQuery(PATHS, String.class)
                .setParameter("symbol", symbol)
                .setParameter("timeframe", timeframe.label())
                .setParameter("after", after)
                .setParameter("through", through)
                .getResultList();
        return rows.stream().map(row -> read((String) row, Path.class)).toList();
    }

    /** Drops paths that end at or before the time. */
    public void forgetPaths(String symbol, Timeframe timeframe, Instant before) {
        entities.createNativeQuery(FORGET)
                .setParameter("symbol", symbol)
                .setParameter("timeframe", timeframe.label())
                .setParameter("before", before)
                .executeUpdate();
    }

    private static ScoredDecision read(Tuple row) {
        String regime = row.get(2, String.class);
        String standing = row.get(7, String.class);
        return new ScoredDecision(
                read(row.get(6, String.class), Decision.class),
                regime == null ? null : Regime.valueOf(regime),
                new Entry(
                        row.get(0, Instant.class),
                        row.get(1, Instant.class),
                        row.get(3, Double.class),
                        row.get(4, Double.class)),
                (standing == null ? Standing.NONE : read(standing, Standing.class)).climatology(),
                row.get(5, Boolean.class));
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return Json.mapper().readValue(json, type);
        } catch (JsonProcessingException torn) {
            throw new IllegalStateException("the record does not hold a " + type.getSimpleName(), torn);
        }
    }

    static String write(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(value + " has no JSON form", impossible);
        }
    }
}
