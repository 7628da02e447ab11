package io.ffe.messaging.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.ParseException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.Key;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.OctJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of an OpenID Connect issuer, which is a server that has its keys turned while it is asked. */
class TokenVerificationTest {

    private static final String AUDIENCE = "ffe";

    private static PublicJsonWebKey first;
    private static PublicJsonWebKey second;
    private static PublicJsonWebKey curve;

    @TempDir
    private static Path folder;

    private final JWTAuthContextInfo own = new JWTAuthContextInfo();
    private Tokens ownTokens;
    private OidcStub issuer;
    private long nanos = 1;

    @BeforeAll
    static void keys() throws JoseException {
        first = RsaJwkGenerator.generateJwk(2048);
        first.setKeyId("first");
        second = RsaJwkGenerator.generateJwk(2048);
        second.setKeyId("second");
        curve = EcJwkGenerator.generateJwk(EllipticCurves.P256);
        curve.setKeyId("curve");
    }

    @BeforeEach
    void open() throws IOException {
        issuer = new OidcStub();
        issuer.has(first, curve);
        SigningKeys signing = SigningKeys.in(folder);
        ownTokens = new Tokens(signing.privateKey(), Clock.systemUTC());
        own.setPublicKeyLocation(signing.publicKeyFile().toUri().toString());
        own.setIssuedBy(Tokens.ISSUER);
    }

    @AfterEach
    void close() {
        issuer.close();
    }

    @Test
    void a_token_of_the_issuer_counts_with_the_role_that_it_names() throws ParseException {
        JWTCallerPrincipal caller = verification().parse(token(first, claims -> {}), own);

        assertThat(caller.getName()).isEqualTo("anna");
        assertThat(caller.getGroups()).containsExactly("operator");
        assertThat(verification().parse(token(curve, claims -> {}), own).getGroups())
                .containsExactly("operator");
    }

    @Test
    void roles_come_from_the_claim_and_by_the_names_that_are_configured() throws ParseException {
        Map<String, String> settings = Map.of(
                "ffe.oidc.roles-claim", "realm_access.roles",
                "ffe.oidc.roles.trading-desk", "operator",
                "ffe.oidc.roles.everybody", "viewer");
        Consumer<JwtClaims> theirs = claims -> {
            claims.setStringListClaim("groups", "admin");
            claims.setClaim("realm_access", Map.of("roles", List.of("trading-desk", "everybody", "admin")));
        };
        assertThat(verification(settings).parse(token(first, theirs), own).getGroups())
                .containsExactlyInAnyOrder("operator", "viewer");

        // A claim whose name is a URL, and one that is a text.
        Map<String, String> url = Map.of("ffe.oidc.roles-claim", "https://example.com/roles");
        assertThat(verification(url)
                        .parse(token(first, claims -> claims.setClaim("https://example.com/roles", "viewer x")), own)
                        .getGroups())
                .containsExactly("viewer");
        assertThat(verification(url).parse(token(first, claims -> {}), own).getGroups())
                .isEmpty();
    }

    @Test
    void what_is_wrong_with_a_token_refuses_it() throws JoseException {
        TokenVerification verification = verification();
        Map<String, String> bad = new HashMap<>(Map.of(
                "expired", token(first, claims -> claims.setExpirationTime(in(-31))),
                "not yet", token(first, claims -> claims.setNotBefore(in(45))),
                "without an end", token(first, claims -> claims.unsetClaim("exp")),
                "without a subject", token(first, claims -> claims.unsetClaim("sub")),
                "without an audience", token(first, claims -> claims.unsetClaim("aud")),
                "of another audience", token(first, claims -> claims.setAudience("another")),
                "of another issuer", token(first, claims -> claims.setIssuer("https://elsewhere.example")),
                "of our issuer by the wrong key", token(first, claims -> claims.setIssuer(Tokens.ISSUER)),
                "by another key under a known name", signed(second.getPrivateKey(), "first", "RS256", claims(c -> {})),
                "by a key nobody knows", token(second, claims -> {})));
        bad.put("without a key's name", signed(first.getPrivateKey(), null, "RS256", claims(c -> {})));
        bad.put("unsigned", signed(null, "first", "none", claims(c -> {})));
        bad.put("by another algorithm of the key", signed(first.getPrivateKey(), "first", "RS512", claims(c -> {})));
        bad.put("with salt", signed(first.getPrivateKey(), "first", "PS256", claims(c -> {})));
        bad.put(
                "by the public key as a secret",
                signed(new HmacKey(first.getPublicKey().getEncoded()), "first", "HS256", claims(c -> {})));
        bad.put("too long", token(first, claims -> claims.setClaim("x", "x".repeat(20_000))));
        bad.put("no token", "a.b.c");

        bad.forEach((what, token) -> assertThatThrownBy(() -> verification.parse(token, own))
                .as(what)
                .isInstanceOf(ParseException.class)
                .message()
                .doesNotContain("anna"));
    }

