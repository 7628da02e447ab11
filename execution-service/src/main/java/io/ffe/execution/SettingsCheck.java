package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Rates;
import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Origin;
import io.ffe.schema.money.Instruments;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Refuses to start on settings that cannot be meant, naming the key, the value and what was expected. */
@ApplicationScoped
class SettingsCheck {

    private static final String PAPER = "paper";

    private final ExecutionConfig config;
    private final RunConfig run;

    SettingsCheck(ExecutionConfig config, RunConfig run) {
        this.config = config;
        this.run = run;
    }

    void check(@Observes @Priority(1) StartupEvent starting) {
        Map.ofEntries(
                        Map.entry("max-quote-age", config.maxQuoteAge()),
                        Map.entry("max-risk-silence", config.maxRiskSilence()),
                        Map.entry("mark-interval", config.markInterval()),
                        Map.entry("venue.connect-timeout", config.venue().connectTimeout()),
                        Map.entry("venue.request-timeout", config.venue().requestTimeout()),
                        Map.entry("venue.event-wait", config.venue().eventWait()),
                        Map.entry("asking.first-pause", config.asking().firstPause()),
                        Map.entry("asking.longest-pause", config.asking().longestPause()),
                        Map.entry("asking.escalate-after", config.asking().escalateAfter()))
                .forEach((key, value) -> require(value.compareTo(Duration.ZERO) > 0, key, value, "more than 0"));
        require(!config.hopLatency().isNegative(), "hop-latency", config.hopLatency(), "0 or more");
        require(
                config.venue().inFlightWindow().compareTo(config.venue().requestTimeout()) >= 0,
                "venue.in-flight-window",
                config.venue().inFlightWindow(),
                "at least venue.request-timeout, " + config.venue().requestTimeout());
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
    }

    /** Recorded or invented prices reach a real venue on no setting of this process alone. */
    private void venueFitsTheRun(ExecutionConfig.Venue venue) {
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

    private static void require(boolean holds, String key, Object value, String expected) {
        if (!holds) {
            throw new IllegalArgumentException("ffe.execution." + key + " is " + value + ", expected " + expected);
        }
    }
}
