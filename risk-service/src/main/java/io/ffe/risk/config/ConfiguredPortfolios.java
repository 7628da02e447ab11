package io.ffe.risk.config;

import io.ffe.messaging.RunConfig;
import io.ffe.risk.config.RiskConfig.LimitConfig;
import io.ffe.risk.config.RiskConfig.PortfolioConfig;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.risk.domain.limit.RiskLimits;
import io.ffe.schema.money.Instruments;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The terms of every configured portfolio. Fixed for the life of the process; made at its start, which fails when a value is wrong. */
@Startup
@ApplicationScoped
public class ConfiguredPortfolios {

    private final Map<String, PortfolioTerms> byId;
    private final Instruments instruments;

    /** @throws IllegalArgumentException listing every problem of the configuration, each with its key */
    ConfiguredPortfolios(RiskConfig config, RunConfig run) {
        List<String> problems = new ArrayList<>();
        Map<String, PortfolioTerms> terms = new TreeMap<>();
        config.portfolios().forEach((id, portfolio) -> {
            PortfolioTerms agreed = terms(id, portfolio, config, run);
            problems.addAll(problems(agreed));
            terms.put(id, agreed);
        });
        problems.addAll(ofTheService(config));
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("risk cannot start, its configuration has " + problems.size()
                    + (problems.size() == 1 ? " problem" : " problems") + ":\n  " + String.join("\n  ", problems));
        }
        this.byId = terms;
        this.instruments = config.instruments().map(Instruments::from).orElseGet(Instruments::builtIn);
    }

    public Optional<PortfolioTerms> find(String portfolioId) {
        return Optional.ofNullable(byId.get(portfolioId));
    }

    public Collection<PortfolioTerms> all() {
        return byId.values();
    }

    public Instruments instruments() {
        return instruments;
    }

    private static List<String> ofTheService(RiskConfig config) {
        List<String> problems = new ArrayList<>();
        if (config.portfolios().isEmpty()) {
            problems.add("ffe.risk.portfolios is empty, expected at least one, as in"
                    + " ffe.risk.portfolios.main.producer=ffe");
        }
        Map.of(
                        "hop-latency", config.hopLatency(),
                        "snapshot-wait", config.snapshotWait(),
                        "snapshot-wait-lock-step", config.snapshotWaitLockStep(),
                        "snapshot-retention", config.snapshotRetention())
                .forEach((key, duration) -> {
                    if (duration.isNegative()) {
                        problems.add("ffe.risk." + key + " is " + duration + ", expected zero or more");
                    }
                });
        return problems.stream().sorted().toList();
    }

    private static List<String> problems(PortfolioTerms terms) {
        String prefix = "ffe.risk.portfolios." + terms.portfolioId() + ".";
        List<String> problems = new ArrayList<>();
        terms.limits().problems().forEach(problem -> problems.add(prefix + "limits." + problem));
        if (!terms.admits(terms.runOrigin())) {
            problems.add(prefix + "venue is " + terms.venue() + ", expected " + PortfolioTerms.PAPER
                    + " in a run whose prices are " + terms.runOrigin());
        }
        return problems;
    }

    private static PortfolioTerms terms(String id, PortfolioConfig portfolio, RiskConfig config, RunConfig run) {
        return new PortfolioTerms(
                id,
                portfolio.producer(),
                portfolio.currency(),
                config.currencyEquivalents(),
                portfolio.venue(),
                run.id(),
                run.origin(),
                limits(portfolio.limits()));
    }

    private static RiskLimits limits(LimitConfig config) {
        return new RiskLimits(
                config.riskFraction(),
                config.minStop(),
                config.maxStop(),
                config.atrMultiple(),
                config.targetMultiple(),
                config.costAllowance(),
                config.maxOrderValue(),
                config.maxConcentration(),
                config.maxLeverage(),
                config.maxConcurrentPositions(),
                config.maxDrawdown(),
                config.maxSnapshotAge(),
                config.maxQuoteAge(),
                config.maxFutureSkew(),
                config.maxMarkAgeBars(),
                config.shortSelling());
    }
}
