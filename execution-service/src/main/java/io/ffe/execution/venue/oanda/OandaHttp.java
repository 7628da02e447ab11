package io.ffe.execution.venue.oanda;

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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.function.Supplier;

/** Requests to OANDA, each with the token as it is at that moment. */
final class OandaHttp implements AutoCloseable {

    private final URI base;
    private final OandaToken token;
    private final Clock clock;
    private final GuardedHttp http;

    /**
     * @param base scheme, host and port
     * @param breakerDelay how long nothing leaves after three failures in a row, before one request tries again
     */
    OandaHttp(
            URI base,
            Duration connectTimeout,
            Duration requestTimeout,
            Duration breakerDelay,
            OandaToken token,
            RequestBudget budget,
            Clock clock) {
        this.base = base;
        this.token = token;
        this.clock = clock;
        this.http = new GuardedHttp(
                "OANDA", connectTimeout, requestTimeout, breakerDelay, budget, OandaHttp::complaint, this::untilDate);
    }

    /**
     * @param lastLook as of {@link GuardedHttp#exchange}
     * @throws RequestKept when the order did not leave
     * @throws VenueUnavailable when no complete answer came; whether the order arrived is then unknown
     */
    Reply place(String path, String body, Supplier<Optional<VenueAnswer>> lastLook) {
        return exchange("POST", path, BodyPublishers.ofString(body), Use.OTHER, lastLook);
    }

    /** @throws VenueUnavailable when no complete answer came; whether the request arrived is then unknown */
    Reply cancel(String path) {
        return exchange("PUT", path, BodyPublishers.noBody(), Use.CANCEL, Optional::empty);
    }

    /** @throws VenueUnavailable when no complete answer came */
    Reply get(String path) {
        return exchange("GET", path, BodyPublishers.noBody(), Use.OTHER, Optional::empty);
    }

    /** What has to be known before a cancel: it takes from the part of the budget that is kept for cancels. */
    Reply getForCancel(String path) {
        return exchange("GET", path, BodyPublishers.noBody(), Use.CANCEL, Optional::empty);
    }

    /**
     * Asks for something that has to be there.
     *
     * @throws VenueUnavailable when no complete answer came, or another one than was asked for
     */
    <T> T read(String path, Class<T> type) {
        Reply reply = get(path);
        if (reply.status() != 200) {
            throw new VenueUnavailable("OANDA answered " + path + " with status " + reply.status() + ": "
                    + reply.shown() + "; expected 200 with " + type.getSimpleName());
        }
        T body = OandaJson.read(reply, type);
        if (body == null) {
            throw new VenueUnavailable(
                    "OANDA's answer to " + path + " is no " + type.getSimpleName() + ": " + reply.shown());
        }
        return body;
    }

    private Reply exchange(
            String method, String path, BodyPublisher body, Use use, Supplier<Optional<VenueAnswer>> lastLook) {
        HttpRequest request = HttpRequest.newBuilder(base.resolve(path))
                .method(method, body)
                .header("Authorization", "Bearer " + token.read())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .header("Accept-Datetime-Format", "RFC3339")
                .build();
        return http.exchange(request, method + " " + path, use, lastLook);
    }

    private static Optional<String> complaint(Reply reply) {
        return reply.status() >= 500 ? Optional.of(String.valueOf(reply.status())) : Optional.empty();
    }

    /** A {@code Retry-After} may be a date; zero when it has passed, empty when it is none. */
    private Optional<Duration> untilDate(String value) {
        try {
            Duration until = Duration.between(
                    clock.instant(),
                    ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    /** Why the last exchange brought no answer; empty when it did, a refusal included, or when there was none yet. */
    Optional<String> trouble() {
        return http.trouble();
    }

    @Override
    public void close() {
        http.close();
    }
}
