package io.ffe.messaging.token;

import io.ffe.stack.testing.TestKeys;
import io.ffe.stack.token.Tokens;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;

/** Gives the application under test an issuer whose keys a test turns, and an own key beside it. */
public final class TurningIssuer implements QuarkusTestResourceLifecycleManager {

    private OidcStub issuer;
    private final Tokens own = TestKeys.tokens();

    @Override
    public Map<String, String> start() {
        try {
            issuer = new OidcStub();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return Map.of(
                "mp.jwt.verify.publickey.location", TestKeys.publicKeyLocation(),
                "ffe.oidc.issuer", issuer.issuer().toString(),
                "ffe.oidc.audience", "ffe",
                "ffe.oidc.roles-claim", "realm_access.roles",
                "ffe.oidc.refresh-pause", "PT0.1S");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(Objects.requireNonNull(issuer), new TestInjector.MatchesType(OidcStub.class));
        injector.injectIntoFields(own, new TestInjector.MatchesType(Tokens.class));
    }

    @Override
    public void stop() {
        issuer.close();
    }
}
