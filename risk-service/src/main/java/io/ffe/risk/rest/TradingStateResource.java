package io.ffe.risk.rest;

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

/** The trading state: whether entries may be approved. Operators change it. */
@Path("/api/v1/trading-state")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
public class TradingStateResource {

    private static final int MOST = 500;

    private final TradingControl control;

    TradingStateResource(TradingControl control) {
        this.control = control;
    }

    /**
     * The state of each scope.
     *
     * @param states one for each that somebody has spoken of; a portfolio that is not among them has that of {@code *}
     */
    public record StatesView(List<Control> states) {}

    @GET
    public StatesView states() {
        return new StatesView(control.states());
    }

    /**
     * The newest changes first.
     *
     * @param limit 1 to 500
     */
    @GET
    @Path("changes")
    public List<TradingChange> changes(@QueryParam("limit") @DefaultValue("20") int limit) {
        return control.changes(Math.clamp(limit, 1, MOST));
    }

    /** Halts, reduces or resumes; the answer is the new state. 409 with the current one when a resume does not name its epoch. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({"operator", "admin"})
    public Control change(String body, @Context SecurityContext caller) {
        String tokenHolder = caller.getUserPrincipal().getName();
        ControlCommand command = command(body, tokenHolder);
        if (!control.knows(command.scope())) {
            throw Problem.badRequest("scope is '" + command.scope() + "', expected one of " + control.scopes());
        }
        return switch (control.carryOut(command, tokenHolder)) {
            case Outcome.Changed(Control next) -> next;
            case Outcome.Refused(Control current, String why) -> throw Problem.conflict(why);
        };
    }

    private static ControlCommand command(String body, String tokenHolder) {
        try {
            return ControlRequest.read(body).command(tokenHolder);
        } catch (ControlRequest.Unfit unfit) {
            throw Problem.badRequest(String.valueOf(unfit.getMessage()));
        }
    }
}
