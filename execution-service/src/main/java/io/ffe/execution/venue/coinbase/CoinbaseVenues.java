package io.ffe.execution.venue.coinbase;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.VenueMemory;
import io.ffe.execution.venue.RequestBudget;
import io.ffe.execution.venue.Venue;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.schema.money.Instruments;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes the Coinbase venue of this process from its settings, and ends its connections with the process. */
@ApplicationScoped
public class CoinbaseVenues {

    private static final Logger LOG = Logger.getLogger(CoinbaseVenues.class);

    private final ExecutionConfig config;
    private final Instruments instruments;
    private final VenueMemory memory;
    private final Clock clock;
    private @Nullable CoinbaseVenue open;

    CoinbaseVenues(ExecutionConfig config, Instruments instruments, VenueMemory memory, Clock clock) {
        this.config = config;
        this.instruments = instruments;
        this.memory = memory;
        this.clock = clock;
    }

    public Venue open() {
        ExecutionConfig.Venue venue = config.venue();
        ExecutionConfig.Coinbase coinbase = venue.coinbase();
        KeySource keys = keys(venue);
        CoinbaseHttp http = http(venue, keys, coinbase.breakerDelay(), clock);
        UserStream stream = new UserStream(coinbase.streamUrl(), keys, clock);
        stream.start();
        CoinbaseVenue made = new CoinbaseVenue(
                http,
                new CoinbaseProducts(http, instruments, config.currency()),
                new CoinbaseOrders(coinbase.entryCollar(), coinbase.stopOffset()),
                new CoinbasePreflight(http, keys, clock),
                stream,
                memory,
                clock,
                config.currency());
        open = made;
        return made;
    }

    /** What is wrong with the key, tried by signing with it; empty when it signs. Nobody is asked. */
    public static List<String> keyProblems(Optional<Path> file, Clock clock) {
        try {
            new KeySource(file, System::getenv).key().token(null, clock.instant());
            return List.of();
        } catch (VenueUnavailable unusable) {
            return List.of(String.valueOf(unusable.getMessage()));
        }
    }

    /** True when the environment holds a key or part of one. */
    public static boolean keyInEnvironment() {
        return System.getenv(KeySource.NAME) != null || System.getenv(KeySource.PRIVATE_KEY) != null;
    }

    /**
     * What Coinbase says of key and clock before an order may leave; asked as often as a refusal needs to be certain.
     *
     * @throws VenueUnavailable when it gave no answer to judge by
     */
    public static List<String> preflight(ExecutionConfig.Venue venue, Clock clock) {
        KeySource keys = keys(venue);
        try (CoinbaseHttp http = http(venue, keys, Duration.ZERO, clock)) {
            CoinbasePreflight preflight = new CoinbasePreflight(http, keys, clock);
            for (int refused = 1; refused < CoinbasePreflight.REFUSALS; refused++) {
                try {
                    return preflight.problems();
                } catch (VenueUnavailable askAgain) {
                    LOG.debugf("asked again: %s", askAgain.getMessage());
                }
            }
            return preflight.problems();
        }
    }

    private static KeySource keys(ExecutionConfig.Venue venue) {
        return new KeySource(venue.tokenFile(), System::getenv);
    }

    private static CoinbaseHttp http(ExecutionConfig.Venue venue, KeySource keys, Duration breakerDelay, Clock clock) {
        ExecutionConfig.Coinbase coinbase = venue.coinbase();
        return new CoinbaseHttp(
                venue.url(),
                venue.connectTimeout(),
                venue.requestTimeout(),
                breakerDelay,
                keys,
                new RequestBudget(coinbase.requestsPerSecond(), coinbase.keptForCancels(), System::nanoTime),
                clock);
    }

    @PreDestroy
    void close() {
        CoinbaseVenue made = open;
        if (made != null) {
            made.close();
        }
    }
}
