package io.ffe.stack.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.process.Readiness;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Asks services over HTTP: readiness, metrics, how far the replay is. What does not answer is absent, not an error. */
public final class ServiceClient implements AutoCloseable {

    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);
    private static final Pattern STAGE_AGE =
            Pattern.compile("ffe_stage_age_seconds_(count|sum|max)\\{([^}]*)\\} ([-+.eE0-9]+|NaN)");
    private static final Pattern STAGE_LABEL = Pattern.compile("stage=\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_LIMIT)
            .build();
    private final Readiness readiness = new Readiness();
    private final Supplier<String> viewerToken;

    /** @param viewerToken a token that is valid now */
    public ServiceClient(Supplier<String> viewerToken) {
        this.viewerToken = viewerToken;
    }

    /**
     * How far market-data says the replay is.
     *
     * @param state WARMING_UP, RUNNING, FINISHED, STALLED or FAILED
     * @param progress 0 to 1, absent while unknown
     */
    public record Replay(
            String state,
            @Nullable Double progress,
            @Nullable Instant logicalTime,
            long ticks,
            long bars,
            long snapshots,
            long beats,
            @Nullable String detail) {

        public boolean over() {
            return state.equals("FINISHED") || broken();
        }

        /** It will not go on by itself. */
        public boolean broken() {
            return state.equals("STALLED") || state.equals("FAILED");
        }

        /** Of two instances that share the symbols: what they have done together, and what is wrong with either. */
        Replay and(Replay other) {
            return new Replay(
                    other.broken() && !broken() ? other.state : state,
                    progress,
                    logicalTime,
                    ticks + other.ticks,
                    bars + other.bars,
                    snapshots + other.snapshots,
                    beats + other.beats,
                    detail == null || detail.equals(other.detail)
                            ? other.detail
                            : other.detail == null ? detail : detail + "; " + other.detail);
        }
    }

    /**
     * Age of what a stage takes in, when its effect was committed.
     *
     * @param averageSeconds since the process started
     * @param largestSeconds of the last minutes
     */
    public record Age(String stage, long count, double averageSeconds, double largestSeconds) {}

    /** The readiness of a service in a word: {@code ready}, or what is down, or {@code silent}. */
    public String state(String url) throws InterruptedException {
        return switch (readiness.ask(URI.create(url + Service.READY))) {
            case Readiness.Answer.Ready() -> "ready";
            case Readiness.Answer.NotReady(List<String> checks) -> "not ready: " + String.join("; ", checks);
            case Readiness.Answer.Silent(String why) -> "silent: " + why;
        };
    }

    /** How far the run's market-data is, of several instances all that answer together; empty while none does. */
    public Optional<Replay> replay(CurrentRun run) throws InterruptedException {
        Optional<Replay> all = Optional.empty();
        for (CurrentRun.Part instance : run.instances(Service.MARKET_DATA)) {
            Optional<Replay> its = replay(instance.url());
            all = all.isPresent() && its.isPresent() ? Optional.of(all.get().and(its.get())) : all.or(() -> its);
        }
        return all;
    }

    /** How far the replay is; empty while market-data does not answer. */
    public Optional<Replay> replay(String marketDataUrl) throws InterruptedException {
        return get(marketDataUrl + "/api/v1/replay", true).flatMap(body -> {
            try {
                return Optional.of(Json.mapper().readValue(body, Replay.class));
            } catch (IOException another) {
                return Optional.empty();
            }
        });
    }

    /** Ages that a service measures; empty when it measures none or does not answer. */
    public List<Age> ages(String url) throws InterruptedException {
        return get(url + "/q/metrics", false).map(ServiceClient::agesIn).orElse(List.of()).stream()
                .filter(age -> age.count() > 0)
                .toList();
    }

    /** Any answer as JSON, asked with the viewer's token. That the token is refused, or has not the role, is a {@link Problem}: asking again does not help. */
    public Optional<JsonNode> json(String url) throws InterruptedException {
        HttpResponse<String> response = ask(url, true).orElse(null);
        if (response == null) {
            return Optional.empty();
        }
        Optional<String> refused = TokenRefused.by(response, url, TokenRefused.VIEWER);
        if (refused.isPresent()) {
            throw Problem.failure(refused.get());
        }
        try {
            return response.statusCode() == 200
                    ? Optional.of(Json.mapper().readTree(response.body()))
                    : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /** An answer as JSON of what asks for no token, as health; one that is not ready answers too. */
    public Optional<JsonNode> open(String url) throws InterruptedException {
        return ask(url, false).flatMap(response -> {
            try {
                return Optional.of(Json.mapper().readTree(response.body()));
            } catch (IOException notJson) {
                return Optional.empty();
            }
        });
    }

    @Override
    public void close() {
        readiness.close();
        http.close();
    }

    static List<Age> agesIn(String metrics) {
        Map<String, double[]> byStage = new TreeMap<>();
        Matcher matcher = STAGE_AGE.matcher(metrics);
        while (matcher.find()) {
            Matcher stage = STAGE_LABEL.matcher(matcher.group(2));
            if (stage.find()) {
                double[] values = byStage.computeIfAbsent(stage.group(1), absent -> new double[3]);
                double value = Double.parseDouble(matcher.group(3));
                switch (matcher.group(1)) {
                    case "count" -> values[0] += value;
                    case "sum" -> values[1] += value;
                    default -> values[2] = Math.max(values[2], value);
                }
            }
        }
        List<Age> ages = new ArrayList<>();
        byStage.forEach((stage, values) ->
                ages.add(new Age(stage, (long) values[0], values[0] > 0 ? values[1] / values[0] : 0, values[2])));
        return ages;
    }

    private Optional<String> get(String url, boolean authenticated) throws InterruptedException {
        return ask(url, authenticated)
                .filter(response -> response.statusCode() == 200)
                .map(HttpResponse::body);
    }

    private Optional<HttpResponse<String>> ask(String url, boolean authenticated) throws InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER_LIMIT).GET();
        if (authenticated) {
            request.header("Authorization", "Bearer " + viewerToken.get());
        }
        try {
            return Optional.of(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        } catch (IOException noAnswer) {
            return Optional.empty();
        }
    }
}
