package io.ffe.papervenue.rest;

import io.ffe.papervenue.Venue;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What happened to a portfolio, in a sequence without gaps. */
@Path("/api/v1/events")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "events", description = "What happened to a portfolio, in a sequence without gaps")
public class EventsResource {

    private static final long LONGEST_WAIT_MILLIS = 30_000;
    private static final int LARGEST_PAGE = 1_000;

    private final Venue venue;
    private final Caller caller;

    EventsResource(Venue venue, Caller caller) {
        this.venue = venue;
        this.caller = caller;
    }

    @GET
    @RolesAllowed({Roles.SERVICE, Roles.OPERATOR, Roles.VIEWER})
    @Operation(
            summary =
                    "Events after a sequence. Waits until beat throughBeat is merged, or without one until there is an"
                            + " event, at most waitMs; compare the answer's beat")
    @APIResponseSchema(EventView.Page.class)
    @APIResponse(
            responseCode = "422",
            description = "a parameter is missing or out of range",
            content = @Content(schema = @Schema(implementation = Failure.class)))
    public EventView.Page events(
            @QueryParam("portfolio") @Parameter(required = true, example = "main") @Nullable String portfolioId,
            @QueryParam("after")
                    @DefaultValue("0")
                    @Parameter(
                            description = "The last sequence that is known",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0"))
                    long after,
            @QueryParam("throughBeat")
                    @DefaultValue("0")
                    @Parameter(
                            description = "A beat that has to be merged",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0"))
                    long throughBeat,
            @QueryParam("waitMs")
                    @DefaultValue("0")
                    @Parameter(
                            description = "Longest wait in milliseconds",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "30000"))
                    long waitMillis,
            @QueryParam("limit")
                    @DefaultValue("500")
                    @Parameter(
                            description = "At most so many",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "1000"))
                    int limit)
            throws InterruptedException {
        String portfolio = RequestHeaders.mustBeId("portfolio", portfolioId);
        within("after", after, 0, Long.MAX_VALUE);
        within("throughBeat", throughBeat, 0, Long.MAX_VALUE);
        within("waitMs", waitMillis, 0, LONGEST_WAIT_MILLIS);
        within("limit", limit, 1, LARGEST_PAGE);
        caller.mustRead(portfolio);
        if (caller.opens(portfolio)) {
            venue.open(portfolio);
        }
        return EventView.page(venue.events(portfolio, after, throughBeat, Duration.ofMillis(waitMillis), limit));
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw Failure.stop(
                    Failure.UNPROCESSABLE,
                    "INVALID_REQUEST",
                    name + " is " + value + ", expected " + least + " to " + most);
        }
    }
}
