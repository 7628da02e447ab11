package io.ffe.decision.rest;

import io.ffe.decision.DecisionHistory;
import io.ffe.decision.DecisionReplay;
import io.ffe.decision.DecisionReplay.Result;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.ModelCall.Figures;
import io.ffe.decision.domain.RawBytes;
import io.ffe.decision.domain.RecordedCall;
import io.ffe.messaging.rest.Mistake;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep.Tier;
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
    private final DecisionReplay replay;

    DecisionResource(DecisionHistory history, DecisionReplay replay) {
        this.history = history;
        this.replay = replay;
    }

    /** Decisions with their ids, which the events themselves do not spell out. */
    public record Listed(List<Item> decisions) {

        public record Item(String decisionId, Decision decision) {}
    }

    /** A decision, the snapshot it was made on, and the models that were asked on the way. */
    public record Explained(String decisionId, Decision decision, Snapshot snapshot, List<Called> modelCalls) {}

    /**
     * One call to a model.
     *
     * @param held FLAT, LONG or SHORT, as the model was told
     * @param outcome ANSWERED, or why there is no usable answer
     * @param request as it went out, read as UTF-8; absent when none did
     * @param response as it came, read as UTF-8; its beginning when it was too large
     * @param responseSha256 of the bytes that are stored
     */
    public record Called(
            Tier tier,
            String model,
            @Nullable String digest,
            @Nullable String serverVersion,
            String prompt,
            String promptHash,
            int seed,
            Held held,
            String outcome,
            @Nullable String detail,
            long tookMillis,
            @Nullable Integer httpStatus,
            @Nullable String contentType,
            Figures figures,
            @Nullable String request,
            @Nullable String requestSha256,
            @Nullable String response,
            @Nullable String responseSha256) {

        static Called of(RecordedCall call) {
            RawBytes request = call.wire().request();
            RawBytes response = call.wire().body();
            return new Called(
                    call.tier(),
                    call.asked().model(),
                    call.asked().digest(),
                    call.asked().serverVersion(),
                    call.asked().prompt(),
                    call.asked().promptHash(),
                    call.asked().seed(),
                    call.asked().held(),
                    call.failed() == null ? "ANSWERED" : call.failed().fault().name(),
                    call.failed() == null ? null : call.failed().detail(),
                    call.tookMillis(),
                    call.wire().status(),
                    call.wire().contentType(),
                    call.figures(),
                    request == null ? null : request.text(),
                    request == null ? null : request.sha256(),
                    response == null ? null : response.text(),
                    response == null ? null : response.sha256());
        }
    }

    /**
     * What came of making a decision again from its record.
     *
     * @param result SAME, DIFFERENT or INCOMPLETE
     * @param bytes of the payload, on SAME
     * @param difference the first one, on DIFFERENT
     * @param why the record does not suffice, on INCOMPLETE
     */
    public record Replayed(
            String decisionId,
            String result,
            @Nullable String coreHash,
            @Nullable Integer bytes,
            @Nullable Difference difference,
            @Nullable String why) {

        /** @param path within the payload */
        public record Difference(String path, String recorded, String again) {}

        static Replayed of(String id, Result result) {
            return switch (result) {
                case Result.Same(String coreHash, int bytes) -> new Replayed(id, "SAME", coreHash, bytes, null, null);
                case Result.Different(String path, String recorded, String again) ->
                    new Replayed(id, "DIFFERENT", null, null, new Difference(path, recorded, again), null);
                case Result.Incomplete(String why) -> new Replayed(id, "INCOMPLETE", null, null, null, why);
            };
        }
    }

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
        return new Listed(history.latest(symbol, Mistake.limit(limit, MOST)).stream()
                .map(decision -> new Listed.Item(decision.decisionId(), decision))
                .toList());
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One decision with all that it was made of")
    public Explained one(
            @PathParam("id") @Parameter(description = "A decisionId", example = "a945c4fb-dbc0-884c-a245-d751f6e485e6")
                    String id) {
        return history.recordOf(id)
                .map(record -> new Explained(
                        id,
                        record.decision(),
                        record.snapshot(),
                        record.calls().stream().map(Called::of).toList()))
                .orElseThrow(() -> unknown(id));
    }

    @GET
    @Path("{id}/replay")
    @Operation(
            summary = "Makes a decision again from its record and compares it with what was published; asks no model")
    public Replayed again(
            @PathParam("id") @Parameter(description = "A decisionId", example = "a945c4fb-dbc0-884c-a245-d751f6e485e6")
                    String id) {
        return replay.replay(id).map(result -> Replayed.of(id, result)).orElseThrow(() -> unknown(id));
    }

    private static WebApplicationException unknown(String id) {
        return Mistake.notFound(
                "NO_SUCH_DECISION", "there is no decision '" + id + "'; GET /api/v1/decisions lists the latest");
    }
}
