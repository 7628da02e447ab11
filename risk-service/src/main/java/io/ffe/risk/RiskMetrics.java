package io.ffe.risk;

import io.ffe.risk.config.ConfiguredPortfolios;
import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.book.Reservation;
import io.ffe.risk.domain.book.Valuation;
import io.ffe.risk.domain.gate.Gate;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.Verdict;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What happened, counted after its commit, and where each portfolio stands. Every series exists from the start, so that a
 * dashboard can tell "none" from "not running". The age of decisions is recorded by the inbox.
 */
@Startup
@ApplicationScoped
class RiskMetrics {

    private final Map<Verdict.Result, Counter> verdicts = new EnumMap<>(Verdict.Result.class);
    private final Map<Gate, Counter> gateFailures = new EnumMap<>(Gate.class);
    private final Map<String, Standing> standings = new TreeMap<>();

    RiskMetrics(MeterRegistry meters, ConfiguredPortfolios portfolios) {
        for (Verdict.Result result : Verdict.Result.values()) {
            verdicts.put(
                    result,
                    Counter.builder("ffe.verdicts")
                            .description("verdicts given")
                            .tag("result", result.name())
                            .register(meters));
        }
        for (Gate gate : Gate.values()) {
            gateFailures.put(
                    gate,
                    Counter.builder("ffe.gate.failures")
                            .description("gates that failed, each one of a verdict counted")
                            .tag("gate", gate.name())
                            .register(meters));
        }
        for (PortfolioTerms terms : portfolios.all()) {
            standings.put(terms.portfolioId(), Standing.registered(meters, terms.portfolioId()));
        }
    }

    void judged(@Observes(during = TransactionPhase.AFTER_SUCCESS) Judged judged) {
        Verdict verdict = judged.verdict();
        Objects.requireNonNull(verdicts.get(verdict.result())).increment();
        verdict.gates().stream()
                .filter(gate -> gate.status() == GateResult.Status.FAILED)
                .map(gate -> Gate.valueOf(gate.gate()))
                .forEach(gate -> Objects.requireNonNull(gateFailures.get(gate)).increment());
        Standing standing = standing(judged.book());
        standing.of(judged.book(), judged.marks());
        BigDecimal equity = verdict.equity();
        BigDecimal peak = judged.book().peakEquity();
        if (equity != null && peak != null) {
            standing.drawdown = Valuation.drawdown(equity, peak).value().doubleValue();
        }
    }

    void folded(@Observes(during = TransactionPhase.AFTER_SUCCESS) Folded folded) {
        standing(folded.book()).of(folded.book(), folded.marks());
    }

    void seen(@Observes(during = TransactionPhase.AFTER_SUCCESS) TradingControl.TradingSeen trading) {
        standings.forEach(
                (portfolioId, standing) -> standing.trading = trading.inForce().get(portfolioId));
    }

    private Standing standing(ExposureBook book) {
        return Objects.requireNonNull(standings.get(book.portfolioId()), "only configured portfolios are judged");
    }

    /** Last known figures of one portfolio, for gauges. */
    private static final class Standing {

        private volatile double exposure;
        private volatile double drawdown;
        private volatile double reserved;
        private volatile int reservations;
        private volatile int missing;
        private volatile @Nullable Control trading;

        static Standing registered(MeterRegistry meters, String portfolioId) {
            Standing standing = new Standing();
            gauge(
                    meters,
                    portfolioId,
                    "ffe.exposure",
                    "held and reserved, in account currency",
                    () -> standing.exposure);
            gauge(
                    meters,
                    portfolioId,
                    "ffe.drawdown.fraction",
                    "how far equity is below its peak",
                    () -> standing.drawdown);
            gauge(
                    meters,
                    portfolioId,
                    "ffe.reserved",
                    "reserved and not filled, in account currency",
                    () -> standing.reserved);
            gauge(
                    meters,
                    portfolioId,
                    "ffe.reservations",
                    "entries approved and not ended",
                    () -> standing.reservations);
            gauge(
                    meters,
                    portfolioId,
                    "ffe.trading.state",
                    "in force for the portfolio: 0 ACTIVE, 1 REDUCING, 2 HALTED or unknown",
                    standing::restriction);
            gauge(meters, portfolioId, "ffe.trading.state.epoch", "of the trading state in force", standing::epoch);
            gauge(
                    meters,
                    portfolioId,
                    "ffe.executions.ahead",
                    "executions that wait for one that is missing",
                    () -> standing.missing);
            return standing;
        }

        private static void gauge(
                MeterRegistry meters, String portfolioId, String name, String description, Supplier<Number> value) {
            Gauge.builder(name, value)
                    .description(description)
                    .tag("portfolio", portfolioId)
                    .register(meters);
        }

        private int restriction() {
            Control known = trading;
            return (known == null ? Control.State.HALTED : known.state()).restriction();
        }

        private long epoch() {
            Control known = trading;
            return known == null ? -1 : known.epoch();
        }

        void of(ExposureBook book, Map<String, Mark> marks) {
            exposure = book.grossExposure(marks).doubleValue();
            reserved = book.reservations().values().stream()
                    .map(Reservation::notional)
                    .reduce(BigDecimal.ZERO, BigDecimal::add)
                    .doubleValue();
            reservations = book.reservations().size();
            missing = book.ahead().size();
        }
    }
}
