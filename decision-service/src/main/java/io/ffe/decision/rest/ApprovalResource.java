package io.ffe.decision.rest;

import io.ffe.decision.Approvals;
import io.ffe.decision.Approvals.Answer;
import io.ffe.decision.Approvals.Answered;
import io.ffe.messaging.rest.Mistake;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Proposal;
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
import org.jspecify.annotations.Nullable;

/** Decisions to act that wait for an operator, in mode approve. */
@Path("/api/v1/approvals")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "approvals", description = "Decisions to act that wait for an operator")
public class ApprovalResource {

    private static final int MOST = 500;
    private static final int LONGEST_REASON = 500;

    private final Approvals approvals;

    ApprovalResource(Approvals approvals) {
        this.approvals = approvals;
    }

    /** What waits, the one that ends first leading. @param decision as it would be published */
    public record Waiting(List<Item> waiting) {

        public record Item(String decisionId, Decision decision) {}
    }

    /** An operator's word. @param reason at most 500 characters, goes on the record */
    public record Word(Answer answer, @Nullable String reason) {}

    /** What came of it. */
    public record Ended(String decisionId, Decision decision) {}

    @GET
    @Operation(summary = "What waits for an operator, the one that ends first leading")
    public Waiting waiting(
            @QueryParam("limit")
                    @DefaultValue("50")
                    @Parameter(
                            description = "At most so many",
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    int limit) {
        return new Waiting(approvals.waiting(Mistake.limit(limit, MOST)).stream()
                .map(decision -> new Waiting.Item(decision.decisionId(), decision))
                .toList());
    }

    @POST
    @Path("{id}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({"operator", "admin"})
    @Operation(
            summary =
                    "Approves or rejects a decision that waits; an approval is looked at again before it is published for risk")
    @APIResponseSchema(Ended.class)
    @APIResponse(responseCode = "400", ref = "BadRequest")
    @APIResponse(responseCode = "409", ref = "Conflict")
    public Ended answer(
            @PathParam("id") @Parameter(description = "A decisionId", example = "a945c4fb-dbc0-884c-a245-d751f6e485e6")
                    String id,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Word.class)))
                    String body,
            @Context SecurityContext caller) {
        Word word = Questions.body(body, Word.class);
        String reason = word.reason();
        if (reason != null && reason.length() > LONGEST_REASON) {
            throw Mistake.badRequest(
                    "REASON", "reason has " + reason.length() + " characters, expected at most " + LONGEST_REASON);
        }
        return switch (approvals.answer(
                id, word.answer(), caller.getUserPrincipal().getName(), reason)) {
            case Answered.Done(Decision decision) -> new Ended(id, decision);
            case Answered.Lapsed(Decision ignored, String detail) ->
                throw Mistake.conflict("LAPSED", "it no longer stands and has ended as HOLD: " + detail);
            case Answered.NotWaiting(Decision decision) ->
                throw Mistake.conflict("NOT_WAITING", "it does not wait: " + how(decision));
            case Answered.Unknown() ->
                throw Mistake.notFound(
                        "NO_SUCH_DECISION",
                        "no decision '" + id + "' waits; GET /api/v1/approvals lists those that do");
        };
    }

    private static String how(Decision decision) {
        Proposal proposal = decision.proposal();
        return proposal == null
                ? "it is a " + decision.outcome() + " " + decision.action() + " that nobody was asked about"
                : "it is " + proposal.end() + (proposal.by() == null ? "" : " by " + proposal.by()) + " since "
                        + proposal.endedAt();
    }
}
