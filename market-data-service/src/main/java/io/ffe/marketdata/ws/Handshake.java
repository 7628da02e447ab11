package io.ffe.marketdata.ws;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Keeps of a handshake what the open connection no longer tells: the connection below, and when the token expires. */
@ApplicationScoped
class Handshake implements HttpUpgradeCheck {

    static final UserData.TypedKey<HttpConnection> BELOW = new UserData.TypedKey<>("below");
    static final UserData.TypedKey<Instant> TOKEN_EXPIRES = new UserData.TypedKey<>("token-expires");

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext handshake) {
        handshake.userData().put(BELOW, handshake.httpRequest().connection());
        return handshake.securityIdentity().map(identity -> {
            keepExpiry(identity, handshake.userData());
            return CheckResult.permitUpgradeSync();
        });
    }

    private static void keepExpiry(SecurityIdentity identity, UserData kept) {
        if (identity.getPrincipal() instanceof JsonWebToken token && token.getExpirationTime() > 0) {
            kept.put(TOKEN_EXPIRES, Instant.ofEpochSecond(token.getExpirationTime()));
        }
    }
}
