package io.ffe.execution.venue.coinbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class CoinbaseKeyTest {

    private static final Instant NOW = Instant.parse("2026-04-07T14:30:00Z");
    private static final TestKey KEY = TestKey.p256();

    @Test
    void a_token_is_signed_for_one_request_and_lives_two_minutes() throws Exception {
        for (String pem : new String[] {KEY.sec1(), KEY.pkcs8()}) {
            String[] parts = CoinbaseKey.of(TestKey.NAME, pem)
                    .token("GET api.coinbase.com/api/v3/brokerage/accounts", NOW)
                    .split("\\.");

            assertThat(verified(parts)).isTrue();
            JsonNode header = json(parts[0]);
            assertThat(header.path("alg").asText()).isEqualTo("ES256");
            assertThat(header.path("kid").asText()).isEqualTo(TestKey.NAME);
            assertThat(header.path("nonce").asText()).matches("[0-9a-f]{32}");
            JsonNode claims = json(parts[1]);
            assertThat(claims.path("sub").asText()).isEqualTo(TestKey.NAME);
            assertThat(claims.path("iss").asText()).isEqualTo("cdp");
            assertThat(claims.path("exp").asLong() - claims.path("nbf").asLong())
                    .isEqualTo(120);
            assertThat(claims.path("nbf").asLong()).isEqualTo(NOW.getEpochSecond());
            assertThat(claims.path("uri").asText()).isEqualTo("GET api.coinbase.com/api/v3/brokerage/accounts");
        }
    }

    @Test
    void a_stream_has_a_token_without_uri_and_no_two_tokens_are_the_same() throws Exception {
        CoinbaseKey key = CoinbaseKey.of(TestKey.NAME, KEY.sec1());

        String token = key.token(null, NOW);

        assertThat(json(token.split("\\.")[1]).has("uri")).isFalse();
        assertThat(key.token(null, NOW)).isNotEqualTo(token);
    }

    @Test
    void a_key_of_another_kind_is_refused_without_showing_it() {
        assertThatThrownBy(() -> CoinbaseKey.of(TestKey.NAME, "c2VjcmV0"))
                .hasMessageContaining("ECDSA")
                .hasMessageNotContaining("c2VjcmV0");
        assertThatThrownBy(() -> CoinbaseKey.parse("c2VjcmV0"))
                .hasMessageContaining("no JSON")
                .hasNoCause();
        assertThatThrownBy(() -> CoinbaseKey.of("", KEY.sec1())).hasMessageContaining("no name");
    }

    private static boolean verified(String[] parts) throws Exception {
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(KEY.pair().getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    private static JsonNode json(String part) throws Exception {
        return Json.mapper().readTree(Base64.getUrlDecoder().decode(part));
    }
}
