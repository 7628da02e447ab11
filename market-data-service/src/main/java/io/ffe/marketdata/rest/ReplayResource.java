package io.ffe.marketdata.rest;

import io.ffe.marketdata.Replay;
import io.ffe.marketdata.ReplayStatus;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

/** The run's progress. */
@Path("/api/v1/replay")
@RolesAllowed({"viewer", "operator", "admin", "service"})
public class ReplayResource {

    private final Replay replay;

    ReplayResource(Replay replay) {
        this.replay = replay;
    }

    /** Where the replay is, and what went wrong if it did. */
    @GET
    public ReplayStatus status() {
        return replay.status();
    }
}
