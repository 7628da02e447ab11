package io.ffe.papervenue.config;

import io.ffe.papervenue.domain.Costs;
import io.ffe.papervenue.domain.VenueRules;
import io.ffe.schema.money.Instruments;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** From settings to the terms that the domain knows. */
@Dependent
final class VenueTerms {

    @Produces
    @Singleton
    VenueRules rules(VenueConfig config) {
        if (config.maxClockSkew().isNegative()) {
            throw new IllegalArgumentException(
                    "ffe.paper-venue.max-clock-skew is " + config.maxClockSkew() + ", expected zero or more");
        }
        Instruments instruments = config.instruments().map(Instruments::from).orElseGet(Instruments::builtIn);
        Costs costs = new Costs(
                config.fees().takerBps(),
                config.fees().makerBps(),
                config.slippage().bps(),
                config.slippage().bpsAtDepth(),
                config.slippage().maxBps(),
                config.slippage().depthNotional());
        try {
            return new VenueRules(
                    config.currency(),
                    config.currencyEquivalents(),
                    config.startCash(),
                    config.leverageLimit(),
                    costs,
                    instruments);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("ffe.paper-venue: " + wrong.getMessage(), wrong);
        }
    }
}
