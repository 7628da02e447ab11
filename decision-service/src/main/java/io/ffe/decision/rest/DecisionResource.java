package io.ffe.decision.rest;

import io.ffe.decision.AnswerJudge;
import io.ffe.decision.AnswerJudge.Judged;
import io.ffe.decision.DecisionHistory;
import io.ffe.decision.DecisionReplay;
import io.ffe.decision.DecisionReplay.Result;
import io.ffe.decision.domain.DecisionRecord;
import io.ffe.decision.domain.DecisionSearch;
import io.ffe.decision.domain.DecisionSearch.Place;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.ModelCall.Figures;
import io.ffe.decision.domain.ModelCall.Wire;
import io.ffe.decision.domain.ModelSeat;
import io.ffe.decision.domain.RawBytes;
import io.ffe.decision.domain.RecordedCall;
import io.ffe.messaging.rest.Mistake;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Decision.Outcome;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep.Tier;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
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

/** The decisions that were made, newest first. */
@Path("/api/v1/decisions")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "decisions", description = "The decisions that were made")
public class DecisionResource {

    private static final int MOST = 500;
    private static final String LIMIT = "At most so many";
    private static final String CSV = "text/csv";
    private static final String ID = "A decisionId";
    private static final String ID_EXAMPLE = "a945c4fb-dbc0-884c-a245-d751f6e485e6";

    private final DecisionHistory history;
    private final DecisionReplay replay;
    private final AnswerJudge judge;

    DecisionResource(DecisionHistory history, DecisionReplay replay, AnswerJudge judge) {
        this.history = history;
        this.replay = replay;
        this.judge = judge;
    }

    /**
     * Decisions with their ids, which the events themselves do not spell out.
     *
     * @param after asks for the page behind this one, with the same filters; absent when there is none
     */
    public record Listed(List<Item> decisions, @Nullable String after) {

        public record Item(String decisionId, Decision decision) {}
    }

    /**
     * A decision, the snapshot it was made on, and the models that were asked on the way.
     *
     * @param shadowCalls what was asked with a prompt that is on trial; decided nothing
     */
    public record Explained(
            String decisionId,
            Decision decision,
            Snapshot snapshot,
            List<Called> modelCalls,
            List<Called> shadowCalls) {}

