package io.ffe.decision;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.Climatology;
import io.ffe.decision.domain.MemberKey;
import io.ffe.decision.domain.MemberRecord;
import io.ffe.decision.domain.SkillRule;
import io.ffe.decision.domain.Standing;
import io.ffe.decision.store.Outcomes;
import io.ffe.schema.event.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What the members of the ensemble have achieved, for whoever asks from outside. */
@ApplicationScoped
public class MemberReports {

    private final DecisionConfig config;
    private final SkillRule rule;
    private final Outcomes outcomes;

    MemberReports(DecisionConfig config, SkillRule rule, Outcomes outcomes) {
        this.config = config;
        this.rule = rule;
        this.outcomes = outcomes;
    }

    /**
     * All of it at one time.
     *
     * @param through resolvedAt of the newest outcome; those of the window before it count
     * @param members in the order of their keys
     */
    public record Report(
            Instant from, Instant through, boolean applied, Climatology climatology, List<Achieved> members) {}

    /** One member: its record, and what follows from it for the next decision. */
    public record Achieved(MemberKey key, MemberRecord achieved, Standing.Member standing) {}

    /** Whether the portfolio is one of this service's. */
    public boolean knows(String portfolioId) {
        return config.portfolios().contains(portfolioId);
    }

    /** Empty before the portfolio's first outcome. */
    @Transactional
    public Optional<Report> report(String portfolioId) {
        Instant newest = outcomes.newest(portfolioId);
        if (newest == null) {
            return Optional.empty();
        }
        Instant from = newest.minus(config.feedback().window());
        // The database keeps microseconds, so this is the first instant after the newest.
        Outcomes.Window window = new Outcomes.Window(portfolioId, from, newest.plusNanos(1000));
        SortedMap<MemberKey, MemberRecord> records = new TreeMap<>(outcomes.records(window));
        return Optional.of(new Report(
                from,
                newest,
                config.feedback().applyWeights(),
                outcomes.climatology(window),
                records.entrySet().stream()
                        .map(entry -> new Achieved(
                                entry.getKey(),
                                entry.getValue(),
                                rule.judge(entry.getKey(), entry.getValue().scores())))
                        .toList()));
    }

    /** The last outcomes, newest first. */
    @Transactional
    public List<Outcome> latest(String portfolioId, String symbol, int most) {
        return outcomes.latest(portfolioId, symbol, most);
    }
}
