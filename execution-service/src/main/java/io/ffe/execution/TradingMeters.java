package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Whether entries may leave, as a dashboard sees it: one series for each portfolio that is traded here. */
@ApplicationScoped
class TradingMeters {

    private final TradingLatch latch;
    private final RiskSilence silence;
    private final AccountAge account;
    private final MeterRegistry meters;
    private final ExecutionConfig config;

    TradingMeters(
            TradingLatch latch, RiskSilence silence, AccountAge account, MeterRegistry meters, ExecutionConfig config) {
        this.latch = latch;
        this.silence = silence;
        this.account = account;
        this.meters = meters;
        this.config = config;
    }

    void register(@Observes StartupEvent starting) {
        for (String portfolioId : config.portfolios()) {
            Gauge.builder(
                            "ffe.trading.state",
                            () -> latch.inForce(portfolioId).control().state().restriction())
                    .description("in force for the portfolio: 0 ACTIVE, 1 REDUCING, 2 HALTED")
                    .tag("portfolio", portfolioId)
                    .register(meters);
            Gauge.builder(
                            "ffe.trading.state.epoch",
                            () -> latch.inForce(portfolioId).control().epoch())
                    .description("of the trading state in force")
                    .tag("portfolio", portfolioId)
                    .register(meters);
            Gauge.builder(
                            "ffe.signal.only",
                            () -> account.stopsEntries(portfolioId).isPresent() ? 1 : 0)
                    .description(
                            "1 while no entry of the portfolio leaves, because its account at the venue is not read")
                    .tag("portfolio", portfolioId)
                    .register(meters);
        }
        Gauge.builder("ffe.risk.silence.seconds", () -> silence.lasting().toMillis() / 1000.0)
                .description("since the last sign of life from risk; 0 in lock-step, where nobody watches")
                .register(meters);
        Gauge.builder("ffe.risk.silent", () -> silence.stopsEntries().isPresent() ? 1 : 0)
                .description("1 while entries are stopped because risk says nothing")
                .register(meters);
    }
}
