package io.ffe.messaging.token;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** An OpenID Connect issuer whose tokens count instead of `./ffe token`'s (docs/security.md). */
@ConfigMapping(prefix = "ffe.oidc")
public interface OidcConfig {

    /** The issuer as its tokens name it, as in `https://login.example.com/realms/ffe`. Absent, the installation's own key counts. */
    Optional<URI> issuer();

    /** What the tokens have to be made for, their `aud`. Needed with an issuer. */
    Optional<String> audience();

    /** Where in a token the roles are, as in `groups` or `realm_access.roles`: a list, or words with spaces between. */
    @WithDefault("groups")
    String rolesClaim();

    /** FFE's role for each of theirs, as in `roles.trading-desk=operator`. Without any, theirs have to be called like ours. */
    Map<String, String> roles();

    /** How far the issuer's clock may be from ours, at most a minute. */
    @WithDefault("PT30S")
    Duration clockSkew();

    /** How old the issuer's keys may be before they are asked for again. A key that nobody knows is asked for at once. */
    @WithDefault("PT5M")
    Duration refresh();

    /** The least time between two questions for keys. */
    @WithDefault("PT10S")
    Duration refreshPause();

    /** How long known keys count while the issuer does not answer; after it, every token of the issuer is refused. */
    @WithDefault("PT1H")
    Duration keysHold();
}
