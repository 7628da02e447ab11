package io.ffe.risk.rest;

import io.ffe.messaging.rest.Mistake;
import io.ffe.risk.SignalOnly;
import io.ffe.risk.TradingControl;
import io.ffe.risk.domain.trading.TradingChange;
import io.ffe.schema.control.ControlCommand;
import io.ffe.schema.control.ControlCommand.Outcome;
import io.ffe.schema.control.ControlRequest;
import io.ffe.schema.event.Control;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The trading state: whether entries may be approved. Operators change it. */
@Path("/api/v1/trading-state")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "trading state", description = "Whether entries may be approved")
public class TradingStateResource {

    private static final int MOST = 500;

    private final TradingControl control;
    private final SignalOnly signalOnly;

    TradingStateResource(TradingControl control, SignalOnly signalOnly) {
        this.control = control;
        this.signalOnly = signalOnly;
    }

    /**
     * The state of each scope.
     *
     * @param states one for each that somebody has spoken of; a portfolio that is not among them has that of {@code *}
     * @param signalOnly portfolios for which no entry can be sized, whatever the state: what they are worth is unknown
     */
    public record StatesView(List<Control> states, List<SignalOnly.Unsized> signalOnly) {}

    @GET
    @Operation(summary = "The state of each scope that somebody has spoken of")
    public StatesView states() {
        return new StatesView(control.states(), signalOnly.now());
    }

    @GET
    @Path("changes")
    @Operation(summary = "The newest changes first")
    public List<TradingChange> changes(
            @QueryParam("limit")
                    @DefaultValue("20")
                    @Parameter(
                            description = "At most so many",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    int limit) {
        return control.changes(Mistake.limit(limit, MOST));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({"operator", "admin"})
    @Operation(
            summary =
                    "Halts, reduces or resumes; the answer is the new state. A resume has to name the epoch that it lifts")
    @APIResponseSchema(Control.class)
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Control change(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = ControlRequest.class)))
                    String body,
            @Context SecurityContext caller) {
        String tokenHolder = caller.getUserPrincipal().getName();
        ControlCommand command = command(body, tokenHolder);
        if (!control.knows(command.scope())) {
            throw Mistake.badRequest(
                    "CONTROL", "scope is '" + command.scope() + "', expected one of " + control.scopes());
        }
        return switch (control.carryOut(command, tokenHolder)) {
            case Outcome.Changed(Control next) -> next;
            case Outcome.Refused(Control current, String why) -> throw Mistake.conflict("EPOCH", why);
        };
    }

    private static ControlCommand command(String body, String tokenHolder) {
        try {
            return ControlRequest.read(body).command(tokenHolder);
        } catch (ControlRequest.Unfit unfit) {
            throw Mistake.badRequest("CONTROL", String.valueOf(unfit.getMessage()));
        }
    }
}
