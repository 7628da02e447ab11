package io.ffe.schema.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertAll;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ffe.schema.contract.DescribedRest.Operation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A running service, tried by those who may not and with what it does not expect. Which operations there are is read from its
 * committed OpenAPI document. Nothing that a request here asks for is ever done: callers have no right to it, or requests are broken.
 */
public final class RestSecurity implements AutoCloseable {

    /** Signs as the installation does. */
    public interface Issuer {

        /** @param claims in addition, or instead: {@code iss} is another issuer, {@code groups} (a list) other roles */
        String token(String role, String subject, Duration lifetime, Map<String, ?> claims);
    }

    private static final List<String> ROLES = List.of("viewer", "operator", "admin", "service");
    private static final Duration SHORTLY = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    /** What must not be in an answer: a class of Java, a line of code, a statement or a complaint of the database. */
    private static final Pattern INSIDES = Pattern.compile(
            "\\b(?:java|javax|jakarta|io|org|com|net)\\.[a-z]\\w*\\.[\\w.$]+|\\.java:\\d|\\b\\w+(?:Exception|Error)\\b|\\bat [\\w.$]+\\("
                    + "|(?i:\\bselect\\b.+\\bfrom\\b|sqlstate|insert into|hibernate|postgres|jackson)");

    private static final String NOBODY = "00000000-0000-4000-8000-000000000000";

    private final String service;
    private final URI base;
    private final List<Operation> operations;
    private final Issuer issuer;
    private final String publicKey;
    private final AtomicInteger subjects = new AtomicInteger();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /**
     * @param service the stage's label
     * @param publicKey file with the key that tokens are verified with, as the service was given it
     */
    public RestSecurity(String service, URI base, Path publicKey, Issuer issuer) {
        this.service = service;
        this.base = base;
        this.operations = DescribedRest.of(service);
        this.issuer = issuer;
        try {
            this.publicKey = Files.readString(publicKey);
        } catch (IOException unreadable) {
            throw new IllegalStateException(publicKey + " is not the public key", unreadable);
        }
    }

    /** All of it; each part says what is wrong for itself. */
    public void holds() {
        assertAll(
                this::everyOperationIsClosedToWhoMayNot,
                this::nothingElseIsOpen,
                this::itDescribesItselfAsCommitted,
                this::mistakesAreAnsweredWithoutInsides,
                this::answersAreNotKeptAndNoOtherOriginReadsThem,
                this::aBodyBeyondTheLimitIsRefused,
                this::whoAsksWithoutEndIsHeldUpAlone);
    }

    /** Without a token that counts 401, in a role that does not suffice 403, for every operation; and who may does come in. */
    public void everyOperationIsClosedToWhoMayNot() {
        Map<String, Optional<String>> bad = badTokens();
        List<String> open = new ArrayList<>();
        int tried = 0;
        for (Operation operation : operations) {
            assertThat(operation.roles())
                    .as("roles of %s in docs/openapi", operation)
                    .isNotEmpty();
            for (Map.Entry<String, Optional<String>> token : bad.entrySet()) {
                expect(401, operation, token.getKey(), token.getValue(), open);
                tried++;
            }
            for (String role : ROLES) {
                if (!operation.roles().contains(role)) {
                    expect(403, operation, "a token of role " + role, Optional.of(token(role)), open);
                    tried++;
                }
            }
            int status = broken(operation).statusCode();
            if (status == 401 || status == 403) {
                open.add(operation + " answers " + status + " to a role that may");
            }
        }
        assertThat(open).as("of %d requests", tried).isEmpty();
        assertThat(tried).isGreaterThanOrEqualTo(operations.size() * bad.size());
    }

