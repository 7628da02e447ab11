package io.ffe.risk.rest;

import io.ffe.messaging.rest.Mistake;
import io.ffe.risk.LimitControl;
import io.ffe.risk.LimitControl.Asker;
import io.ffe.risk.LimitControl.Outcome;
import io.ffe.risk.domain.limit.LimitChange;
import io.ffe.risk.domain.limit.LimitSet;
import io.ffe.risk.domain.limit.PortfolioTerms;
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
import java.util.Collection;
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

/** The limits in force, by portfolio. Operators tighten them, admins loosen them. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "limits", description = "The limits in force")
public class LimitResource {

    private static final int MOST = 500;
    private static final String ADMIN = "admin";

    private final LimitControl control;

    LimitResource(LimitControl control) {
        this.control = control;
    }

    @GET
    @Path("limits")
    @Operation(summary = "The limits in force, by portfolio")
    public Collection<PortfolioTerms> all() {
        return control.terms();
    }

    @GET
    @Path("limits/changes")
    @Operation(summary = "The newest changes first, re-enabled throttles among them")
    public List<LimitChange> changes(
            @QueryParam("limit")
                    @DefaultValue("20")
                    @Parameter(
                            description = "At most so many",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    int limit) {
        return control.changes(Mistake.limit(limit, MOST));
    }

    @POST
    @Path("limits")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({"operator", ADMIN})
    @Operation(
            summary = "Sets a limit of a portfolio, or of one symbol of it, at once; what allows more needs an admin")
    @APIResponseSchema(LimitChange.class)
    @APIResponse(responseCode = "400", ref = "BadRequest")
    public LimitChange change(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = LimitRequest.class)))
                    String body,
            @Context SecurityContext caller) {
        LimitRequest request = LimitRequest.read(body);
        String symbol = request.symbol();
        return answer(control.change(
                LimitRequest.needed("portfolio", request.portfolio()),
                symbol == null ? LimitSet.ALL : symbol,
                LimitRequest.needed("key", request.key()),
                LimitRequest.needed("value", request.value()),
                asker(request, caller)));
    }

    @POST
    @Path("throttles")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({"operator", ADMIN})
    @Operation(summary = "Re-enables a symbol that the repeated-execution throttle disabled; by names who looked at it")
    @APIResponseSchema(LimitChange.class)
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public LimitChange reenable(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = LimitRequest.class)))
                    String body,
            @Context SecurityContext caller) {
        LimitRequest request = LimitRequest.read(body);
        LimitRequest.needed("by", request.by());
        return answer(control.reenable(
                LimitRequest.needed("portfolio", request.portfolio()),
                LimitRequest.needed("symbol", request.symbol()),
                asker(request, caller)));
    }

    private static Asker asker(LimitRequest request, SecurityContext caller) {
        String tokenHolder = caller.getUserPrincipal().getName();
        String by = request.by();
        return new Asker(
                by == null ? tokenHolder : LimitRequest.needed("by", by),
                tokenHolder,
                caller.isUserInRole(ADMIN),
                LimitRequest.needed("reason", request.reason()));
    }

    private static LimitChange answer(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Changed(LimitChange change) -> change;
            case Outcome.Unfit(String why) -> throw Mistake.badRequest("LIMIT", why);
            case Outcome.NotAllowed(String why) -> throw Mistake.forbidden("LIMIT", why);
            case Outcome.Conflict(String why) -> throw Mistake.conflict("THROTTLE", why);
        };
    }
}
