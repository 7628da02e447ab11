package io.ffe.execution.venue;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.venue.coinbase.CoinbaseVenues;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;

/** The one venue of this process, by {@code ffe.execution.venue.name}. The others are never made. */
@ApplicationScoped
class VenueChoice {

    private final ExecutionConfig config;
    private final Instance<PaperVenue> paper;
    private final Instance<CoinbaseVenues> coinbase;

    VenueChoice(ExecutionConfig config, Instance<PaperVenue> paper, Instance<CoinbaseVenues> coinbase) {
        this.config = config;
        this.paper = paper;
        this.coinbase = coinbase;
    }

    @Produces
    @ApplicationScoped
    Venue venue() {
        Venue chosen = switch (config.venue().name()) {
            case "paper" -> paper.get();
            case "coinbase" -> coinbase.get().open();
            default ->
                throw new IllegalArgumentException(
                        "ffe.execution.venue.name is " + config.venue().name() + ", expected paper or coinbase");
        };
        return config.venue().dryRun() ? new DryRunVenue(chosen) : chosen;
    }
}
