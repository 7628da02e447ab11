package io.ffe.stack.audit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ffe.stack.Problem;
import io.ffe.stack.audit.rule.Check;
import io.ffe.stack.audit.rule.Identity;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * What the background auditor found, for Prometheus at {@code /q/metrics}, and whether it comes round at
 * {@code /q/health/ready}: the paths of the services, so that whoever asks those can ask it.
 */
final class AuditMetrics implements AutoCloseable {

    private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Map<Identity, Check> last = new ConcurrentHashMap<>();
    private final Counter failures;
    private final Duration every;
    private final HttpServer server;
    private volatile long lastPassNanos;

    /** @param every how often a pass is expected; ready while the last, or the start, is younger than three times that and a minute */
    AuditMetrics(String host, int port, Duration every) {
        this.every = every;
        for (Identity identity : Identity.values()) {
            gauge("ffe.audit.violations", "Things that must not be, found so far", identity, Check::violations);
            gauge("ffe.audit.checked", "Things that were looked at so far", identity, Check::checked);
            gauge("ffe.audit.in.flight", "Things that are under way", identity, Check::inFlight);
        }
        Gauge.builder("ffe.audit.last.pass.age.seconds", this, AuditMetrics::age)
                .description("Age of the last complete pass; since the start when there was none")
                .register(registry);
        this.failures = Counter.builder("ffe.audit.failures")
                .description("Passes that ended because a source did not answer")
                .register(registry);
        this.lastPassNanos = System.nanoTime();
        try {
            this.server = HttpServer.create(new InetSocketAddress(host, port), 0);
        } catch (IOException taken) {
            throw Problem.failure(
                    "the auditor cannot listen on " + host + ":" + port + ": " + taken.getMessage()
                            + ". Choose another port with --metrics-port",
                    taken);
        }
        server.createContext("/q/metrics", exchange -> answer(exchange, 200, TEXT, registry.scrape()));
        server.createContext("/q/health/ready", this::ready);
        server.start();
    }

    private void gauge(String name, String what, Identity identity, ToDoubleFunction<Check> value) {
        Gauge.builder(name, last, checks -> {
                    Check check = checks.get(identity);
                    return check == null ? 0 : value.applyAsDouble(check);
                })
                .description(what)
                .tag("identity", identity.label())
                .register(registry);
    }

    void passed(AuditReport report) {
        report.checks().forEach(check -> last.put(check.identity(), check));
        lastPassNanos = System.nanoTime();
    }

    void failed() {
        failures.increment();
    }

    private double age() {
        return (System.nanoTime() - lastPassNanos) / 1e9;
    }

    private void ready(HttpExchange exchange) throws IOException {
        boolean up = age() < 3.0 * every.toSeconds() + 60;
        String state = up ? "UP" : "DOWN";
        answer(
                exchange,
                up ? 200 : 503,
                "application/json",
                "{\"status\":\"" + state + "\",\"checks\":[{\"name\":\"audit\",\"status\":\"" + state + "\"}]}");
    }

    private static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        try (exchange) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        registry.close();
    }
}
