package io.ffe.decision.rest;

import io.ffe.decision.DecisionHistory;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.money.Symbols;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The decisions that were made, newest first. */
@Path("/api/v1/decisions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
public class DecisionResource {

    private static final int MOST = 500;

    private final DecisionHistory history;

    DecisionResource(DecisionHistory history) {
        this.history = history;
    }

    /** Decisions with their ids, which the events themselves do not spell out. */
    public record Listed(List<Item> decisions) {

        public record Item(String decisionId, Decision decision) {}
    }

    /** A decision and the snapshot it was made on. */
    public record Explained(String decisionId, Decision decision, Snapshot snapshot) {}

    /** What was wrong with a request. */
    public record Mistake(String error, String detail) {}

    /** The latest decisions of all symbols or of one. @param limit 1 to 500 */
    @GET
    public Listed latest(
            @QueryParam("symbol") @Nullable String symbol, @QueryParam("limit") @DefaultValue("50") int limit) {
        if (symbol != null && !Symbols.isValid(symbol)) {
            throw mistake(
                    Response.Status.BAD_REQUEST,
                    "SYMBOL",
                    "symbol is '" + symbol + "', expected 2 to 20 of A-Z and 0-9, as in BTCUSDT");
        }
        if (limit < 1 || limit > MOST) {
            throw mistake(Response.Status.BAD_REQUEST, "LIMIT", "limit is " + limit + ", expected 1 to " + MOST);
        }
        return new Listed(history.latest(symbol, limit).stream()
                .map(decision -> new Listed.Item(decision.decisionId(), decision))
                .toList());
    }

    /** One decision with the snapshot it was made on. */
    @GET
    @Path("{id}")
    public Explained one(@PathParam("id") String id) {
        return history.byId(id)
                .map(entry -> new Explained(id, entry.decision(), entry.snapshot()))
                .orElseThrow(() -> mistake(
                        Response.Status.NOT_FOUND,
                        "NO_SUCH_DECISION",
                        "there is no decision '" + id + "'; GET /api/v1/decisions lists the latest"));
    }

    private static WebApplicationException mistake(Response.Status status, String error, String detail) {
        return new WebApplicationException(
                Response.status(status).entity(new Mistake(error, detail)).build());
    }
}
