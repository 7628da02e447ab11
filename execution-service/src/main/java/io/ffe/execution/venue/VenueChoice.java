package io.ffe.execution.venue;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.venue.coinbase.CoinbaseVenues;
import io.ffe.execution.venue.oanda.OandaVenues;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;

/** The one venue of this process, by {@code ffe.execution.venue.name}. The others are never made. */
@ApplicationScoped
class VenueChoice {

    private final ExecutionConfig config;
    private final Instance<PaperVenue> paper;
    private final Instance<CoinbaseVenues> coinbase;
    private final Instance<OandaVenues> oanda;

    VenueChoice(
            ExecutionConfig config,
            Instance<PaperVenue> paper,
            Instance<CoinbaseVenues> coinbase,
            Instance<OandaVenues> oanda) {
        this.config = config;
        this.paper = paper;
        this.coinbase = coinbase;
        this.oanda = oanda;
    }

    @Produces
    @ApplicationScoped
    Venue venue() {
        Venue chosen = switch (config.venue().name()) {
            case "paper" -> paper.get();
            case "coinbase" -> coinbase.get().open();
            case "oanda" -> oanda.get().open();
            default ->
                throw new IllegalArgumentException(
                        "ffe.execution.venue.name is " + config.venue().name() + ", expected paper, coinbase or oanda");
        };
        return config.venue().dryRun() ? new DryRunVenue(chosen) : chosen;
    }
}
