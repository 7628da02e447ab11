package io.ffe.marketdata.rest;

import io.ffe.marketdata.LiveRun;
import io.ffe.marketdata.Replay;
import io.ffe.marketdata.ReplayStatus;
import io.ffe.marketdata.config.MarketDataConfig;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The run's progress. */
@Path("/api/v1/replay")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin", "service"})
@Tag(name = "run", description = "The run's progress")
public class ReplayResource {

    private final Replay replay;
    private final LiveRun live;
    private final boolean isLive;

    ReplayResource(Replay replay, LiveRun live, MarketDataConfig config) {
        this.replay = replay;
        this.live = live;
        this.isLive = config.feed().kind() == MarketDataConfig.Kind.LIVE;
    }

    @GET
    @Operation(summary = "Where the run is, and what went wrong if something did")
    public ReplayStatus status() {
        return isLive ? live.status() : replay.status();
    }
}
