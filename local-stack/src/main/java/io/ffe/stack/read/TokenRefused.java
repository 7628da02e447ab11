package io.ffe.stack.read;

/** What a person is told when a service does not take a token: status 401 brings no words of its own, 403 not the role that is needed. */
final class TokenRefused {

    static final int STATUS = 401;
    static final int ROLE_STATUS = 403;

    /** What the body of such a 403 has in {@code error}; a service's own refusals have other codes. */
    static final String ROLE_ERROR = "FORBIDDEN";

    static final String VIEWER = "viewer";
    static final String OPERATOR = "operator";

    private TokenRefused() {}

    /** @param url of the service, or of what was asked of it */
    static String at(String url) {
        return "the token is refused (401) at " + url
                + ". One from --token-file or FFE_TOKEN_FILE has ended, or is of another issuer or key: put a new one into the file."
                + " Without a token file the command signs one itself: a service with an issuer (FFE_OIDC_ISSUER) takes people's"
                + " tokens from the issuer alone, so put one of those into a file and name it with --token-file, see"
                + " docs/security.md; without an issuer, the keys in .ffe/keys or this machine's clock are not those that it"
                + " was started with: ./ffe down, then ./ffe up";
    }

    /** @param said the service's own words, empty when there are none; @param role the least that suffices */
    static String role(String url, String said, String role) {
        return "the token may not do this (403) at " + url + (said.isEmpty() ? "" : ": " + said)
                + ". It needs the role "
                + role + (role.equals(VIEWER) ? ", operator or admin" : " or admin")
                + ": put a token with it into the token file (./ffe token --role " + role
                + ", or one of the issuer with the group that is mapped to it)";
    }
}
