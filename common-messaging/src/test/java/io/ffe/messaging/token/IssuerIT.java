package io.ffe.messaging.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.messaging.RealInfrastructure;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.Tokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** The same over HTTP: what a service's REST makes of an issuer's tokens, with keys that turn under it. */
@QuarkusTest
@QuarkusTestResource(RealInfrastructure.class)
@QuarkusTestResource(TurningIssuer.class)
class IssuerIT {

    private static final Duration SOON = Duration.ofSeconds(10);

    @TestHTTPResource("/api/v1/config")
    URI config;

    OidcStub issuer;
    Tokens own;

    @Test
    void tokens_count_by_the_issuers_keys_of_the_moment_and_roles_by_its_claim() throws Exception {
        PublicJsonWebKey first = key("first");
        PublicJsonWebKey second = key("second");
        issuer.has(first);
        assertThat(status(token(first, "operator"))).isEqualTo(200);
        assertThat(status(token(first, "viewer"))).isEqualTo(403);
        assertThat(status(token(second, "operator"))).isEqualTo(401);

        issuer.has(second);
        await().atMost(SOON).until(() -> status(token(second, "operator")) == 200);
        assertThat(status(token(first, "operator"))).isEqualTo(401);

        assertThat(status(own.issue(Role.ADMIN, "anna", Duration.ofMinutes(5)))).isEqualTo(401);
        assertThat(status(own.issue(Role.SERVICE, "execution-service", Duration.ofMinutes(5))))
                .isEqualTo(403);
    }

    private int status(String token) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            HttpRequest.newBuilder(config)
                                    .header("Authorization", "Bearer " + token)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static PublicJsonWebKey key(String name) throws JoseException {
        PublicJsonWebKey key = RsaJwkGenerator.generateJwk(2048);
        key.setKeyId(name);
        return key;
    }

    private String token(PublicJsonWebKey key, String role) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer.issuer().toString());
        claims.setSubject("anna");
        claims.setAudience("ffe");
        claims.setExpirationTimeMinutesInTheFuture(5);
        claims.setClaim("realm_access", Map.of("roles", List.of(role)));
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(key.getPrivateKey());
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setAlgorithmHeaderValue("RS256");
        return signature.getCompactSerialization();
    }
}
