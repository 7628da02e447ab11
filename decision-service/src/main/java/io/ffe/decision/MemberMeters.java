package io.ffe.decision;

import io.ffe.decision.MemberReports.Achieved;
import io.ffe.decision.config.DecisionConfig;
import io.ffe.messaging.Periodic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What each member of the ensemble is worth: {@code ffe_member_skill} against base rates, {@code ffe_member_weight} of its vote, and
 * {@code ffe_member_scored}, the size of the sample. Read anew after outcomes.
 */
@ApplicationScoped
public class MemberMeters {

    /** Versions of prompts and digests of models come and go: beyond so many, those with the smallest samples have a report and no gauges. */
    static final int MOST_MEMBERS = 20;

    private static final Duration PAUSE = Duration.ofSeconds(15);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final MemberReports reports;
    private final DecisionConfig config;
    private final MultiGauge skill;
    private final MultiGauge weight;
    private final MultiGauge scored;
    private final AtomicBoolean news = new AtomicBoolean(true);
    private long shownAtNanos = System.nanoTime();
    private final Periodic looks = new Periodic("member-meters", PAUSE, this::look);

    MemberMeters(MemberReports reports, DecisionConfig config, MeterRegistry meters) {
        this.reports = reports;
        this.config = config;
        this.skill = MultiGauge.builder("ffe.member.skill")
                .description(
                        "1 minus its Brier score by that of base rates on the same decisions; 0 knows no more than they do")
                .register(meters);
        this.weight = MultiGauge.builder("ffe.member.weight")
                .description("what its vote is multiplied with, were weights applied")
                .register(meters);
        this.scored = MultiGauge.builder("ffe.member.scored")
                .description("how many of its decisions were scored")
                .register(meters);
    }

    void start(@Observes StartupEvent ready) {
        looks.start();
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        looks.stop();
    }

    void scored(@Observes(during = TransactionPhase.AFTER_SUCCESS) Scored outcome) {
        news.set(true);
    }

    /** A report sums up a month. Other instances score as well, and of theirs this one hears nothing. */
    private void look() {
        if (news.getAndSet(false) || System.nanoTime() - shownAtNanos > LONGEST.toNanos()) {
            try {
                show();
                shownAtNanos = System.nanoTime();
            } catch (RuntimeException away) {
                news.set(true);
                throw away;
            }
        }
    }

    private void show() {
        List<Row<?>> skills = new ArrayList<>();
        List<Row<?>> weights = new ArrayList<>();
        List<Row<?>> samples = new ArrayList<>();
        for (String portfolio : config.portfolios()) {
            reports.report(portfolio)
                    .ifPresent(report -> report.members().stream()
                            .sorted(Comparator.comparingLong(MemberMeters::sample)
                                    .reversed())
                            .limit(MOST_MEMBERS)
                            .forEach(member -> {
                                Tags tags = tags(portfolio, member);
                                skills.add(
                                        Row.of(tags, member.achieved().scores().skill()));
                                weights.add(Row.of(tags, member.standing().factor()));
                                samples.add(
                                        Row.of(tags, member.achieved().scores().scored()));
                            }));
        }
        skill.register(skills, true);
        weight.register(weights, true);
        scored.register(samples, true);
    }

    private static long sample(Achieved member) {
        return member.achieved().scores().scored();
    }

    private static Tags tags(String portfolio, Achieved member) {
        return Tags.of(
                "portfolio",
                portfolio,
                "member",
                member.key().member(),
                "version",
                member.key().version(),
                "digest",
                member.key().digest());
    }
}
