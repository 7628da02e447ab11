package io.ffe.marketdata.rest;

import io.ffe.marketdata.LiveRun;
import io.ffe.marketdata.Replay;
import io.ffe.marketdata.ReplayStatus;
import io.ffe.marketdata.config.MarketDataConfig;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The run's progress. */
@Path("/api/v1/replay")
@RolesAllowed({"viewer", "operator", "admin", "service"})
public class ReplayResource {

    private final Replay replay;
    private final LiveRun live;
    private final boolean isLive;

    ReplayResource(Replay replay, LiveRun live, MarketDataConfig config) {
        this.replay = replay;
        this.live = live;
        this.isLive = config.feed().kind() == MarketDataConfig.Kind.LIVE;
    }

    /** Where the run is, and what went wrong if something did. */
    @GET
    public ReplayStatus status() {
        return isLive ? live.status() : replay.status();
    }
}
