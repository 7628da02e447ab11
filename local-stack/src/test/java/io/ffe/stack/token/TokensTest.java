package io.ffe.stack.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Map;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void a_token_carries_its_role_its_holder_and_its_end() throws Exception {
        String token = tokens().issue(Role.OPERATOR, "ana", Duration.ofMinutes(15));

        JwtClaims claims = verifierAt(NOW.plusSeconds(14 * 60)).processToClaims(token);
        assertThat(claims.getStringListClaimValue("groups")).containsExactly("operator");
        assertThat(claims.getSubject()).isEqualTo("ana");
        assertThat(claims.getExpirationTime().getValue())
                .isEqualTo(NOW.plusSeconds(15 * 60).getEpochSecond());
    }

    @Test
    void a_token_is_refused_after_its_end() {
        String token = tokens().issue(Role.VIEWER, "ana", Duration.ofMinutes(15));

        assertThatThrownBy(() -> verifierAt(NOW.plusSeconds(15 * 60)).processToClaims(token))
                .isInstanceOf(InvalidJwtException.class)
                .hasMessageContaining("no longer valid");
    }

    @Test
    void a_token_of_another_folder_is_refused() {
        String token = new Tokens(
                        SigningKeys.in(folder.resolve("other")).privateKey(), Clock.fixed(NOW, ZoneOffset.UTC))
                .issue(Role.ADMIN, "eve", Duration.ofMinutes(15));

        assertThatThrownBy(() -> verifierAt(NOW).processToClaims(token)).isInstanceOf(InvalidJwtException.class);
    }

    @Test
    void a_service_token_names_its_portfolio() throws Exception {
        String token =
                tokens().issue(Role.SERVICE, "execution-service", Duration.ofHours(1), Map.of("portfolio", "main"));

        assertThat(verifierAt(NOW).processToClaims(token).getStringClaimValue("portfolio"))
                .isEqualTo("main");
    }

    @Test
    void the_signing_key_is_made_once_and_only_its_owner_reads_it() throws Exception {
        SigningKeys first = SigningKeys.in(folder);
        SigningKeys second = SigningKeys.in(folder);

        assertThat(second.privateKey()).isEqualTo(first.privateKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("private.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void a_broken_signing_key_is_named_with_what_to_do() throws Exception {
        SigningKeys.in(folder);
        Files.writeString(
                folder.resolve("private.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(() -> SigningKeys.in(folder))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("private.pem is not a private RSA key")
                .hasMessageContaining("remove");
    }

    @Test
    void a_token_file_holds_a_token_that_only_its_owner_reads() throws Exception {
        Path file = folder.resolve("tokens/execution-service.jwt");

        try (TokenFile kept =
                new TokenFile(tokens(), file, "execution-service", Map.of("portfolio", "main"), text -> {}).keep()) {
            JwtClaims claims = verifierAt(NOW.plusSeconds(59 * 60)).processToClaims(Files.readString(kept.path()));
            assertThat(claims.getStringListClaimValue("groups")).containsExactly("service");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    private Tokens tokens() {
        return new Tokens(SigningKeys.in(folder).privateKey(), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private JwtConsumer verifierAt(Instant now) throws Exception {
        String pem = Files.readString(SigningKeys.in(folder).publicKeyFile());
        PublicKey key = KeyFactory.getInstance("RSA")
                .generatePublic(
                        new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]+-----", ""))));
        return new JwtConsumerBuilder()
                .setVerificationKey(key)
                .setExpectedIssuer("ffe")
                .setRequireExpirationTime()
                .setEvaluationTime(NumericDate.fromSeconds(now.getEpochSecond()))
                .setJwsAlgorithmConstraints(AlgorithmConstraints.ConstraintType.PERMIT, "RS256")
                .build();
    }
}
