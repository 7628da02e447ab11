package io.ffe.papervenue.rest;

import jakarta.enterprise.context.RequestScoped;
import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import java.util.Collection;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who asks, by the token. */
@RequestScoped
public class Caller {

    private static final int FORBIDDEN = 403;
    private static final String PORTFOLIO = "portfolio";

    private final JsonWebToken token;

    Caller(JsonWebToken token) {
        this.token = token;
    }

    /** Whether a look at the portfolio is its own service's, which opens its account. */
    boolean opens(String portfolioId) {
        return token.getGroups().contains(Roles.SERVICE) && owns(portfolioId);
    }

    /** Stops who may not act for the portfolio. */
    void mustOwn(String portfolioId) {
        if (!owns(portfolioId)) {
            throw Failure.stop(
                    FORBIDDEN,
                    "FORBIDDEN",
                    "the token's claim portfolio does not have " + portfolioId
                            + ", expected a token for that portfolio");
        }
    }

    /** Stops who may not see the portfolio. */
    void mustRead(String portfolioId) {
        if (!seesAll()) {
            mustOwn(portfolioId);
        }
    }

    /** Whether the portfolio may be shown; to others it is as if it did not exist. */
    boolean mayRead(String portfolioId) {
        return seesAll() || owns(portfolioId);
    }

    private boolean seesAll() {
        Set<String> groups = token.getGroups();
        return groups.contains(Roles.OPERATOR) || groups.contains(Roles.VIEWER);
    }

    private boolean owns(String portfolioId) {
        Object claim = token.getClaim(PORTFOLIO);
        return switch (claim) {
            case null -> false;
            case JsonArray several ->
                several.getValuesAs(JsonString.class).stream()
                        .anyMatch(one -> one.getString().equals(portfolioId));
            case Collection<?> several -> several.contains(portfolioId);
            case JsonString one -> one.getString().equals(portfolioId);
            default -> claim.toString().equals(portfolioId);
        };
    }
}