    /**
     * One call to a model.
     *
     * @param seat SOLE, or the seat in a debate: BULL and BEAR argue, the JUDGE decides
     * @param held FLAT, LONG or SHORT, as the model was told
     * @param outcome ANSWERED, or why there is no usable answer
     * @param judged the answer as decisions read it now
     * @param request as it went out, read as UTF-8; absent when none did
     * @param response as it came, read as UTF-8; its beginning when it was too large
     * @param responseSha256 of the bytes that are stored
     */
    public record Called(
            Tier tier,
            ModelSeat seat,
            String model,
            @Nullable String digest,
            @Nullable String serverVersion,
            String prompt,
            String promptHash,
            int seed,
            Held held,
            String outcome,
            @Nullable String detail,
            Judged judged,
            long tookMillis,
            @Nullable Integer httpStatus,
            @Nullable String contentType,
            Figures figures,
            @Nullable String request,
            @Nullable String requestSha256,
            @Nullable String response,
            @Nullable String responseSha256) {

        static Called of(RecordedCall call, Judged judged) {
            RawBytes request = call.wire().request();
            RawBytes response = call.wire().body();
            return new Called(
                    call.tier(),
                    call.asked().seat(),
                    call.asked().model(),
                    call.asked().digest(),
                    call.asked().serverVersion(),
                    call.asked().prompt(),
                    call.asked().promptHash(),
                    call.asked().seed(),
                    call.asked().held(),
                    call.failed() == null ? "ANSWERED" : call.failed().fault().name(),
                    call.failed() == null ? null : call.failed().detail(),
                    judged,
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
     * An answer of a model to be read as one to the decision's own question.
     *
     * @param tier the rung of the call whose question it was
     * @param seat of that call where there was a debate; absent means the last that was asked on the rung
     * @param status of HTTP
     * @param body as it came, in base 64
     */
    public record Reading(
            Tier tier,
            @Nullable ModelSeat seat,
            int status,
            @Nullable String contentType,
            byte[] body) {}

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
    @Operation(summary = "Decisions, newest first by asOf, page by page")
    public Listed page(
            @QueryParam("symbol") @Parameter(example = "BTCUSDT") @Nullable String symbol,
            @QueryParam("portfolio") @Parameter(example = "main") @Nullable String portfolio,
            @QueryParam("from")
                    @Parameter(description = "First asOf, inclusive", example = "2024-08-05T13:45:00Z")
                    @Nullable
                    String from,
            @QueryParam("to")
                    @Parameter(description = "Last asOf, exclusive", example = "2024-08-05T14:00:00Z")
                    @Nullable
                    String to,
            @QueryParam("tier") @Parameter(schema = @Schema(implementation = Tier.class)) @Nullable String tier,
            @QueryParam("action") @Parameter(schema = @Schema(implementation = Action.class)) @Nullable String action,
            @QueryParam("outcome") @Parameter(schema = @Schema(implementation = Outcome.class)) @Nullable
                    String outcome,
            @QueryParam("limit")
                    @DefaultValue("50")
                    @Parameter(
                            description = LIMIT,
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "500"))
                    int limit,
            @QueryParam("after")
                    @Parameter(description = "Asks for the page behind the one whose answer named it")
                    @Nullable
                    String after) {
        DecisionSearch search = Questions.search(symbol, portfolio, from, to, tier, action, outcome);
        DecisionHistory.Page page = history.page(search, Questions.place(after), Mistake.limit(limit, MOST));
        Place next = page.next();
        return new Listed(
                page.decisions().stream()
                        .map(decision -> new Listed.Item(decision.decisionId(), decision))
                        .toList(),
                next == null ? null : next.text());
    }

    @GET
    @Path("csv")
    @Produces(CSV)
    @Operation(summary = "All decisions that are asked for as CSV with a header line, newest first by asOf")
    @APIResponse(
            responseCode = "200",
            description = "OK",
            content = @Content(mediaType = CSV, schema = @Schema(type = SchemaType.STRING)))
    public StreamingOutput csv(
            @QueryParam("symbol") @Parameter(example = "BTCUSDT") @Nullable String symbol,
            @QueryParam("portfolio") @Parameter(example = "main") @Nullable String portfolio,
            @QueryParam("from")
                    @Parameter(description = "First asOf, inclusive", example = "2024-08-05T13:45:00Z")
                    @Nullable
                    String from,
            @QueryParam("to")
                    @Parameter(description = "Last asOf, exclusive", example = "2024-08-05T14:00:00Z")
                    @Nullable
                    String to,
            @QueryParam("tier") @Parameter(schema = @Schema(implementation = Tier.class)) @Nullable String tier,
            @QueryParam("action") @Parameter(schema = @Schema(implementation = Action.class)) @Nullable String action,
            @QueryParam("outcome") @Parameter(schema = @Schema(implementation = Outcome.class)) @Nullable
                    String outcome) {
        DecisionSearch search = Questions.search(symbol, portfolio, from, to, tier, action, outcome);
        return out -> {
            Writer lines = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            lines.write(DecisionCsv.HEADER);
            Place after = null;
            do {
                DecisionHistory.Page page = history.page(search, after, MOST);
                for (Decision decision : page.decisions()) {
                    lines.write(DecisionCsv.line(decision));
                }
                lines.flush();
                after = page.next();
            } while (after != null);
        };
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One decision with all that it was made of")
    public Explained one(@PathParam("id") @Parameter(description = ID, example = ID_EXAMPLE) String id) {
        return history.recordOf(id)
                .map(record -> new Explained(
                        id,
                        record.decision(),
                        record.snapshot(),
                        called(record.calls(), record),
                        called(history.shadows(id), record)))
                .orElseThrow(() -> unknown(id));
    }

    private List<Called> called(List<RecordedCall> calls, DecisionRecord record) {
        return calls.stream()
                .map(call -> Called.of(call, judge.judge(call, record.snapshot())))
                .toList();
    }

    @POST
    @Path("{id}/readings")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Reads an answer of a model as one to the question that was asked on the way to the decision; changes nothing")
    @APIResponseSchema(Judged.class)
    @APIResponse(responseCode = "400", ref = "BadRequest")
    public Judged read(
            @PathParam("id") @Parameter(description = ID, example = ID_EXAMPLE) String id,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Reading.class)))
                    String body) {
        Reading reading = Questions.body(body, Reading.class);
        DecisionRecord record = history.recordOf(id).orElseThrow(() -> unknown(id));
        RecordedCall call = record.calls().stream()
                .filter(each -> each.tier() == reading.tier()
                        && (reading.seat() == null
                                || reading.seat() == each.asked().seat()))
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> Mistake.badRequest(
                        "TIER",
                        "tier is '" + reading.tier() + "'"
                                + (reading.seat() == null ? "" : " and seat '" + reading.seat() + "'")
                                + ", expected one on which a model was asked: "
                                + record.calls().stream()
                                        .map(each -> each.asked().seat() == ModelSeat.SOLE
                                                ? each.tier().name()
                                                : each.tier() + " "
                                                        + each.asked().seat())
                                        .toList()));
        Wire wire = new Wire(null, reading.status(), reading.contentType(), RawBytes.of(reading.body()), false);
        return judge.judge(wire, call.asked(), record.snapshot());
    }

    @GET
    @Path("{id}/replay")
    @Operation(
            summary = "Makes a decision again from its record and compares it with what was published; asks no model")
    public Replayed again(@PathParam("id") @Parameter(description = ID, example = ID_EXAMPLE) String id) {
        return replay.replay(id).map(result -> Replayed.of(id, result)).orElseThrow(() -> unknown(id));
    }

    private static WebApplicationException unknown(String id) {
        return Mistake.notFound(
                "NO_SUCH_DECISION", "there is no decision '" + id + "'; GET /api/v1/decisions lists the latest");
    }
}
