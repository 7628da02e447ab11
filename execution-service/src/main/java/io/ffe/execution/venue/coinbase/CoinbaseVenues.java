package io.ffe.execution.venue.coinbase;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.VenueMemory;
import io.ffe.execution.venue.RequestBudget;
import io.ffe.execution.venue.Venue;
import io.ffe.schema.money.Instruments;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Makes the Coinbase venue of this process from its settings, and ends its connections with the process. */
@ApplicationScoped
public class CoinbaseVenues {

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
        KeySource keys = new KeySource(venue.tokenFile(), System::getenv);
        CoinbaseHttp http = new CoinbaseHttp(
                venue.url(),
                venue.connectTimeout(),
                venue.requestTimeout(),
                coinbase.breakerDelay(),
                keys,
                new RequestBudget(coinbase.requestsPerSecond(), coinbase.keptForCancels(), System::nanoTime),
                clock);
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

    @PreDestroy
    void close() {
        CoinbaseVenue made = open;
        if (made != null) {
            made.close();
        }
    }
}