    @Test
    void clocks_may_differ_by_what_is_configured() throws ParseException {
        String late = token(first, claims -> claims.setExpirationTime(in(-10)));
        assertThat(verification().parse(late, own).getName()).isEqualTo("anna");
        assertThatThrownBy(() ->
                        verification(Map.of("ffe.oidc.clock-skew", "PT0S")).parse(late, own))
                .isInstanceOf(ParseException.class);
    }

    @Test
    void a_secret_among_the_keys_and_a_short_key_verify_nothing() throws JoseException {
        PublicJsonWebKey weak = RsaJwkGenerator.generateJwk(1024);
        weak.setKeyId("weak");
        var secret = OctJwkGenerator.generateJwk(256);
        secret.setKeyId("secret");
        PublicJsonWebKey forSecrets = RsaJwkGenerator.generateJwk(2048);
        forSecrets.setKeyId("for-secrets");
        forSecrets.setUse("enc");
        issuer.has(first, weak, secret, forSecrets);
        TokenVerification verification = verification();

        assertRefused(verification, weak);
        assertRefused(verification, forSecrets);
        assertThatThrownBy(
                        () -> verification.parse(signed(secret.getKey(), "secret", "HS256", claims(claims -> {})), own))
                .isInstanceOf(ParseException.class);
    }

    @Test
    void a_new_key_counts_at_its_first_token_and_one_that_was_taken_back_no_longer() throws ParseException {
        TokenVerification verification = verification();
        verification.parse(token(first, claims -> {}), own);
        assertThat(issuer.asked()).isOne();

        issuer.has(second);
        nanos += Duration.ofSeconds(11).toNanos();
        assertTaken(verification, second);
        assertRefused(verification, first);
        assertThat(issuer.asked()).isEqualTo(2);
    }

    @Test
    void a_key_that_was_taken_back_is_noticed_without_a_new_one() throws ParseException {
        TokenVerification verification = verification();
        verification.parse(token(first, claims -> {}), own);
        issuer.has(curve);

        nanos += Duration.ofMinutes(4).toNanos();
        assertTaken(verification, first);
        nanos += Duration.ofMinutes(2).toNanos();
        assertRefused(verification, first);
    }

    @Test
    void tokens_of_unknown_keys_do_not_make_us_ask_without_end() {
        TokenVerification verification = verification();
        for (int token = 0; token < 20; token++) {
            assertRefused(verification, second);
        }
        assertThat(issuer.asked()).isOne();
    }

    @Test
    void an_issuer_that_is_away_is_believed_for_a_while_and_comes_back() throws ParseException {
        TokenVerification verification = verification();
        issuer.away(true);
        assertRefused(verification, first);

        issuer.away(false);
        nanos += Duration.ofSeconds(11).toNanos();
        verification.parse(token(first, claims -> {}), own);

        issuer.away(true);
        nanos += Duration.ofMinutes(59).toNanos();
        assertTaken(verification, first);
        nanos += Duration.ofMinutes(2).toNanos();
        assertRefused(verification, first);
    }

