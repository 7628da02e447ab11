package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Rates;
import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Origin;
import io.ffe.schema.money.Instruments;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.Secret;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Refuses to start on settings that cannot be meant, naming each with its key, its value and what was expected. */
@ApplicationScoped
class SettingsCheck {

    private static final String PAPER = "paper";
    private static final String COINBASE = "coinbase";
    private static final String OANDA = "oanda";
    private static final BigDecimal LARGEST_OFFSET = new BigDecimal("0.2");
    private static final List<String> VENUES = List.of(PAPER, COINBASE, OANDA);

    private final ExecutionConfig config;
    private final RunConfig run;
    private final List<String> problems = new ArrayList<>();

    SettingsCheck(ExecutionConfig config, RunConfig run) {
        this.config = config;
        this.run = run;
    }

    /** @throws IllegalArgumentException listing every problem */
    void check(@Observes @Priority(1) StartupEvent starting) {
        List<String> found = problems();
        if (!found.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", found));
        }
    }

    /** Everything that is wrong, by the order of the settings; empty when nothing is. */
    List<String> problems() {
        problems.clear();
        new TreeMap<>(Map.ofEntries(
                        Map.entry("max-quote-age", config.maxQuoteAge()),
                        Map.entry("ledger-recheck", config.ledgerRecheck()),
                        Map.entry("max-risk-silence", config.maxRiskSilence()),
                        Map.entry("mark-interval", config.markInterval()),
                        Map.entry("venue.connect-timeout", config.venue().connectTimeout()),
                        Map.entry("venue.request-timeout", config.venue().requestTimeout()),
                        Map.entry("venue.event-wait", config.venue().eventWait()),
                        Map.entry("asking.first-pause", config.asking().firstPause()),
                        Map.entry("asking.longest-pause", config.asking().longestPause()),
                        Map.entry("asking.escalate-after", config.asking().escalateAfter())))
                .forEach((key, value) -> require(value.compareTo(Duration.ZERO) > 0, key, value, "more than 0"));
        check(config.venue().coinbase());
        require(!config.hopLatency().isNegative(), "hop-latency", config.hopLatency(), "0 or more");
        require(
                config.venue().inFlightWindow().compareTo(config.venue().requestTimeout()) >= 0,
                "venue.in-flight-window",
                config.venue().inFlightWindow(),
                "at least venue.request-timeout, " + config.venue().requestTimeout());
        require(
                config.venue().maxAccountAge().compareTo(config.venue().compareInterval()) > 0,
                "venue.max-account-age",
                config.venue().maxAccountAge(),
                "more than venue.compare-interval, " + config.venue().compareInterval());
        require(
                config.leverageLimit().compareTo(BigDecimal.ONE) >= 0,
                "leverage-limit",
                config.leverageLimit(),
                "1 or more");
        require(!config.portfolios().isEmpty(), "portfolios", config.portfolios(), "one name or more");
        config.portfolios()
                .forEach(name -> require(
                        name.matches("[A-Za-z0-9._-]{1,64}"), "portfolios", name, "1 to 64 of A-Z a-z 0-9 . _ -"));
        String scheme = config.venue().url().getScheme();
        require(
                Set.of("http", "https").contains(String.valueOf(scheme)),
                "venue.url",
                config.venue().url(),
                "http://HOST:PORT");
        venueFitsTheRun(config.venue());
        return List.copyOf(problems);
    }

