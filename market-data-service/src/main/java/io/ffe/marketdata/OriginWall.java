package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Origin;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;

/** Ends the start of a process that would publish recorded or invented prices under another origin. */
@Startup
@ApplicationScoped
class OriginWall {

    /** @throws IllegalArgumentException when the run's origin is not what the feed gives */
    OriginWall(MarketDataConfig config, RunConfig run) {
        MarketDataConfig.Kind kind = config.feed().kind();
        Origin given = switch (kind) {
            case REPLAY -> Origin.REPLAY;
            case SYNTHETIC -> Origin.SYNTHETIC;
            case LIVE -> Origin.LIVE;
        };
        if (run.origin() != given) {
            throw new IllegalArgumentException("market-data cannot start: ffe.run.origin is " + run.origin()
                    + " and ffe.market-data.feed.kind is " + kind + ", whose prices are " + given
                    + ": name the same origin in every process of a run");
        }
    }
}
