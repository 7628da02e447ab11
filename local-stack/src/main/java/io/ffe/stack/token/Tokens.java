package io.ffe.stack.token;

import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** Signs tokens. */
public final class Tokens {

    public static final String ISSUER = "ffe";

    private final PrivateKey key;
    private final Clock clock;

    public Tokens(PrivateKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /** A token for a person or a tool. */
    public String issue(Role role, String subject, Duration lifetime) {
        return issue(role, subject, lifetime, Map.of());
    }

    /** A token with further claims, as in the portfolio that a service may order for; a list is a claim with several values. */
    public String issue(Role role, String subject, Duration lifetime, Map<String, ?> claims) {
        Instant now = clock.instant();
        JwtClaims all = new JwtClaims();
        all.setIssuer(ISSUER);
        all.setSubject(subject);
        all.setStringClaim("upn", subject);
        all.setStringListClaim("groups", List.of(role.label()));
        all.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        all.setExpirationTime(NumericDate.fromSeconds(now.plus(lifetime).getEpochSecond()));
        all.setGeneratedJwtId();
        claims.forEach(all::setClaim);

        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(all.toJson());
        signature.setKey(key);
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setHeader("typ", "JWT");
        try {
            return signature.getCompactSerialization();
        } catch (JoseException broken) {
            throw new IllegalStateException("the signing key does not sign", broken);
        }
    }
}
