package io.ffe.stack.read;

/** What a person is told when a service does not take the token that the command made (status 401, which brings no words of its own). */
final class TokenRefused {

    static final int STATUS = 401;

    private TokenRefused() {}

    /** @param url of the service, or of what was asked of it */
    static String at(String url) {
        return "the token of this command is refused (401) at " + url
                + ": a service with an issuer (FFE_OIDC_ISSUER) takes people's tokens from the issuer alone, so ask it with"
                + " curl and one of those, see docs/security.md; without an issuer, the keys in .ffe/keys or this machine's"
                + " clock are not those that it was started with: ./ffe down, then ./ffe up";
    }
}
