package io.ffe.decision.llm;

import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
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
import io.ffe.decision.domain.ModelAnswer;
import io.ffe.decision.domain.ModelAnswer.Failed;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.ReasonCode;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TierStep.Code;
import io.ffe.schema.id.Ids;
import io.ffe.schema.serde.CoreHash;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.faulttolerance.exceptions.BulkheadException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.eclipse.microprofile.faulttolerance.exceptions.TimeoutException;
import org.jspecify.annotations.Nullable;

/** One model behind one Ollama server, asked once for each decision. Thread-safe. */
@ApplicationScoped
public class OllamaModel {

    private static final String PROMPT_ID = "entry";
    private static final String PROMPT_VERSION = "1.0.0";
    private static final ResponseFormat ANSWER_FORMAT = ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(JsonSchema.builder()
                    .name("entry")
                    .rootElement(JsonObjectSchema.builder()
                            .addEnumProperty("action", names(Action.values()))
                            .addIntegerProperty("confidence")
                            .addProperty(
                                    "reasonCodes",
                                    JsonArraySchema.builder()
                                            .items(JsonEnumSchema.builder()
                                                    .enumValues(names(ReasonCode.values()))
                                                    .build())
                                            .build())
                            .required("action", "confidence", "reasonCodes")
                            .additionalProperties(false)
                            .build())
                    .build())
            .build();

    private final DecisionConfig.Llm config;
    private final Prompt prompt = Prompt.load(PROMPT_ID, PROMPT_VERSION);
    private final MeterRegistry meters;
    private final @Nullable ChatModel chat;
    private final DeadlineGuard guard;
    private volatile State state;

    /** Whether the model can be counted on, for people and health checks. */
    public enum State {
        NOT_CONFIGURED,
        NOT_ASKED_YET,
        ANSWERING,
        FAILING
    }

    OllamaModel(DecisionConfig config, MeterRegistry meters) {
        this.config = config.llm();
        this.meters = meters;
        this.guard = new DeadlineGuard(this.config);
        this.chat = this.config.baseUrl().map(this::connect).orElse(null);
        this.state = chat == null ? State.NOT_CONFIGURED : State.NOT_ASKED_YET;
    }

    /** Name of the configured model, whether it is reachable or not. */
    public String name() {
        return config.model();
    }

    public State state() {
        return state;
    }

    /**
     * Asks the model once. Returns within the deadline plus a scheduling delay, whatever the server does; throws nothing
     * for what the server does.
     */
    public ModelCall ask(Snapshot snapshot) {
        String snapshotHash = CoreHash.of(snapshot);
        int seed = seed(snapshotHash);
        ChatModel model = chat;
        if (model == null) {
            return call(
                    new Failed(Code.MODEL_NOT_CONFIGURED, "ffe.decision.llm.base-url is not set", null), seed, null);
        }
        ChatRequest request = ChatRequest.builder()
                .messages(SystemMessage.from(prompt.instructions()), UserMessage.from(SnapshotText.of(snapshot)))
                .parameters(OllamaChatRequestParameters.builder()
                        .seed(seed)
                        .temperature(0.0)
                        .numCtx(config.contextTokens())
                        .maxOutputTokens(config.maximumTokens())
                        .keepAlive((int) config.keepAlive().toSeconds())
                        .responseFormat(ANSWER_FORMAT)
                        .build())
                .build();
        Recording recording = new Recording();
        long started = System.nanoTime();
        ModelAnswer answer;
        try {
            guard.run(() -> recording.around(() -> model.chat(request)));
            answer = read(recording, millisSince(started));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            answer = new Failed(Code.MODEL_FAILED, "interrupted while waiting for the answer", millisSince(started));
        } catch (Exception failed) {
            // LangChain4j may stumble over a body that is not what it expects; the body is what is judged.
            answer = recording.complete()
                    ? read(recording, millisSince(started))
                    : failure(failed, recording, millisSince(started));
        }
        observe(answer, started);
        return call(answer, seed, recording);
    }