    private void check(ExecutionConfig.Coinbase coinbase) {
        require(
                coinbase.breakerDelay().compareTo(Duration.ZERO) > 0,
                "venue.coinbase.breaker-delay",
                coinbase.breakerDelay(),
                "more than 0");
        require(
                coinbase.requestsPerSecond() >= 1 && coinbase.requestsPerSecond() <= 30,
                "venue.coinbase.requests-per-second",
                coinbase.requestsPerSecond(),
                "1 to 30, which is Coinbase's own limit");
        require(
                coinbase.keptForCancels() >= 0 && coinbase.keptForCancels() < coinbase.requestsPerSecond(),
                "venue.coinbase.kept-for-cancels",
                coinbase.keptForCancels(),
                "0 or more, and fewer than requests-per-second, " + coinbase.requestsPerSecond());
        new TreeMap<>(Map.of("entry-collar", coinbase.entryCollar(), "stop-offset", coinbase.stopOffset()))
                .forEach((key, value) -> require(
                        value.signum() >= 0 && value.compareTo(LARGEST_OFFSET) <= 0,
                        "venue.coinbase." + key,
                        value,
                        "a fraction from 0 to " + LARGEST_OFFSET));
    }

    /** Recorded or invented prices reach a real venue on no setting of this process alone. */
    private void venueFitsTheRun(ExecutionConfig.Venue venue) {
        require(VENUES.contains(venue.name()), "venue.name", venue.name(), "one of " + VENUES);
        require(
                !venue.name().equals(PAPER) || venue.tokenFile().isPresent(),
                "venue.token-file",
                "not set",
                "the file with the token for the paper venue");
        require(
                venue.name().equals(PAPER) || config.portfolios().size() == 1,
                "portfolios",
                config.portfolios(),
                "one name: credentials at " + venue.name() + " belong to one account there");
        require(
                venue.real() != venue.name().equals(PAPER),
                "venue.real",
                venue.real(),
                "false for the venue called " + PAPER + " and true for any other; venue.name is " + venue.name());
        require(
                !venue.real() || run.origin() == Origin.LIVE,
                "venue.real",
                venue.real(),
                "false in a run whose prices are " + run.origin());
        switch (venue.name()) {
            case OANDA -> oandaIsWhole(venue);
            case COINBASE -> {
                secure("venue.url", venue.url(), "https");
                secure("venue.coinbase.stream-url", venue.coinbase().streamUrl(), "wss");
            }
            default -> {}
        }
    }

    /** Practice and live have accounts, tokens and hosts of their own; a token travels in clear to nobody but this machine. */
    private void oandaIsWhole(ExecutionConfig.Venue venue) {
        String account = venue.oanda().account().orElse("not set");
        require(
                account.matches("[0-9]+-[0-9]+-[0-9]+-[0-9]+"),
                "venue.oanda.account",
                account,
                "one as in 101-004-1234567-001");
        require(
                venue.tokenFile().isPresent()
                        != venue.oanda().token().map(Secret::get).isPresent(),
                "venue.token-file",
                venue.tokenFile().map(Path::toString).orElse("not set"),
                "either it or the environment's FFE_EXECUTION_VENUE_OANDA_TOKEN");
        secure("venue.url", venue.url(), "https");
        secure("venue.oanda.stream-url", venue.oanda().streamUrl(), "https");
        require(
                isPractice(venue.url()) == isPractice(venue.oanda().streamUrl()),
                "venue.oanda.stream-url",
                venue.oanda().streamUrl(),
                "the one that goes with " + venue.url() + ": both fxpractice or both fxtrade");
    }

    private void secure(String key, URI url, String scheme) {
        require(
                scheme.equals(url.getScheme())
                        || Set.of("127.0.0.1", "localhost", "[::1]").contains(url.getHost()),
                key,
                url,
                scheme + "://HOST");
    }

    private static boolean isPractice(URI url) {
        return String.valueOf(url.getHost()).contains("fxpractice");
    }

    @Produces
    @Singleton
    Instruments instruments() {
        return config.instrumentsFile().map(Instruments::from).orElseGet(Instruments::builtIn);
    }

    @Produces
    @Singleton
    Rates rates(Instruments instruments) {
        return new Rates(config.currency(), config.currencyEquivalents(), instruments);
    }

    private void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            problems.add("ffe.execution." + key + " is " + value + ", expected " + expected);
        }
    }
}
