package io.ffe.execution.rest;

import io.ffe.execution.FlattenCommands;
import io.ffe.execution.FlattenCommands.Done;
import io.ffe.execution.FlattenCommands.NotYours;
import io.ffe.execution.FlattenCommands.Taken;
import io.ffe.execution.FlattenCommands.Unknown;
import io.ffe.execution.FlattenCommands.Withdrawn;
import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.rest.Mistake;
import io.ffe.schema.control.ControlRequest.Unfit;
import io.ffe.schema.control.FlattenRequest;
import io.ffe.schema.control.WithdrawRequest;
import io.ffe.schema.event.Control;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
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

/** Closing positions by an operator's command. */
@Path("/api/v1/flatten")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "flatten", description = "Closing positions, or a part of them, by an operator's command")
public class FlattenResource {

    private static final int MOST = 1000;

    private final FlattenCommands commands;
    private final ExecutionConfig config;

    FlattenResource(FlattenCommands commands, ExecutionConfig config) {
        this.commands = commands;
        this.config = config;
    }

    @GET
    @Operation(summary = "The newest commands first, with who, why and what came of them")
    public List<Done> newest(
            @QueryParam("limit")
                    @DefaultValue("50")
                    @Parameter(
                            description = "At most so many",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000"))
                    int limit) {
        return commands.newest(Mistake.limit(limit, MOST));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({"operator", "admin"})
    @Operation(
            summary =
                    "Closes every open position, one symbol's or a fraction of either, at the market. The same commandId again"
                            + " answers what it answered before and closes nothing")
    @APIResponseSchema(value = Done[].class)
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public List<Done> flatten(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = FlattenRequest.class)))
                    String body,
            @Context SecurityContext caller) {
        FlattenRequest.Command command = command(body, caller.getUserPrincipal().getName());
        if (!command.portfolio().equals(Control.ALL) && !config.portfolios().contains(command.portfolio())) {
            throw Mistake.badRequest(
                    "FLATTEN",
                    "portfolio is '" + command.portfolio() + "', expected one of " + config.portfolios() + " or none");
        }
        try {
            return commands.carryOut(command);
        } catch (Taken taken) {
            throw Mistake.conflict("COMMAND", String.valueOf(taken.getMessage()));
        }
    }

    @POST
    @Path("/{commandId}/withdrawal")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({"operator", "admin"})
    @Operation(
            summary =
                    "Takes back the exits of a command that have not left, as one that waits for its market. Whoever gave the command"
                            + " may, and an admin. The same again changes nothing")
    @APIResponseSchema(value = Withdrawn[].class)
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "404", ref = "NotFound")
    public List<Withdrawn> takeBack(
            @PathParam("commandId") String commandId,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = WithdrawRequest.class)))
                    String body,
            @Context SecurityContext caller) {
        if (!FlattenRequest.isCommandId(commandId)) {
            throw Mistake.badRequest("COMMAND", "commandId is no id, expected 8 to 64 of A-Z a-z 0-9 and -");
        }
        try {
            return commands.takeBack(
                    commandId,
                    WithdrawRequest.read(body)
                            .withdrawal(caller.getUserPrincipal().getName()),
                    caller.isUserInRole("admin"));
        } catch (Unfit unfit) {
            throw Mistake.badRequest("FLATTEN", String.valueOf(unfit.getMessage()));
        } catch (Unknown unknown) {
            throw Mistake.notFound("COMMAND", String.valueOf(unknown.getMessage()));
        } catch (NotYours others) {
            throw Mistake.forbidden("COMMAND", String.valueOf(others.getMessage()));
        }
    }

    private static FlattenRequest.Command command(String body, String tokenHolder) {
        try {
            return FlattenRequest.read(body).command(tokenHolder);
        } catch (Unfit unfit) {
            throw Mistake.badRequest("FLATTEN", String.valueOf(unfit.getMessage()));
        }
    }
}
