package io.ffe.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** The real program, scraping every second what runs here. {@link #installed} says whether it can. */
final class Prometheus implements AutoCloseable {

    static final String ABSENT = "prometheus is not installed: apt-get install prometheus";

    private static final Duration STARTS_WITHIN = Duration.ofSeconds(30);
    private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(10);

    private final Process process;
    private final URI url;
    private final HttpClient http = HttpClient.newHttpClient();

    private Prometheus(Process process, URI url) {
        this.process = process;
        this.url = url;
    }

    static boolean installed() {
        try {
            Process asked = new ProcessBuilder("prometheus", "--version")
                    .redirectErrorStream(true)
                    .start();
            asked.getInputStream().readAllBytes();
            return asked.waitFor() == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /**
     * Starts it.
     *
     * @param folder for its data, its configuration and its log
     * @param targets {@code HOST:PORT} by service
     * @param rules files or patterns of them
     */
    static Prometheus start(Path folder, Map<String, String> targets, List<String> rules)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<Map<String, Object>> statics = new ArrayList<>();
        new TreeMap<>(targets)
                .forEach((service, target) ->
                        statics.add(Map.of("targets", List.of(target), "labels", Map.of("service", service))));
        Path config = folder.resolve("prometheus.yml");
        // JSON is YAML.
        Json.mapper()
                .writeValue(
                        config.toFile(),
                        Map.of(
                                "global",
                                Map.of("scrape_interval", "1s", "scrape_timeout", "1s", "evaluation_interval", "1s"),
                                "rule_files",
                                rules,
                                "scrape_configs",
                                List.of(Map.of(
                                        "job_name", "ffe", "metrics_path", "/q/metrics", "static_configs", statics))));
        int port = Ports.anyFree();
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder.resolve("data"),
                        "--web.listen-address=127.0.0.1:" + port,
                        "--log.level=warn")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("prometheus.log").toFile())
                .start();
        Prometheus started = new Prometheus(process, URI.create("http://127.0.0.1:" + port));
        if (!Deadline.in(STARTS_WITHIN).await(started::ready)) {
            started.close();
            throw new AssertionError(
                    "Prometheus did not start:\n" + Files.readString(folder.resolve("prometheus.log")));
        }
        return started;
    }

    private boolean ready() {
        try {
            return process.isAlive() && get("/-/ready").statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Series that an expression gives now. @throws IllegalArgumentException with its own words when it is refused */
    int series(String expression) {
        JsonNode answer = json("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
        if (!answer.path("status").asText().equals("success")) {
            throw new IllegalArgumentException(
                    expression + ": " + answer.path("error").asText());
        }
        return answer.at("/data/result").size();
    }

    /** Names of the alerts in a state, {@code pending} or {@code firing}. */
    Set<String> alerts(String state) {
        Set<String> names = new TreeSet<>();
        for (JsonNode alert : json("/api/v1/alerts").at("/data/alerts")) {
            if (alert.path("state").asText().equals(state)) {
                names.add(alert.at("/labels/alertname").asText());
            }
        }
        return names;
    }

    /** Rules that could not be evaluated, with why. */
    Map<String, String> brokenRules() {
        Map<String, String> broken = new TreeMap<>();
        for (JsonNode group : json("/api/v1/rules").at("/data/groups")) {
            for (JsonNode rule : group.path("rules")) {
                if (!rule.path("health").asText().equals("ok")) {
                    broken.put(
                            rule.path("name").asText(),
                            rule.path("health").asText() + " "
                                    + rule.path("lastError").asText());
                }
            }
        }
        return broken;
    }

    private JsonNode json(String path) {
        try {
            return Json.mapper().readTree(get(path).body());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        try {
            return http.send(
                    HttpRequest.newBuilder(url.resolve(path))
                            .timeout(ANSWERS_WITHIN)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopping);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        http.close();
    }
}
