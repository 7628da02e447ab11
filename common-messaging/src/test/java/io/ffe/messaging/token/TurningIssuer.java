package io.ffe.messaging.token;

import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;

/** Gives the application under test an issuer whose keys a test turns, and an own key beside it. */
public final class TurningIssuer implements QuarkusTestResourceLifecycleManager {

    private OidcStub issuer;
    private Tokens own;

    @Override
    public Map<String, String> start() {
        try {
            issuer = new OidcStub();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        SigningKeys keys = SigningKeys.in(Path.of("target", "it-keys").toAbsolutePath());
        own = new Tokens(keys.privateKey(), Clock.systemUTC());
        return Map.of(
                "mp.jwt.verify.publickey.location", keys.publicKeyFile().toUri().toString(),
                "ffe.oidc.issuer", issuer.issuer().toString(),
                "ffe.oidc.audience", "ffe",
                "ffe.oidc.roles-claim", "realm_access.roles",
                "ffe.oidc.refresh-pause", "PT0.1S");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(Objects.requireNonNull(issuer), new TestInjector.MatchesType(OidcStub.class));
        injector.injectIntoFields(Objects.requireNonNull(own), new TestInjector.MatchesType(Tokens.class));
    }

    @Override
    public void stop() {
        issuer.close();
    }
}
