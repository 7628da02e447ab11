package io.ffe.messaging.token;

import io.quarkus.runtime.StartupEvent;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.DefaultJWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipal;
import io.smallrye.jwt.auth.principal.JWTCallerPrincipalFactory;
import io.smallrye.jwt.auth.principal.ParseException;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jspecify.annotations.Nullable;

/** Where every bearer token of a service is judged. Times in tokens are by the system's clock, in a replay too. */
@ApplicationScoped
@Alternative
@Priority(1)
public class TokenVerification extends JWTCallerPrincipalFactory {

    private static final Logger LOG = Logger.getLogger(TokenVerification.class);

    private static final Duration WIDEST_SKEW = Duration.ofMinutes(1);
    private static final int LONGEST_TOKEN = 16 * 1024;

    private final OidcConfig config;
    private final JWTCallerPrincipalFactory ownKey = new DefaultJWTCallerPrincipalFactory();
    private final @Nullable IssuerTokens issuer;

    @Inject
    public TokenVerification(OidcConfig config) {
        this(config, System::nanoTime);
    }

    TokenVerification(OidcConfig config, LongSupplier nanos) {
        this.config = config;
        this.issuer = config.issuer()
                .map(address -> new IssuerTokens(
                        new IssuerTokens.Accepted(
                                address,
                                config.audience().orElse(""),
                                config.clockSkew(),
                                config.rolesClaim(),
                                config.roles()),
                        new IssuerKeys(
                                address,
                                new IssuerKeys.Ages(config.refresh(), config.refreshPause(), config.keysHold()),
                                nanos)))
                .orElse(null);
    }

    void check(@Observes @Priority(1) StartupEvent starting) {
        List<String> problems = problems(config);
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("; ", problems));
        }
        config.issuer()
                .ifPresent(address -> LOG.infof("tokens by issuer=%s, of the own key those of services", address));
    }

    /** What cannot be meant, each with key, value and what was expected. */
    static List<String> problems(OidcConfig config) {
        List<String> problems = new ArrayList<>();
        if (config.issuer().isEmpty()) {
            return problems;
        }
        expect(
                problems,
                IssuerKeys.isPrivate(config.issuer().get()),
                "issuer",
                config.issuer().get(),
                "https://..., or http on this machine");
        expect(
                problems,
                config.audience().filter(text -> !text.isBlank()).isPresent(),
                "audience",
                "not set",
                "what the issuer makes FFE's tokens for");
        expect(problems, !config.rolesClaim().isBlank(), "roles-claim", "empty", "the claim with the roles");
        config.roles()
                .forEach((theirs, ours) -> expect(
                        problems,
                        IssuerTokens.ROLES.contains(ours),
                        "roles." + theirs,
                        ours,
                        "one of viewer, operator, admin, service"));
        expect(
                problems,
                !config.clockSkew().isNegative() && config.clockSkew().compareTo(WIDEST_SKEW) <= 0,
                "clock-skew",
                config.clockSkew(),
                "0 to " + WIDEST_SKEW);
        expect(problems, config.refreshPause().isPositive(), "refresh-pause", config.refreshPause(), "more than 0");
        expect(
                problems,
                config.refresh().compareTo(config.refreshPause()) >= 0,
                "refresh",
                config.refresh(),
                "at least refresh-pause, " + config.refreshPause());
        expect(
                problems,
                config.keysHold().compareTo(config.refresh()) >= 0,
                "keys-hold",
                config.keysHold(),
                "at least refresh, " + config.refresh());
        return problems;
    }

    private static void expect(List<String> problems, boolean holds, String key, Object value, String expected) {
        if (!holds) {
            problems.add("ffe.oidc." + key + " is '" + value + "', expected " + expected);
        }
    }

    @Override
    public JWTCallerPrincipal parse(String token, JWTAuthContextInfo own) throws ParseException {
        if (token.length() > LONGEST_TOKEN) {
            throw new ParseException("the token is longer than " + LONGEST_TOKEN + " characters");
        }
        if (issuer == null) {
            return ownKey.parse(token, own);
        }
        if (!isOf(String.valueOf(config.issuer().orElseThrow()), token)) {
            return ofService(byOwnKey(token, own));
        }
        try {
            JwtClaims claims = issuer.read(token, NumericDate.now());
            return new DefaultJWTCallerPrincipal(token, "JWT", claims);
        } catch (InvalidJwtException refused) {
            // The library's message quotes the claims; its codes do not.
            throw new ParseException("a token of the issuer is refused: "
                    + refused.getErrorDetails().stream()
                            .map(detail -> String.valueOf(detail.getErrorCode()))
                            .toList());
        }
    }

    /** Without a key, nothing is signed with it. */
    private JWTCallerPrincipal byOwnKey(String token, JWTAuthContextInfo own) throws ParseException {
        if (own.getPublicVerificationKey() == null
                && own.getPublicKeyLocation() == null
                && own.getPublicKeyContent() == null) {
            throw new ParseException("the token is not of the issuer, and there is no own key");
        }
        return ownKey.parse(token, own);
    }

    /** Reads the issuer without believing it: it only says who is to be asked. */
    private static boolean isOf(String issuer, String token) {
        try {
            JwtClaims claims = new JwtConsumerBuilder()
                    .setSkipAllValidators()
                    .setDisableRequireSignature()
                    .setSkipSignatureVerification()
                    .build()
                    .processToClaims(token);
            return Objects.equals(issuer, claims.getIssuer());
        } catch (InvalidJwtException | MalformedClaimException unreadable) {
            return false;
        }
    }

    private static JWTCallerPrincipal ofService(JWTCallerPrincipal caller) throws ParseException {
        if (!Set.of("service").equals(caller.getGroups())) {
            throw new ParseException(
                    "a token of the own key is not one of a service, and people's come from the issuer");
        }
        return caller;
    }
}