    @Test
    void an_issuer_that_stalls_in_the_middle_of_an_answer_holds_nobody_up() {
        issuer.stalls();
        IssuerKeys keys = new IssuerKeys(
                issuer.issuer(),
                new IssuerKeys.Ages(Duration.ofMinutes(5), Duration.ofSeconds(10), Duration.ofHours(1)),
                () -> nanos,
                Duration.ofMillis(100));
        JsonWebSignature token = new JsonWebSignature();
        token.setKeyIdHeaderValue("first");
        token.setAlgorithmHeaderValue("RS256");

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThatThrownBy(() -> keys.resolveKey(token, List.of()))
                        .isInstanceOf(UnresolvableKeyException.class));
    }

    @Test
    void a_discovery_document_of_somebody_else_or_keys_without_tls_are_not_believed() {
        issuer.calls("https://elsewhere.example");
        assertThatThrownBy(() -> verification().parse(token(first, claims -> {}), own))
                .isInstanceOf(ParseException.class);

        issuer.calls(issuer.issuer().toString());
        issuer.keepsKeysAt("http://keys.example/keys");
        assertThatThrownBy(() -> verification().parse(token(first, claims -> {}), own))
                .isInstanceOf(ParseException.class);
        assertThat(issuer.asked()).isZero();
    }

    @Test
    void beside_an_issuer_the_own_key_speaks_for_services_only() throws ParseException {
        TokenVerification verification = verification();
        String service = ownTokens.issue(Role.SERVICE, "execution-service", Duration.ofMinutes(5));
        assertThat(verification.parse(service, own).getGroups()).containsExactly("service");
        for (Role role : List.of(Role.VIEWER, Role.OPERATOR, Role.ADMIN)) {
            String person = ownTokens.issue(role, "anna", Duration.ofMinutes(5));
            assertThatThrownBy(() -> verification.parse(person, own)).isInstanceOf(ParseException.class);
        }
        assertThatThrownBy(() -> verification.parse(service, new JWTAuthContextInfo()))
                .isInstanceOf(ParseException.class);
    }

    @Test
    void without_an_issuer_the_own_key_speaks_for_all() throws ParseException {
        TokenVerification verification = new TokenVerification(config(Map.of()), () -> nanos);
        assertThat(verification
                        .parse(ownTokens.issue(Role.ADMIN, "anna", Duration.ofMinutes(5)), own)
                        .getGroups())
                .containsExactly("admin");
        assertRefused(verification, first);
        assertThat(issuer.asked()).isZero();
    }

    @Test
    void settings_that_cannot_be_meant_are_named_all_at_once() {
        OidcConfig config = config(Map.of(
                "ffe.oidc.issuer", "http://login.example.com",
                "ffe.oidc.roles.desk", "trader",
                "ffe.oidc.clock-skew", "PT10M",
                "ffe.oidc.refresh", "PT1S",
                "ffe.oidc.keys-hold", "PT0.5S"));
        assertThat(TokenVerification.problems(config))
                .containsExactlyInAnyOrder(
                        "ffe.oidc.issuer is 'http://login.example.com', expected https://..., or http on this machine",
                        "ffe.oidc.audience is 'not set', expected what the issuer makes FFE's tokens for",
                        "ffe.oidc.roles.desk is 'trader', expected one of viewer, operator, admin, service",
                        "ffe.oidc.clock-skew is 'PT10M', expected 0 to PT1M",
                        "ffe.oidc.refresh is 'PT1S', expected at least refresh-pause, PT10S",
                        "ffe.oidc.keys-hold is 'PT0.5S', expected at least refresh, PT1S");
        assertThat(TokenVerification.problems(config(Map.of()))).isEmpty();
    }

    private TokenVerification verification() {
        return verification(Map.of());
    }

    private TokenVerification verification(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("ffe.oidc.issuer", issuer.issuer().toString());
        all.put("ffe.oidc.audience", AUDIENCE);
        OidcConfig config = config(all);
        assertThat(TokenVerification.problems(config)).isEmpty();
        return new TokenVerification(config, () -> nanos);
    }

    private static OidcConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .withMapping(OidcConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .build()
                .getConfigMapping(OidcConfig.class);
    }

    private void assertTaken(TokenVerification verification, PublicJsonWebKey key) throws ParseException {
        assertThat(verification.parse(token(key, claims -> {}), own).getName()).isEqualTo("anna");
    }

    private void assertRefused(TokenVerification verification, PublicJsonWebKey key) {
        assertThatThrownBy(() -> verification.parse(token(key, claims -> {}), own))
                .isInstanceOf(ParseException.class);
    }

    private String token(PublicJsonWebKey key, Consumer<JwtClaims> changes) {
        String algorithm = key == curve ? "ES256" : "RS256";
        return signed(key.getPrivateKey(), key.getKeyId(), algorithm, claims(changes));
    }

    private JwtClaims claims(Consumer<JwtClaims> changes) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(issuer.issuer().toString());
        claims.setSubject("anna");
        claims.setAudience(AUDIENCE);
        claims.setIssuedAt(in(-300));
        claims.setExpirationTime(in(300));
        claims.setStringListClaim("groups", "operator", "somebody-elses-role");
        changes.accept(claims);
        return claims;
    }

    private static NumericDate in(long seconds) {
        NumericDate time = NumericDate.now();
        time.addSeconds(seconds);
        return time;
    }

    private static String signed(Key key, String keyId, String algorithm, JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setDoKeyValidation(false);
        signature.setKey(key);
        if (keyId != null) {
            signature.setKeyIdHeaderValue(keyId);
        }
        try {
            return signature.getCompactSerialization();
        } catch (JoseException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
