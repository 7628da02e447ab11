package io.ffe.decision.store;

import io.ffe.decision.domain.Climatology;
import io.ffe.decision.domain.MemberKey;
import io.ffe.decision.domain.MemberRecord;
import io.ffe.decision.domain.Scores;
import io.ffe.decision.domain.Scores.Judged;
import io.ffe.decision.domain.Scores.Score;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Outcome.Member;
import io.ffe.schema.serde.EventCodec;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.persistence.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Outcomes, and what each member had said; rows of {@code outcome} and {@code member_score}. */
@ApplicationScoped
public class Outcomes {

    private static final String ADD = """
            INSERT INTO outcome (decision_id, portfolio_id, symbol, resolved_at, scored, buy_right, sell_right, hold_right,
                                 event)
            VALUES (:decision, :portfolio, :symbol, :resolvedAt, :scored, :buy, :sell, :hold, :event)
            ON CONFLICT (decision_id) DO NOTHING
            """;
    private static final String SCORE = """
            INSERT INTO member_score (decision_id, member, version, digest, portfolio_id, resolved_at, regime, bin, is_right,
                                      brier, raw_brier, climatology, earned, held)
            VALUES (:decision, :member, :version, :digest, :portfolio, :resolvedAt, :regime, :bin, :right, :brier,
                    :rawBrier, :climatology, :earned, :held)
            ON CONFLICT DO NOTHING
            """;
    private static final String CLIMATOLOGY = """
            SELECT count(*), count(*) FILTER (WHERE buy_right), count(*) FILTER (WHERE sell_right),
                   count(*) FILTER (WHERE hold_right)
            FROM outcome WHERE portfolio_id = :portfolio AND scored AND resolved_at >= :from AND resolved_at < :before
            """;
    private static final String SCORES = """
            SELECT member, version, digest, regime, bin, count(*), count(*) FILTER (WHERE is_right),
                   CAST(sum(brier) AS bigint), CAST(sum(raw_brier) AS bigint), CAST(sum(climatology) AS bigint),
                   count(*) FILTER (WHERE brier <> raw_brier),
                   CAST(coalesce(sum(climatology) FILTER (WHERE brier <> raw_brier), 0) AS bigint),
                   CAST(coalesce(sum(climatology - brier) FILTER (WHERE brier <> raw_brier), 0) AS bigint),
                   CAST(coalesce(sum((climatology - brier) * (climatology - brier)) FILTER (WHERE brier <> raw_brier), 0)
                        AS bigint),
                   CAST(sum(earned) AS bigint), CAST(sum(held) AS bigint)
            FROM member_score WHERE portfolio_id = :portfolio AND resolved_at >= :from AND resolved_at < :before
            GROUP BY member, version, digest, regime, bin
            """;
    private static final String LATEST = """
            SELECT event FROM outcome WHERE symbol = :symbol AND portfolio_id = :portfolio
            ORDER BY resolved_at DESC, decision_id LIMIT :most
            """;
    private static final String LATEST_BEFORE = """
            SELECT event FROM outcome
            WHERE symbol = :symbol AND portfolio_id = :portfolio AND scored AND resolved_at < :before
            ORDER BY resolved_at DESC, decision_id LIMIT :most
            """;
    private static final String NEWEST = "SELECT max(resolved_at) FROM outcome WHERE portfolio_id = :portfolio";
    private static final String ANY = "SELECT EXISTS (SELECT 1 FROM outcome)";
    private static final String BEGIN_REBUILD = "INSERT INTO outcome_rebuild DEFAULT VALUES ON CONFLICT DO NOTHING";
    private static final String REBUILDING = "SELECT EXISTS (SELECT 1 FROM outcome_rebuild)";
    private static final String END_REBUILD = "DELETE FROM outcome_rebuild";

    private final EntityManager entities;

    Outcomes(EntityManager entities) {
        this.entities = entities;
    }

    /** Part of the outcomes there are. @param from first resolvedAt @param before first that is left out */
    public record Window(String portfolioId, Instant from, Instant before) {}

    /** Records an outcome and what its members had said. @return false when it is on record already */
    public boolean add(Outcome outcome) {
        boolean scored = outcome.label() != Outcome.Label.CENSORED;
        int added = entities.createNativeQuery(ADD)
                .setParameter("decision", outcome.decisionId())
                .setParameter("portfolio", outcome.portfolioId())
                .setParameter("symbol", outcome.symbol())
                .setParameter("resolvedAt", outcome.resolvedAt())
                .setParameter("scored", scored)
                .setParameter("buy", outcome.wasRight(Action.BUY))
                .setParameter("sell", outcome.wasRight(Action.SELL))
                .setParameter("hold", outcome.wasRight(Action.HOLD))
                .setParameter("event", new String(EventCodec.payload(outcome), StandardCharsets.UTF_8))
                .executeUpdate();
        if (added == 1 && scored && outcome.members() != null) {
            outcome.members().forEach(member -> score(outcome, member));
        }
        return added == 1;
    }

