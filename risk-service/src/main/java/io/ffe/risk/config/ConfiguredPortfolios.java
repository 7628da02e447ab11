package io.ffe.risk.config;

import io.ffe.messaging.RunConfig;
import io.ffe.risk.config.RiskConfig.LimitConfig;
import io.ffe.risk.config.RiskConfig.PortfolioConfig;
import io.ffe.risk.domain.limit.EntryOrders;
import io.ffe.risk.domain.limit.Limit;
import io.ffe.risk.domain.limit.LimitSet;
import io.ffe.risk.domain.limit.LimitSet.Ruling;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.risk.domain.limit.RiskLimits;
import io.ffe.schema.money.Instruments;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The terms of every configured portfolio. Fixed for the life of the process; made at its start, which fails when a value is wrong. */
@Startup
@ApplicationScoped
public class ConfiguredPortfolios {

    /** Stands until the limits in force are known, which are a matter of the database too. */
    static final String AS_CONFIGURED = "as-configured";

    private final Map<String, PortfolioTerms> byId;
    private final Map<String, LimitSet> limits = new TreeMap<>();
    private final Instruments instruments;

    /** @throws IllegalArgumentException listing every problem of the configuration, each with its key */
    ConfiguredPortfolios(RiskConfig config, RunConfig run) {
        List<String> problems = new ArrayList<>();
        Map<String, PortfolioTerms> terms = new TreeMap<>();
        config.portfolios().forEach((id, portfolio) -> {
            PortfolioTerms agreed = terms(id, portfolio, config, run);
            problems.addAll(problems(agreed));
            terms.put(id, agreed);
            limits.put(id, limitSet(agreed, portfolio.symbols(), problems));
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

    /** The configured limits of a portfolio that there is. */
    public LimitSet limits(String portfolioId) {
        return Objects.requireNonNull(limits.get(portfolioId), portfolioId);
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
        terms.entries().problems(terms.venue()).forEach(problem -> problems.add(prefix + "entry." + problem));
        if (!terms.admits(terms.runOrigin())) {
            problems.add(prefix + "venue is " + terms.venue() + ", expected " + PortfolioTerms.PAPER
                    + " in a run whose prices are " + terms.runOrigin());
        }
        return problems;
    }

    private static LimitSet limitSet(
            PortfolioTerms terms, Map<String, Map<String, String>> bySymbol, List<String> problems) {
        LimitSet ofPortfolio = new LimitSet(terms.limits(), Map.of(), Map.of(), 0);
        Map<String, SortedMap<Limit, String>> symbols = new TreeMap<>();
        new TreeMap<>(bySymbol)
                .forEach((symbol, own) -> new TreeMap<>(own).forEach((key, value) -> {
                    switch (ofPortfolio.ruling(symbol, key, value)) {
                        case Ruling.Unfit(String why) ->
                            problems.add(
                                    "ffe.risk.portfolios." + terms.portfolioId() + ".symbols." + symbol + "." + why);
                        case Ruling.Fit fit ->
                            symbols.computeIfAbsent(symbol, first -> new TreeMap<>())
                                    .put(Limit.ofKey(key).orElseThrow(), value);
                    }
                }));
        return new LimitSet(terms.limits(), symbols, Map.of(), 0);
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
                limits(portfolio.limits()),
                historyRequired(portfolio, config),
                AS_CONFIGURED,
                new EntryOrders(
                        portfolio.entry().type(),
                        portfolio.entry().limitOffset(),
                        portfolio.entry().timeInForce().orElse(null),
                        portfolio.entry().trailingStop()));
    }

    private static boolean historyRequired(PortfolioConfig portfolio, RiskConfig config) {
        return config.history()
                .required()
                .orElseGet(() -> config.history().files().isPresent()
                        || !portfolio.venue().equals(PortfolioTerms.PAPER));
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
                config.shortSelling(),
                config.priceCollar(),
                config.maxDailyLoss(),
                config.maxOrders(),
                config.orderWindow(),
                config.duplicateWindow(),
                config.maxRepeatedEntries(),
                config.repeatWindow(),
                config.maxVar(),
                config.varDays(),
                config.maxCorrelation(),
                config.correlationDays(),
                config.maxCorrelatedAssets(),
                config.maxStops(),
                config.stopLookback(),
                config.stopPause(),
                config.cooldown(),
                config.maxClosedDrawdown(),
                config.drawdownLookback(),
                config.drawdownPause(),
                config.minProfit(),
                config.lowProfitTrades(),
                config.lowProfitLookback(),
                config.lowProfitPause());
    }
}
