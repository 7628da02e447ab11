package io.ffe.decision.llm;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonEnumSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaChatRequestParameters;
import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.ModelAnswer;
import io.ffe.decision.domain.ModelAnswer.Argued;
import io.ffe.decision.domain.ModelAnswer.Failed;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.ModelCall.Asked;
import io.ffe.decision.domain.ModelCall.Figures;
import io.ffe.decision.domain.ModelCall.Wire;
import io.ffe.decision.domain.ModelFault;
import io.ffe.decision.domain.ModelSeat;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep.Tier;
import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.CoreHash;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One model behind one Ollama server, asked at most once for each decision. Thread-safe. */
public final class OllamaModel implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(OllamaModel.class);
    private static final Duration FACTS_PATIENCE = Duration.ofMillis(200);

    /** What asking may take beyond the deadline at the very most. */
    static final Duration SLACK = DeadlineGuard.SLACK.plus(FACTS_PATIENCE);

    private static final Map<Held, ResponseFormat> DECIDING = new EnumMap<>(Held.class);
    private static final Map<ModelSeat, ResponseFormat> ARGUING = new EnumMap<>(ModelSeat.class);

    static {
        Arrays.stream(Held.values()).forEach(held -> DECIDING.put(held, deciding(held)));
        ModelSeat.DEBATE.stream().filter(ModelSeat::argues).forEach(seat -> ARGUING.put(seat, arguing(seat)));
    }

    private final Rung rung;
    private final DecisionConfig.Llm config;
    private final Prompt prompt;
    private final MeterRegistry meters;
    private final @Nullable OllamaServer server;
    private final @Nullable ChatModel chat;
    private final @Nullable DeadlineGuard guard;
    private volatile State state;
    /** The last that the breaker counted. */
    private volatile @Nullable ModelFault lastFault;

    /**
     * Where a model stands on the ladder.
     *
     * @param seat what it is asked for there
     * @param modelledLatency what a call takes in a replay
     * @param label for metrics
     */
    record Rung(Tier tier, ModelSeat seat, String model, Duration deadline, Duration modelledLatency, String label) {

        static Rung of(Tier tier, String model, Duration deadline, Duration modelledLatency) {
            return new Rung(tier, ModelSeat.SOLE, model, deadline, modelledLatency, tier.name());
        }
    }

    /** Whether the model can be counted on, for people and health checks. */
    public enum State {
        NOT_CONFIGURED,
        NOT_ASKED_YET,
        /** The server does not have it. */
        MISSING,
        ANSWERING,
        FAILING
    }

    /** @param server null when none is configured */
    OllamaModel(
            Rung rung, DecisionConfig.Llm config, Prompt prompt, @Nullable OllamaServer server, MeterRegistry meters) {
        this.rung = rung;
        this.config = config;
        this.prompt = prompt;
        this.meters = meters;
        this.server = server;
        this.chat = server == null ? null : connect(server);
        this.guard = server == null
                ? null
                : new DeadlineGuard("llm-" + rung.label(), rung.deadline(), config, server.places());
        this.state = server == null ? State.NOT_CONFIGURED : State.NOT_ASKED_YET;
    }

    public Tier tier() {
        return rung.tier();
    }

    /** What it is asked for on its rung. */
    public ModelSeat seat() {
        return rung.seat();
    }

    /** Name of the configured model, whether it is reachable or not. */
    public String name() {
        return rung.model();
    }

    /** Id and version of the prompt that it is asked with. */
    public String prompt() {
        return prompt.name();
    }

    /** Where it is asked; models with the same address share its fate. */
    public Optional<URI> host() {
        return Optional.ofNullable(server).map(OllamaServer::baseUrl);
    }

    public Duration deadline() {
        return rung.deadline();
    }

    /** What a call is modelled to take in a replay, whatever it takes in truth. */
    public Duration modelledLatency() {
        return rung.modelledLatency();
    }

    public State state() {
        return state;
    }

    /** As the server last listed it; asks nobody. */
    public Optional<String> digest() {
        return facts().flatMap(facts -> facts.digest(rung.model()));
    }

    /** The server's version as it last said; asks nobody. */
    public Optional<String> serverVersion() {
        return facts().flatMap(facts -> Optional.ofNullable(facts.version()));
    }

    /** What to do about the state, empty when there is nothing to do. */
    public Optional<String> remedy() {
        return state == State.MISSING ? Optional.of(AnswerReader.pullCommand(rung.model())) : Optional.empty();
    }

    /** Learns whether the server has the model, before anybody asks it. Blocks for as long as the server may take. */
    void lookUp() throws InterruptedException {
        OllamaServer at = server;
        if (at == null) {
            return;
        }
        try {
            at.refreshFacts().get();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug);
        }
        Optional<OllamaServer.Facts> facts = at.lastFacts();
        if (state == State.NOT_ASKED_YET
                && facts.isPresent()
                && facts.get().digest(rung.model()).isEmpty()) {
            state = State.MISSING;
        }
    }

    /**
     * Asks the model once. Returns within the deadline and {@link #SLACK}, whatever the server does; throws
     * nothing for what the server does.
     *
     * @param held decides which actions the model may choose from
     */
    public ModelCall ask(Snapshot snapshot, Held held) {
        return ask(snapshot, held, List.of());
    }

    /** As above. @param past outcomes that the model is told, the newest first */
    public ModelCall ask(Snapshot snapshot, Held held, List<Outcome> past) {
        return ask(snapshot, held, past, List.of());
    }

    /** As above. @param heard arguments that a judge is told, grounded ones only */
    public ModelCall ask(Snapshot snapshot, Held held, List<Outcome> past, List<Argued> heard) {
        int seed = seed(CoreHash.of(snapshot));
        if (server == null || chat == null || guard == null) {
            return call(Ladder.NO_MODEL.answer(), asked(seed, held), Wire.NONE);
        }
        ChatRequest request =
                request(SnapshotText.of(snapshot, held) + OutcomeText.of(past) + DebateText.of(heard), held, seed);
        CompletableFuture<Void> facts = server.refreshFacts();
        Recording recording = new Recording();
        long started = System.nanoTime();
        @Nullable Exception failure = ask(chat, guard, request, recording);
        long tookMillis = millisSince(started);
        Wire wire = recording.soFar();
        if (wire.status() != null) {
            await(facts);
        }
        Asked asked = asked(seed, held);
        ModelAnswer answer = judge(failure, wire, asked, tookMillis);
        // Who found no place was not tried, which is how the breaker sees it too.
        boolean tried = failure != null && !(failure instanceof BulkheadException);
        observe(answer, tried, started);
        return call(answer, asked, wire);
    }

    private static @Nullable Exception ask(
            ChatModel model, DeadlineGuard within, ChatRequest request, Recording recording) {
        try {
            within.run(() -> recording.around(() -> model.chat(request)));
            return null;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return stopping;
        } catch (Exception failed) {
            return failed;
        }
    }

    /** A server that has answered says as soon what it answered with; a record without that is better than a late one. */
    private static void await(CompletableFuture<Void> facts) {
        try {
            facts.get(FACTS_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException notInTime) {
            LOG.debugf("the call is recorded with what the server said before cause=%s", notInTime.toString());
        }
    }

    private ChatRequest request(String facts, Held held, int seed) {
        return ChatRequest.builder()
                .messages(SystemMessage.from(prompt.instructions()), UserMessage.from(facts))
                .parameters(OllamaChatRequestParameters.builder()
                        .seed(seed)
                        .temperature(0.0)
                        .numCtx(config.contextTokens())
                        .maxOutputTokens(config.maximumTokens())
                        .keepAlive((int) config.keepAlive().toSeconds())
                        .responseFormat(rung.seat().argues() ? ARGUING.get(rung.seat()) : DECIDING.get(held))
                        .build())
                .build();
    }

    private static ResponseFormat deciding(Held held) {
        return format(
                "entry",
                JsonObjectSchema.builder()
                        .addEnumProperty(
                                "action", held.legal().stream().map(Enum::name).toList())
                        .addIntegerProperty("confidence")
                        .addProperty("reasonCodes", codes(ModelSeat.SOLE))
                        .required("action", "confidence", "reasonCodes"));
    }

    private static ResponseFormat arguing(ModelSeat seat) {
        return format(
                "argument",
                JsonObjectSchema.builder()
                        .addIntegerProperty("conviction")
                        .addProperty("reasonCodes", codes(seat))
                        .required("conviction", "reasonCodes"));
    }

    private static JsonArraySchema codes(ModelSeat seat) {
        return JsonArraySchema.builder()
                .items(JsonEnumSchema.builder()
                        .enumValues(seat.codes().stream().map(Enum::name).toList())
                        .build())
                .build();
    }

    private static ResponseFormat format(String name, JsonObjectSchema.Builder object) {
        return ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(JsonSchema.builder()
                        .name(name)
                        .rootElement(object.additionalProperties(false).build())
                        .build())
                .build();
    }

    private OllamaChatModel connect(OllamaServer at) {
        return OllamaChatModel.builder()
                .httpClientBuilder(new Recording.Builder(at.http()))
                .baseUrl(at.baseUrl().toString())
                .modelName(rung.model())
                // Zero is the only value that means one attempt.
                .maxRetries(0)
                .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                .build();
    }

    private ModelAnswer judge(@Nullable Exception failure, Wire wire, Asked asked, long tookMillis) {
        return switch (failure) {
            case BulkheadException full ->
                new Failed(
                        ModelFault.PLACES_TAKEN,
                        config.concurrency() + " calls are running, which is the limit",
                        tookMillis);
            case CircuitBreakerOpenException open -> {
                ModelFault before = lastFault;
                yield new Failed(
                        ModelFault.BREAKER_OPEN,
                        before,
                        "not asked: the breaker is open after " + (before == null ? "failures" : before),
                        tookMillis);
            }
            case org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException late ->
                new Failed(
                        wire.status() == null ? ModelFault.SILENT : ModelFault.UNFINISHED,
                        "no answer within " + rung.deadline(),
                        tookMillis);
            case InterruptedException stopping ->
                new Failed(ModelFault.STOPPING, "interrupted while waiting for the answer", tookMillis);
            // LangChain4j may stumble over a body that is not what it expects; the body is what is judged.
            case null, default ->
                AnswerReader.complete(wire)
                        ? AnswerReader.read(wire, asked, tookMillis)
                        : wire.status() == null
                                ? new Failed(ModelFault.UNREACHABLE, "no connection to " + at(), tookMillis)
                                : new Failed(
                                        ModelFault.BROKEN_OFF, "the connection ended before the answer", tookMillis);
        };
    }

    private String at() {
        return host().map(URI::toString).orElse("");
    }

    private Asked asked(int seed, Held held) {
        return new Asked(
                rung.model(),
                digest().orElse(null),
                serverVersion().orElse(null),
                prompt.id(),
                prompt.version(),
                prompt.hash(),
                seed,
                held,
                rung.seat());
    }

    private ModelCall call(ModelAnswer answer, Asked asked, Wire wire) {
        Figures figures = OllamaFigures.of(wire);
        tokens("prompt", figures.promptTokens());
        tokens("answer", figures.answerTokens());
        return new ModelCall(rung.tier(), asked, answer, wire, figures);
    }

    private void tokens(String kind, @Nullable Integer count) {
        // The server's own words: what is no count is not counted.
        if (count != null && count > 0) {
            meters.counter("ffe.llm.tokens", "tier", rung.tier().name(), "kind", kind)
                    .increment(count);
        }
    }

    private Optional<OllamaServer.Facts> facts() {
        return server == null ? Optional.empty() : server.lastFacts();
    }

    private void observe(ModelAnswer answer, boolean failedForTheBreaker, long started) {
        String outcome = switch (answer) {
            case ModelAnswer.Proposed ignored -> "ANSWERED";
            case Argued ignored -> "ANSWERED";
            case Failed failed -> failed.fault().name();
        };
        switch (answer) {
            case ModelAnswer.Proposed ignored -> state = State.ANSWERING;
            case Argued ignored -> state = State.ANSWERING;
            case Failed failed when failed.fault() == ModelFault.BREAKER_OPEN -> {}
            case Failed failed -> {
                if (failedForTheBreaker) {
                    lastFault = failed.fault();
                }
                state = failed.fault() == ModelFault.MODEL_MISSING ? State.MISSING : State.FAILING;
            }
        }
        Timer.builder("ffe.llm.call")
                .description("wall clock of asking a model, by how it ended")
                .tag("tier", rung.label())
                .tag("outcome", outcome)
                .register(meters)
                .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    }

    /** The first 31 bits of SHA-256 over what makes the request: the same snapshot is asked in the same way. */
    private int seed(String snapshotHash) {
        String parts = snapshotHash + "|" + prompt.hash() + "|" + rung.model();
        return (int) (Long.parseLong(
                        Ids.sha256Hex(parts.getBytes(StandardCharsets.UTF_8)).substring(0, 8), 16)
                >>> 1);
    }

    private static long millisSince(long started) {
        return Duration.ofNanos(System.nanoTime() - started).toMillis();
    }

    @Override
    public void close() {
        if (guard != null) {
            guard.close();
        }
    }
}