    /** In both formats, whoever asks. To the letter: it is what the build has left, and not read and written again. */
    public void itDescribesItselfAsCommitted() {
        try {
            assertThat(get("/q/openapi", Optional.empty()).body())
                    .as("/q/openapi")
                    .isEqualTo(Files.readString(DescribedRest.document(service)));
            assertThat(new ObjectMapper()
                            .readTree(get("/q/openapi?format=json", Optional.empty())
                                    .body()))
                    .as("/q/openapi as JSON")
                    .isEqualTo(DescribedRest.read(service));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Health, metrics and the description are open; nothing else answers without a token. */
    public void nothingElseIsOpen() {
        for (String path : List.of(
                "/q/health", "/q/health/live", "/q/health/started", "/q/metrics", "/q/openapi", "/q/swagger-ui/")) {
            assertThat(get(path, Optional.empty()).statusCode()).as(path).isIn(200, 503);
        }
        for (String path : List.of(
                "/",
                "/api",
                "/api/v1",
                "/api/v1/" + NOBODY,
                "/q",
                "/q/dev-ui",
                "/q/info",
                "/q/arc/beans",
                "/q/health/../../api/v1/config",
                "/q/metrics;/../../api/v1/config",
                "//api/v1/config",
                "/api/v1/config/",
                "/api/v1/config;x=.css",
                "/ws")) {
            assertThat(get(path, Optional.empty()).statusCode()).as(path).isBetween(400, 499);
        }
        HttpResponse<String> build = get("/q/info", Optional.of(token("viewer")));
        assertThat(build.statusCode()).as("/q/info").isEqualTo(200);
        assertThat(build.body()).as("/q/info").contains("\"version\"");
        // A good token of an issuer's that is mapped to no role may nothing.
        String visitor = issuer.token("viewer", subject(), SHORTLY, Map.of("groups", List.of("visitor")));
        assertThat(get("/q/info", Optional.of(visitor)).statusCode())
                .as("/q/info without a role")
                .isEqualTo(403);
        // What is open below itself as well answers as itself, whatever is written after it.
        for (String path : List.of("/q/metrics/..%2f..%2fapi/v1/config", "/q/metrics/%2e%2e/%2e%2e/api/v1/config")) {
            HttpResponse<String> answer = get(path, Optional.empty());
            if (answer.statusCode() == 200) {
                assertThat(answer.body()).as(path).startsWith("# ");
            } else {
                assertThat(answer.statusCode()).as(path).isBetween(400, 499);
            }
        }
    }

    /** Wrong types, huge numbers, broken JSON, quotes and bytes that are none: always a 4xx that says nothing of the insides. */
    public void mistakesAreAnsweredWithoutInsides() {
        List<String> wrong = new ArrayList<>();
        for (Operation operation : operations) {
            for (String value : List.of(
                    "x'%22;--", "-1", "9".repeat(40), "1e999999999", "%00", "%F0%9F%98%80", "NaN", "a".repeat(2000))) {
                for (String parameter : operation.query()) {
                    tryOne(operation, "?" + parameter + "=" + value, wrong);
                }
                if (!operation.inPath().isEmpty()) {
                    HttpResponse<String> answer = send(allowed(operation, operation.pathWith(value))
                            .method(
                                    operation.method(),
                                    operation.hasBody() ? BodyPublishers.ofString("{") : BodyPublishers.noBody()));
                    look(operation + " with " + value + " in the path", answer, wrong);
                }
            }
            if (operation.hasBody()) {
                for (String body : bodies(operation)) {
                    HttpResponse<String> answer = send(allowed(operation, operation.pathWith(NOBODY))
                            .method(operation.method(), BodyPublishers.ofString(body)));
                    String what = operation + " with the body " + body.substring(0, Math.min(60, body.length()));
                    look(what, answer, wrong);
                    if (answer.statusCode() < 400) {
                        wrong.add(what + " is taken: " + answer.statusCode());
                    }
                }
                HttpResponse<String> otherType = send(requestOf(operation, operation.pathWith(NOBODY))
                        .header("Content-Type", "application/x-java-serialized-object")
                        .method(operation.method(), BodyPublishers.ofString("rO0AB")));
                look(operation + " with another media type", otherType, wrong);
            }
            look(
                    operation + " by another method",
                    send(allowed(operation, operation.pathWith(NOBODY)).method("PATCH", BodyPublishers.ofString("{"))),
                    wrong);
        }
        assertThat(wrong).isEmpty();
    }

    /** What a browser may do with an answer, and a page of another origin: nothing. */
    public void answersAreNotKeptAndNoOtherOriginReadsThem() {
        Operation reading = reading();
        HttpResponse<String> answer = send(requestOf(reading, reading.pathWith(NOBODY))
                .header("Origin", "https://elsewhere.example")
                .GET());
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        HttpResponse<String> preflight = send(request(reading.pathWith(NOBODY), Optional.empty())
                .header("Origin", "https://elsewhere.example")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization")
                .method("OPTIONS", BodyPublishers.noBody()));
        for (HttpResponse<String> each : List.of(answer, preflight)) {
            assertThat(each.headers().map().keySet().stream()
                            .filter(name -> name.toLowerCase(Locale.ROOT).startsWith("access-control-"))
                            .toList())
                    .isEmpty();
        }
    }

    /** Somebody who asks without end gets 429 and when to come back; others do not notice; a service is never held up. */
    public void whoAsksWithoutEndIsHeldUpAlone() {
        // Counted before anybody looks what is asked for; what is nowhere costs the service nothing.
        String nowhere = "/api/v1/" + NOBODY;
        String eager = token("viewer");
        HttpResponse<String> last = get(nowhere, Optional.of(eager));
        for (int asked = 0; asked < 5_000 && last.statusCode() != 429; asked++) {
            last = get(nowhere, Optional.of(eager));
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(last.body()).contains("\"error\":\"RATE\"");
        assertThat(get(nowhere, Optional.of(token("viewer"))).statusCode()).isEqualTo(404);
        assertThat(get("/q/health/live", Optional.of(eager)).statusCode()).isEqualTo(200);
        String service = token("service");
        for (int asked = 0; asked < 300; asked++) {
            assertThat(get(nowhere, Optional.of(service)).statusCode()).isEqualTo(404);
        }
    }

    /** A body beyond the limit is refused, whether it says its length or not. */
    public void aBodyBeyondTheLimitIsRefused() {
        for (Operation operation : operations) {
            if (operation.hasBody()) {
                String body = "{\"x\": \"" + "x".repeat(200_000) + "\"}";
                HttpResponse<String> answer = send(allowed(operation, operation.pathWith(NOBODY))
                        .method(operation.method(), BodyPublishers.ofString(body)));
                assertThat(answer.statusCode()).as("%s", operation).isEqualTo(413);
                assertThat(INSIDES.matcher(answer.body()).find()).isFalse();
            }
        }
    }

    /** A WebSocket is opened by the same tokens as everything else, and by no other. */
    public void aWebSocketIsClosedToWhoMayNot(String path) {
        URI address = URI.create("ws://" + base.getAuthority() + path);
        badTokens().forEach((what, token) -> {
            WebSocket.Builder handshake = http.newWebSocketBuilder();
            token.ifPresent(text -> handshake.header("Authorization", "Bearer " + text));
            assertThatThrownBy(() -> handshake
                            .buildAsync(address, new WebSocket.Listener() {})
                            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(what)
                    .cause()
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            refused -> assertThat(refused.getResponse().statusCode())
                                    .isEqualTo(401));
        });
    }

    /** A body that never comes to its end costs its sender the connection. */
    public void aSlowBodyIsGivenUp() throws IOException {
        Operation writing =
                operations.stream().filter(Operation::hasBody).findFirst().orElseThrow();
        String head = writing.method() + " " + writing.pathWith(NOBODY) + " HTTP/1.1\r\nHost: " + base.getAuthority()
                + "\r\nContent-Type: application/json\r\nContent-Length: 100\r\nAuthorization: Bearer "
                + allowedToken(writing) + "\r\n\r\n{";
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            // To the end: the server has closed the connection.
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 408").contains("\"error\":\"SLOW\"");
        }
    }

    private void tryOne(Operation operation, String query, List<String> wrong) {
        if (operation.writes()) {
            return;
        }
        HttpResponse<String> answer = get(operation.pathWith("x") + query, Optional.of(allowedToken(operation)));
        look(operation + " " + query.substring(0, Math.min(40, query.length())), answer, wrong);
    }

    private static List<String> bodies(Operation operation) {
        List<String> bodies = new ArrayList<>(
                List.of("", "{", "[]", "null", "\"text\"", "1", "[".repeat(5000), "{\"a\": \"\\ud8\"}", "\u0000"));
        operation.fields().forEach(field -> bodies.add("{\"" + field + "\": {\"x\": [1]}}"));
        for (String number : operation.whole()) {
            bodies.add("{\"" + number + "\": " + "9".repeat(400) + "}");
            bodies.add("{\"" + number + "\": 1e999999999}");
            bodies.add("{\"" + number + "\": \"many\"}");
        }
        return bodies;
    }

    private static void look(String what, HttpResponse<String> answer, List<String> wrong) {
        var insides = INSIDES.matcher(answer.body());
        if (answer.statusCode() >= 400 && insides.find()) {
            wrong.add(what + " tells '" + insides.group() + "': " + answer.body());
        }
        if (answer.statusCode() >= 500 && answer.statusCode() != 503) {
            wrong.add(what + " fails: " + answer.statusCode() + " " + answer.body());
        }
    }

    private void expect(int status, Operation operation, String what, Optional<String> token, List<String> open) {
        HttpRequest.Builder request = request(operation.pathWith(NOBODY), token)
                .header("Content-Type", "application/json")
                .method(
                        operation.method(),
                        operation.hasBody() ? BodyPublishers.ofString("{") : BodyPublishers.noBody());
        int answered = send(request).statusCode();
        if (answered != status) {
            open.add(operation + " answers " + answered + " to " + what + ", expected " + status);
        }
    }

    /** By somebody who may, and so that nothing comes of it. */
    private HttpResponse<String> broken(Operation operation) {
        return send(allowed(operation, operation.pathWith(NOBODY))
                .method(
                        operation.method(),
                        operation.hasBody() ? BodyPublishers.ofString("{") : BodyPublishers.noBody()));
    }

    private Map<String, Optional<String>> badTokens() {
        Instant now = Instant.now();
        String good = issuer.token("admin", subject(), SHORTLY, Map.of());
        String[] parts = good.split("\\.");
        String claims = encoded(
                "{\"iss\":\"ffe\",\"sub\":\"x\",\"upn\":\"x\",\"groups\":[\"admin\",\"operator\",\"viewer\",\"service\"],"
                        + "\"iat\":" + now.getEpochSecond() + ",\"exp\":"
                        + now.plus(SHORTLY).getEpochSecond() + "}");
        Map<String, Optional<String>> bad = new LinkedHashMap<>();
        bad.put("no token", Optional.empty());
        bad.put("what is no token", Optional.of("token"));
        bad.put("an expired token", Optional.of(issuer.token("admin", subject(), SHORTLY.negated(), Map.of())));
        bad.put(
                "another issuer's token",
                Optional.of(issuer.token("admin", subject(), SHORTLY, Map.of("iss", "other"))));
        bad.put("an unsigned token", Optional.of(encoded("{\"alg\":\"none\",\"typ\":\"JWT\"}") + "." + claims + "."));
        bad.put("a token without its signature", Optional.of(parts[0] + "." + parts[1] + "."));
        bad.put("a signature on other claims", Optional.of(parts[0] + "." + claims + "." + parts[2]));
        bad.put("a token signed with the public key as a secret", Optional.of(withPublicKeyAsSecret(claims)));
        return bad;
    }

    private String withPublicKeyAsSecret(String claims) {
        try {
            String signed = encoded("{\"alg\":\"HS256\",\"typ\":\"JWT\"}") + "." + claims;
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(publicKey.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return signed + "."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    private static String encoded(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private Operation reading() {
        return operations.stream()
                .filter(operation -> !operation.writes())
                .filter(operation -> operation.roles().contains("operator"))
                .findFirst()
                .orElseThrow();
    }

    private HttpRequest.Builder allowed(Operation operation, String path) {
        return requestOf(operation, path).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder requestOf(Operation operation, String path) {
        return request(path, Optional.of(allowedToken(operation)));
    }

    private String allowedToken(Operation operation) {
        Set<String> roles = new TreeSet<>(operation.roles());
        return token(roles.iterator().next());
    }

    /** Of a caller of its own: what is tried here is not how often one may ask. */
    private String token(String role) {
        return issuer.token(role, subject(), SHORTLY, Map.of("portfolio", NOBODY));
    }

    private String subject() {
        return "caller-" + subjects.incrementAndGet();
    }

    private HttpResponse<String> get(String path, Optional<String> token) {
        return send(request(path, token).GET());
    }

    private HttpRequest.Builder request(String path, Optional<String> token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(base.getScheme() + "://" + base.getAuthority() + path))
                .timeout(PATIENCE);
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        @Nullable IOException broken = null;
        // A server that refuses a body closes the connection under it; the answer may then be lost, once.
        for (int attempt = 0; attempt < 2; attempt++) {
            try {
                return http.send(request.build(), BodyHandlers.ofString());
            } catch (IOException failed) {
                broken = failed;
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(stopped);
            }
        }
        throw new IllegalStateException("no answer from " + base, broken);
    }

    @Override
    public void close() {
        http.close();
    }
}
