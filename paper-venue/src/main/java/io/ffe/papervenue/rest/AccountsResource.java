package io.ffe.papervenue.rest;

import io.ffe.papervenue.Venue;
import io.ffe.papervenue.domain.AccountSummary;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Balances and positions. */
@Path("/api/v1/accounts")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "accounts", description = "Balances and positions")
public class AccountsResource {

    private static final int NOT_FOUND = 404;

    private final Venue venue;
    private final Caller caller;

    AccountsResource(Venue venue, Caller caller) {
        this.venue = venue;
        this.caller = caller;
    }

    @GET
    @Path("/{portfolio}")
    @RolesAllowed({Roles.SERVICE, Roles.OPERATOR, Roles.VIEWER})
    @Operation(summary = "A portfolio's account; the first look by its own service opens it with the start cash")
    @APIResponseSchema(AccountSummary.class)
    @APIResponse(
            responseCode = "422",
            description = "a name is missing or is none",
            content = @Content(schema = @Schema(implementation = Failure.class)))
    public Response account(@PathParam("portfolio") @Parameter(example = "main") String portfolioId) {
        String portfolio = RequestHeaders.mustBeId("portfolio", portfolioId);
        caller.mustRead(portfolio);
        if (caller.opens(portfolio)) {
            venue.open(portfolio);
        }
        return venue.account(portfolio)
                .map(account -> Response.ok(account).build())
                .orElseGet(() -> Failure.answer(
                        NOT_FOUND, "NOT_FOUND", "portfolio " + portfolio + " has not been used here yet", null));
    }
}
