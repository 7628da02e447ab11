package io.ffe.decision.rest;

import io.ffe.decision.DecisionHistory;
import io.ffe.messaging.rest.Mistake;
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
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The decisions that were made, newest first. */
@Path("/api/v1/decisions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "decisions", description = "The decisions that were made")
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

    @GET
    @Operation(summary = "The latest decisions of all symbols or of one, newest first")
    public Listed latest(
            @QueryParam("symbol") @Parameter(example = "BTCUSDT") @Nullable String symbol,
            @QueryParam("limit")
                    @DefaultValue("50")
                    @Parameter(
                            description = "At most so many",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    int limit) {
        if (symbol != null && !Symbols.isValid(symbol)) {
            throw Mistake.badRequest(
                    "SYMBOL", "symbol is '" + symbol + "', expected 2 to 20 of A-Z and 0-9, as in BTCUSDT");
        }
        if (limit < 1 || limit > MOST) {
            throw Mistake.badRequest("LIMIT", "limit is " + limit + ", expected 1 to " + MOST);
        }
        return new Listed(history.latest(symbol, limit).stream()
                .map(decision -> new Listed.Item(decision.decisionId(), decision))
                .toList());
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One decision with the snapshot it was made on")
    public Explained one(
            @PathParam("id") @Parameter(description = "A decisionId", example = "a945c4fb-dbc0-884c-a245-d751f6e485e6")
                    String id) {
        return history.byId(id)
                .map(entry -> new Explained(id, entry.decision(), entry.snapshot()))
                .orElseThrow(() -> Mistake.notFound(
                        "NO_SUCH_DECISION",
                        "there is no decision '" + id + "'; GET /api/v1/decisions lists the latest"));
    }
}
