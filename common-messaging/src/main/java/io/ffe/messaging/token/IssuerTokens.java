package io.ffe.messaging.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ffe.schema.serde.Json;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/** Reads the tokens of one issuer. Thread-safe. */
final class IssuerTokens {

    /** Ours; a token of an issuer has none of another name. */
    static final Set<String> ROLES = Set.of("viewer", "operator", "admin", "service");

    private final Accepted accepted;
    private final VerificationKeyResolver keys;

    /**
     * What is asked of a token.
     *
     * @param rolesClaim path to the roles, names with dots between
     * @param roles ours by theirs; empty when they are the same
     */
    record Accepted(URI issuer, String audience, Duration clockSkew, String rolesClaim, Map<String, String> roles) {}

    IssuerTokens(Accepted accepted, VerificationKeyResolver keys) {
        this.accepted = accepted;
        this.keys = keys;
    }

    /**
     * The claims of a token that holds at this time, with FFE's roles as {@code groups}.
     *
     * @throws InvalidJwtException saying what is wrong with it
     */
    JwtClaims read(String token, NumericDate now) throws InvalidJwtException {
        JwtConsumer consumer = new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(new AlgorithmConstraints(
                        ConstraintType.PERMIT,
                        AlgorithmIdentifiers.RSA_USING_SHA256,
                        AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256))
                .setVerificationKeyResolver(keys)
                .setExpectedIssuer(accepted.issuer().toString())
                .setExpectedAudience(accepted.audience())
                .setRequireSubject()
                .setRequireExpirationTime()
                .setAllowedClockSkewInSeconds(
                        Math.toIntExact(accepted.clockSkew().toSeconds()))
                .setEvaluationTime(now)
                .build();
        JwtClaims claims = consumer.processToClaims(token);
        claims.setStringListClaim("groups", roles(claims));
        return claims;
    }

    private List<String> roles(JwtClaims claims) {
        return theirs(claims).stream()
                .map(role ->
                        accepted.roles().isEmpty() ? role : accepted.roles().getOrDefault(role, ""))
                .filter(ROLES::contains)
                .distinct()
                .sorted()
                .toList();
    }

    private List<String> theirs(JwtClaims claims) {
        JsonNode found = Json.mapper().valueToTree(claims.getClaimsMap());
        // A claim may have dots in its own name, as those that are URLs.
        if (found.has(accepted.rolesClaim())) {
            found = found.path(accepted.rolesClaim());
        } else {
            for (String name : accepted.rolesClaim().split("\\.")) {
                found = found.isObject() ? found.path(name) : MissingNode.getInstance();
            }
        }
        if (found.isTextual()) {
            return Arrays.asList(found.asText().split(" "));
        }
        List<String> all = new ArrayList<>();
        found.forEach(each -> all.add(each.asText()));
        return all;
    }
}
