package io.ffe.stack.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

/**
 * Whether the OpenID Connect issuer whose tokens count answers, calls itself what it is called here, and has keys: without them nobody
 * comes in.
 */
public final class IssuerCheck implements Check {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final String DISCOVERY = "/.well-known/openid-configuration";
    private static final String REMEDY =
            "start it, or correct FFE_OIDC_ISSUER: it is the value of iss in its tokens, letter by letter";

    private final String issuer;

    /** @param issuer as {@code FFE_OIDC_ISSUER} names it */
    public IssuerCheck(String issuer) {
        this.issuer = issuer;
    }

    @Override
    public String name() {
        return "issuer";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        return List.of(answer());
    }

    private Finding answer() throws InterruptedException {
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            JsonNode discovery = read(http, issuer.replaceFirst("/$", "") + DISCOVERY);
            String named = discovery.path("issuer").asText();
            if (!named.equals(issuer)) {
                return Finding.failure(name(), issuer, "calls itself '" + named + "'", "the same name", REMEDY);
            }
            String keysUrl = discovery.path("jwks_uri").asText();
            int keys = read(http, keysUrl).path("keys").size();
            return keys == 0
                    ? Finding.failure(
                            name(), issuer, "has no keys at " + keysUrl, "at least one", "give it a signing key")
                    : Finding.ok(name(), issuer, "answers, keys: " + keys);
        } catch (IOException | IllegalArgumentException away) {
            String why = away.getMessage() == null ? away.getClass().getSimpleName() : away.getMessage();
            return Finding.failure(name(), issuer, "not reachable: " + why, "its keys", REMEDY);
        }
    }

    private static JsonNode read(HttpClient http, String url) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(url + " answers " + answer.statusCode());
        }
        return Json.mapper().readTree(answer.body());
    }
}