    private void score(Outcome outcome, Member said) {
        Score score = Score.of(said);
        MemberKey key = MemberKey.of(said);
        entities.createNativeQuery(SCORE)
                .setParameter("decision", outcome.decisionId())
                .setParameter("member", key.member())
                .setParameter("version", key.version())
                .setParameter("digest", key.digest())
                .setParameter("portfolio", outcome.portfolioId())
                .setParameter("resolvedAt", outcome.resolvedAt())
                .setParameter("regime", MemberRecord.regimeOf(outcome))
                .setParameter("bin", score.bin())
                .setParameter("right", score.right())
                .setParameter("brier", score.brier())
                .setParameter("rawBrier", score.rawBrier())
                .setParameter("climatology", score.climatology())
                .setParameter("earned", MemberRecord.millionths(outcome.returnOf(said.action())))
                .setParameter("held", MemberRecord.millionths(outcome.holdReturn()))
                .executeUpdate();
    }

    /** How often each action was right. */
    public Climatology climatology(Window window) {
        Tuple row = (Tuple) within(entities.createNativeQuery(CLIMATOLOGY, Tuple.class), window)
                .getSingleResult();
        return new Climatology(number(row, 0), number(row, 1), number(row, 2), number(row, 3));
    }

    /** Every member's record, in the order of their keys. */
    public SortedMap<MemberKey, MemberRecord> records(Window window) {
        SortedMap<MemberKey, MemberRecord> records = new TreeMap<>();
        List<?> rows =
                within(entities.createNativeQuery(SCORES, Tuple.class), window).getResultList();
        for (Object each : rows) {
            Tuple row = (Tuple) each;
            MemberKey key = new MemberKey(row.get(0, String.class), row.get(1, String.class), row.get(2, String.class));
            Scores scores = Scores.ofBin(
                    (int) number(row, 4),
                    number(row, 5),
                    number(row, 6),
                    number(row, 7),
                    number(row, 8),
                    number(row, 9),
                    new Judged(number(row, 10), number(row, 11), number(row, 12), number(row, 13)));
            records.merge(
                    key,
                    MemberRecord.of(row.get(3, String.class), scores, number(row, 14), number(row, 15)),
                    MemberRecord::plus);
        }
        return records;
    }

    /** The last outcomes of a symbol, newest first. */
    public List<Outcome> latest(String portfolioId, String symbol, int most) {
        return latest(entities.createNativeQuery(LATEST, String.class), portfolioId, symbol, most);
    }

    /** The last of those that were scored, and resolved before the time. */
    public List<Outcome> latestBefore(String portfolioId, String symbol, Instant before, int most) {
        Query query = entities.createNativeQuery(LATEST_BEFORE, String.class).setParameter("before", before);
        return latest(query, portfolioId, symbol, most);
    }

    private static List<Outcome> latest(Query query, String portfolioId, String symbol, int most) {
        List<?> rows = query.setParameter("symbol", symbol)
                .setParameter("portfolio", portfolioId)
                .setParameter("most", most)
                .getResultList();
        List<Outcome> latest = new ArrayList<>();
        rows.forEach(row -> latest.add(OpenScores.read((String) row, Outcome.class)));
        return latest;
    }

    /** When the newest outcome was resolved, null when there is none. */
    public @Nullable Instant newest(String portfolioId) {
        return (Instant) entities.createNativeQuery(NEWEST, Instant.class)
                .setParameter("portfolio", portfolioId)
                .getSingleResult();
    }

    /** Whether there is none at all. */
    public boolean isEmpty() {
        return !Objects.requireNonNull(
                (Boolean) entities.createNativeQuery(ANY, Boolean.class).getSingleResult());
    }

    /**
     * Whether outcomes are to be taken from the topic: there are none, or somebody has begun with it and not ended. From now on
     * somebody has begun.
     */
    public boolean beginRebuild() {
        if (isEmpty()) {
            entities.createNativeQuery(BEGIN_REBUILD).executeUpdate();
            return true;
        }
        return (boolean) entities.createNativeQuery(REBUILDING, Boolean.class).getSingleResult();
    }

    /** All that the topic had is on record. */
    public void endRebuild() {
        entities.createNativeQuery(END_REBUILD).executeUpdate();
    }

    private static Query within(Query query, Window window) {
        return query.setParameter("portfolio", window.portfolioId())
                .setParameter("from", window.from())
                .setParameter("before", window.before());
    }

    private static long number(Tuple row, int column) {
        return ((Number) row.get(column)).longValue();
    }
}
