package io.ffe.papervenue.rest;

import io.ffe.papervenue.Venue;
import io.ffe.papervenue.domain.Faults;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** How the venue misbehaves on purpose. */
@Path("/api/v1/faults")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Tag(name = "faults", description = "How the venue misbehaves on purpose")
public class FaultsResource {

    private final Venue venue;

    FaultsResource(Venue venue) {
        this.venue = venue;
    }

    /** See {@link Faults}; what is absent behaves. */
    record WantedFaults(
            @Nullable Integer rejectNext,
            @Nullable Integer answerDelayMillis,
            @Nullable Integer dropAnswerAfterAccept,
            @Nullable Integer errorAfterAccept,
            @Nullable Boolean unavailable,
            @Nullable Integer rejectPercent,
            @Nullable Integer fillPercent,
            @Nullable Long seed) {

        Faults toFaults() {
            Faults none = Faults.NONE;
            return new Faults(
                    Objects.requireNonNullElse(rejectNext, none.rejectNext()),
                    Objects.requireNonNullElse(answerDelayMillis, none.answerDelayMillis()),
                    Objects.requireNonNullElse(dropAnswerAfterAccept, none.dropAnswerAfterAccept()),
                    Objects.requireNonNullElse(errorAfterAccept, none.errorAfterAccept()),
                    Objects.requireNonNullElse(unavailable, none.unavailable()),
                    Objects.requireNonNullElse(rejectPercent, none.rejectPercent()),
                    Objects.requireNonNullElse(fillPercent, none.fillPercent()),
                    Objects.requireNonNullElse(seed, none.seed()));
        }
    }

    @GET
    @RolesAllowed(Roles.ADMIN)
    @Operation(summary = "The fault settings in force")
    public Faults faults() {
        return venue.faults();
    }

    @PUT
    @RolesAllowed(Roles.ADMIN)
    @Operation(summary = "Set all faults; what is left out behaves")
    @APIResponseSchema(Faults.class)
    @APIResponse(
            responseCode = "422",
            description = "a value is out of range",
            content = @Content(schema = @Schema(implementation = Failure.class)))
    public Faults set(@Nullable WantedFaults wanted) {
        if (wanted == null) {
            throw Failure.stop(Failure.UNPROCESSABLE, "INVALID_REQUEST", "there is no body, expected an object");
        }
        try {
            return venue.set(wanted.toFaults());
        } catch (IllegalArgumentException wrong) {
            throw Failure.stop(Failure.UNPROCESSABLE, "INVALID_REQUEST", String.valueOf(wrong.getMessage()));
        }
    }

    @DELETE
    @RolesAllowed(Roles.ADMIN)
    @Operation(summary = "End all faults")
    public Faults clear() {
        return venue.set(Faults.NONE);
    }
}