    private OllamaChatModel connect(URI baseUrl) {
        // Ollama speaks HTTP/1.1; asking it to upgrade costs a header and has confused proxies.
        JdkHttpClientBuilder http = new JdkHttpClientBuilder()
                .httpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1))
                .connectTimeout(config.connectTimeout())
                .readTimeout(config.deadline());
        return OllamaChatModel.builder()
                .httpClientBuilder(new Recording.Builder(http))
                .baseUrl(baseUrl.toString())
                .modelName(config.model())
                // Zero is the only value that means one attempt.
                .maxRetries(0)
                .supportedCapabilities(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                .build();
    }

    private ModelAnswer read(Recording recording, long tookMillis) {
        String body = recording.response();
        return AnswerReader.read(body == null ? "" : body, config.model(), prompt.name(), tookMillis);
    }

    private Failed failure(Exception failed, Recording recording, long tookMillis) {
        Integer status = recording.status();
        if (failed instanceof BulkheadException) {
            return new Failed(
                    Code.MODEL_BUSY, config.concurrency() + " calls are running, which is the limit", tookMillis);
        }
        if (failed instanceof CircuitBreakerOpenException) {
            return new Failed(Code.MODEL_FAILED, "not asked: the breaker is open after failures", tookMillis);
        }
        if (status != null && status == 503) {
            return new Failed(Code.MODEL_BUSY, "the server answered 503: its queue is full", tookMillis);
        }
        if (failed instanceof TimeoutException || failed instanceof dev.langchain4j.exception.TimeoutException) {
            return new Failed(Code.MODEL_TIMEOUT, "no answer within " + config.deadline(), tookMillis);
        }
        if (failed instanceof ModelNotFoundException) {
            return new Failed(
                    Code.MODEL_FAILED,
                    "the server does not have " + config.model() + ": ollama pull " + config.model(),
                    tookMillis);
        }
        if (status != null) {
            return new Failed(Code.MODEL_FAILED, "the server answered " + status, tookMillis);
        }
        return new Failed(Code.MODEL_FAILED, unreachable(failed), tookMillis);
    }

    private String unreachable(Throwable failed) {
        for (@Nullable Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException) {
                return "no connection to " + config.baseUrl().map(URI::toString).orElse("");
            }
            if (cause instanceof HttpException http) {
                return "the server answered " + http.statusCode();
            }
        }
        return "the call failed: " + failed.getClass().getSimpleName();
    }

    private ModelCall call(ModelAnswer answer, int seed, @Nullable Recording recording) {
        return new ModelCall(
                answer,
                config.model(),
                prompt.id(),
                prompt.version(),
                prompt.hash(),
                seed,
                recording == null ? null : recording.request(),
                recording == null ? null : recording.response(),
                recording == null ? null : recording.status());
    }

    private void observe(ModelAnswer answer, long started) {
        String outcome = switch (answer) {
            case ModelAnswer.Proposed ignored -> "ANSWERED";
            case Failed failed -> failed.code().name();
        };
        state = answer instanceof ModelAnswer.Proposed ? State.ANSWERING : State.FAILING;
        Timer.builder("ffe.llm.call")
                .description("wall clock of asking the model, by how it ended")
                .tag("outcome", outcome)
                .register(meters)
                .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    }

    /** The first 31 bits of SHA-256 over what makes the request: the same snapshot is asked in the same way. */
    private int seed(String snapshotHash) {
        String parts = snapshotHash + "|" + prompt.hash() + "|" + config.model();
        return (int) (Long.parseLong(
                        Ids.sha256Hex(parts.getBytes(StandardCharsets.UTF_8)).substring(0, 8), 16)
                >>> 1);
    }

    private static long millisSince(long started) {
        return Duration.ofNanos(System.nanoTime() - started).toMillis();
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }

    @PreDestroy
    void close() {
        guard.close();
    }
}
