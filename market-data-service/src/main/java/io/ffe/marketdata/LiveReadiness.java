package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.feed.live.FeedHealth;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** DOWN in a live run while no provider is connected and there is anything to feed; says of each how it is and why. */
@Readiness
@ApplicationScoped
class LiveReadiness implements HealthCheck {

    private final LiveRun live;
    private final boolean wanted;

    LiveReadiness(LiveRun live, MarketDataConfig config) {
        this.live = live;
        this.wanted = config.feed().kind() == MarketDataConfig.Kind.LIVE;
    }

    @Override
    public HealthCheckResponse call() {
        boolean connected = live.feeds().stream().anyMatch(feed -> feed.state() == FeedHealth.State.UP);
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("feeds").status(!wanted || (connected || live.idle()) && !live.failed());
        if (wanted && live.idle()) {
            response.withData("symbols", "other instances have all");
        }
        for (FeedHealth feed : live.feeds()) {
            String why = feed.trouble() == null ? "" : ", " + feed.trouble();
            response.withData(feed.provider(), feed.state() + " since " + feed.since() + why);
        }
        return response.build();
    }
}
