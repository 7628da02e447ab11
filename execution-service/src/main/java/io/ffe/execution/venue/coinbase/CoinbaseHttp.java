package io.ffe.execution.venue.coinbase;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.venue.GuardedHttp;
import io.ffe.execution.venue.GuardedHttp.Reply;
import io.ffe.execution.venue.RequestBudget;
import io.ffe.execution.venue.RequestBudget.Use;
import io.ffe.execution.venue.RequestKept;
import io.ffe.execution.venue.VenueUnavailable;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Requests to Coinbase, each with a token that is signed for it alone. */
final class CoinbaseHttp implements AutoCloseable {

    static final String API = "/api/v3/brokerage";

    private final URI base;
    private final KeySource keys;
    private final Clock clock;
    private final GuardedHttp http;

    /** @param base scheme, host and port */
    CoinbaseHttp(
            URI base,
            Duration connectTimeout,
            Duration requestTimeout,
            Duration breakerDelay,
            KeySource keys,
            RequestBudget budget,
            Clock clock) {
        this.base = base;
        this.keys = keys;
        this.clock = clock;
        this.http = new GuardedHttp(
                "Coinbase",
                connectTimeout,
                requestTimeout,
                breakerDelay,
                budget,
                CoinbaseHttp::complaint,
                noSeconds -> Optional.empty());
    }

    /**
     * @param lastLook as of {@link GuardedHttp#exchange}
     * @throws RequestKept when the order did not leave
     * @throws VenueUnavailable when no complete answer came; whether the order arrived is then unknown
     */
    Reply place(String body, Supplier<Optional<VenueAnswer>> lastLook) {
        return exchange("POST", "/orders", BodyPublishers.ofString(body), Use.OTHER, lastLook);
    }

    /** @throws VenueUnavailable when no complete answer came; whether the request arrived is then unknown */
    Reply cancel(String body) {
        return exchange("POST", "/orders/batch_cancel", BodyPublishers.ofString(body), Use.CANCEL, Optional::empty);
    }

    /** @throws VenueUnavailable when no complete answer came */
    Reply get(String path, Use use) {
        return exchange("GET", path, BodyPublishers.noBody(), use, Optional::empty);
    }

    /**
     * Asks for something that has to be there.
     *
     * @throws VenueUnavailable when no complete answer came, or another one than was asked for
     */
    JsonNode read(String path, String expected) {
        return expect(get(path, Use.OTHER), path, expected);
    }

    static JsonNode expect(Reply reply, String path, String expected) {
        JsonNode json = reply.json();
        if (reply.status() != 200 || !json.hasNonNull(expected)) {
            throw new VenueUnavailable("Coinbase answered " + withoutQuery(path) + " with status " + reply.status()
                    + ": " + reply.shown() + "; expected 200 with " + expected);
        }
        return json;
    }

    private Reply exchange(
            String method, String path, BodyPublisher body, Use use, Supplier<Optional<VenueAnswer>> lastLook) {
        String token = keys.key().token(method + " " + base.getAuthority() + API + withoutQuery(path), clock.instant());
        HttpRequest request = HttpRequest.newBuilder(base.resolve(API + path))
                .method(method, body)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .build();
        return http.exchange(request, method + " " + withoutQuery(path), use, lastLook);
    }

    private static Optional<String> complaint(Reply reply) {
        return reply.status() >= 400 ? Optional.of(reply.status() + ": " + reply.shown()) : Optional.empty();
    }

    private static String withoutQuery(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    /** Why the last exchange brought no good answer, a refusal included; empty when it did, or when there was none yet. */
    Optional<String> trouble() {
        return http.trouble();
    }

    @Override
    public void close() {
        http.close();
    }
}
