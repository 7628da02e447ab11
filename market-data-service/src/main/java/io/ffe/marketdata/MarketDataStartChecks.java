package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.config.MarketDataConfig.Kind;
import io.ffe.marketdata.ws.SocketSettings;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.config.Complaints;
import io.ffe.messaging.config.StartChecks;
import io.ffe.schema.topic.Stage;
import io.smallrye.config.SmallRyeConfig;
import java.time.Clock;
import java.util.List;

/** Origin, symbols, stores and sockets as at the start, and whether live providers have what they need. */
public final class MarketDataStartChecks implements StartChecks {

    @Override
    public String service() {
        return "market-data-service";
    }

    @Override
    public Class<?> mapping() {
        return MarketDataConfig.class;
    }

    @Override
    public String stage() {
        return Stage.MARKET_DATA.label();
    }

    @Override
    public List<String> settings(SmallRyeConfig config) {
        MarketDataConfig ours = config.getConfigMapping(MarketDataConfig.class);
        RunConfig run = config.getConfigMapping(RunConfig.class);
        return new Complaints()
                .of(() -> new OriginWall(ours, run))
                .of(() -> SocketSettings.check(ours.webSocket()))
                .of(() -> TickStore.checked(ours.tickStore()))
                .of(() -> new FeedOpening(ours, run).instruments())
                .all();
    }

    @Override
    public List<String> credentials(SmallRyeConfig config, Clock clock) {
        MarketDataConfig ours = config.getConfigMapping(MarketDataConfig.class);
        if (ours.feed().kind() != Kind.LIVE) {
            return List.of();
        }
        FeedOpening opening = new FeedOpening(ours, config.getConfigMapping(RunConfig.class));
        return new Complaints()
                .of(() -> new LiveProviders(ours.live()).routes(opening.instruments()))
                .all();
    }
}
