package io.ffe.stack.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import java.net.http.HttpResponse;
import java.util.Optional;

/** What a person is told when a service does not take a token: status 401 brings no words of its own, 403 not the role that is needed. */
final class TokenRefused {

    static final String VIEWER = "viewer";
    static final String OPERATOR = "operator";

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    /** What the body of a 403 for a missing role has in {@code error}; a service's own refusals have other codes. */
    private static final String ROLE_ERROR = "FORBIDDEN";

    private TokenRefused() {}

    /**
     * What to say of an answer that refuses the token; empty for any other one, as a service's own 403 is.
     *
     * @param url of the service, or of what was asked of it
     * @param role the least that suffices
     */
    static Optional<String> by(HttpResponse<String> response, String url, String role) {
        return switch (response.statusCode()) {
            case UNAUTHORIZED -> Optional.of(token(url));
            case FORBIDDEN -> role(response.body(), url, role);
            default -> Optional.empty();
        };
    }

    private static String token(String url) {
        return "the token is refused (401) at " + url
                + ". One from --token-file or FFE_TOKEN_FILE has ended, or is of another issuer or key: put a new one into the file."
                + " Without a token file the command signs one itself: a service with an issuer (FFE_OIDC_ISSUER) takes people's"
                + " tokens from the issuer alone, so put one of those into a file and name it with --token-file, see"
                + " docs/security.md; without an issuer, the keys in .ffe/keys or this machine's clock are not those that it"
                + " was started with: ./ffe down, then ./ffe up";
    }

    private static Optional<String> role(String body, String url, String role) {
        JsonNode said;
        try {
            said = Json.mapper().readTree(body);
        } catch (JsonProcessingException fromAProxy) {
            said = Json.mapper().missingNode();
        }
        if (!said.path("error").asText(ROLE_ERROR).equals(ROLE_ERROR)) {
            return Optional.empty();
        }
        String detail = said.path("detail").asText();
        return Optional.of("the token may not do this (403) at " + url + (detail.isEmpty() ? "" : ": " + detail)
                + ". It needs the role "
                + role + (role.equals(VIEWER) ? ", operator or admin" : " or admin")
                + ": put a token with it into the token file (./ffe token --role " + role
                + ", or one of the issuer with the group that is mapped to it)");
    }
}
