package io.ffe.execution.venue.oanda;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.venue.RequestBudget;
import io.ffe.execution.venue.Venue;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.schema.money.Instruments;
import io.smallrye.config.Secret;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes the OANDA venue of this process from its settings, and ends its connections with the process. */
@ApplicationScoped
public class OandaVenues {

    /** What OANDA advises for one connection. */
    private static final int REQUESTS_PER_SECOND = 100;

    private static final int KEPT_FOR_CANCELS = 20;
    private static final Duration BREAKER_DELAY = Duration.ofSeconds(1);

    private final ExecutionConfig config;
    private final Instruments instruments;
    private final Clock clock;
    private @Nullable OandaAccount open;

    OandaVenues(ExecutionConfig config, Instruments instruments, Clock clock) {
        this.config = config;
        this.instruments = instruments;
        this.clock = clock;
    }

    /** @throws IllegalArgumentException when no account is configured */
    public Venue open() {
        ExecutionConfig.Venue venue = config.venue();
        OandaToken token = token(venue);
        String accountId = venue.oanda()
                .account()
                .orElseThrow(() -> new IllegalArgumentException(
                        "ffe.execution.venue.oanda.account is not set, expected one as in 101-004-1234567-001"));
        OandaAccount made = new OandaAccount(
                http(venue, token, BREAKER_DELAY, clock),
                new TransactionStream(
                        venue.oanda().streamUrl().resolve("/v3/accounts/" + accountId + "/transactions/stream"),
                        venue.connectTimeout(),
                        token,
                        System::nanoTime),
                accountId,
                config.currency(),
                instruments,
                clock,
                System::nanoTime);
        open = made;
        return made;
    }

    /** What is wrong with the token; empty when there is one. Nobody is asked. */
    public static List<String> tokenProblems(ExecutionConfig.Venue venue) {
        try {
            token(venue).read();
            return List.of();
        } catch (VenueUnavailable unusable) {
            return List.of(String.valueOf(unusable.getMessage()));
        }
    }

    /**
     * What OANDA says of token and account before an order may leave.
     *
     * @throws VenueUnavailable when it gave no answer to judge by
     */
    public static List<String> preflight(ExecutionConfig config, Clock clock) {
        ExecutionConfig.Venue venue = config.venue();
        try (OandaHttp http = http(venue, token(venue), Duration.ZERO, clock)) {
            return new OandaPreflight(http, venue.oanda().account().orElse(""), config.currency()).problems();
        }
    }

    private static OandaToken token(ExecutionConfig.Venue venue) {
        return venue.tokenFile()
                .map(OandaToken::inFile)
                .orElseGet(() -> OandaToken.fromEnvironment(
                        venue.oanda().token().map(Secret::get).orElse(null)));
    }

    private static OandaHttp http(ExecutionConfig.Venue venue, OandaToken token, Duration breakerDelay, Clock clock) {
        return new OandaHttp(
                venue.url(),
                venue.connectTimeout(),
                venue.requestTimeout(),
                breakerDelay,
                token,
                new RequestBudget(REQUESTS_PER_SECOND, KEPT_FOR_CANCELS, System::nanoTime),
                clock);
    }

    @PreDestroy
    void close() {
        OandaAccount made = open;
        if (made != null) {
            made.close();
        }
    }
}
