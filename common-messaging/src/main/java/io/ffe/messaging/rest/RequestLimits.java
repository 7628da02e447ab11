package io.ffe.messaging.rest;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What every request to a service meets before anything is done for it: how an answer may be used, how long a body may take, and how
 * much one caller may ask. How large a body may be is {@code quarkus.http.limits.max-body-size}. Health and metrics have no rate: who
 * looks at them must see a service that is under load.
 */
@ApplicationScoped
class RequestLimits {

    private static final String REST = "/api/";
    private static final String SERVICE = "service";
    private static final String COUNTED = "ffe.counted";
    private static final String WAITING = "ffe.waiting-for-body";

    // Quarkus authenticates at 200 and authorises at 100; a higher number comes earlier.
    private static final int BEFORE_AUTHENTICATION = 250;
    private static final int AFTER_AUTHENTICATION = 150;

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;

    private final RestConfig config;
    private final CallerRates rates;

    RequestLimits(RestConfig config) {
        this.config = config;
        this.rates = new CallerRates(config.rate().perSecond(), config.rate().burst(), System::nanoTime);
    }

    void check(@Observes @Priority(1) StartupEvent starting) {
        List<String> problems = new ArrayList<>();
        if (config.rate().perSecond() < 0) {
            problems.add("ffe.rest.rate.per-second is " + config.rate().perSecond() + ", expected 0 or more");
        }
        if (config.rate().burst() < 1) {
            problems.add("ffe.rest.rate.burst is " + config.rate().burst() + ", expected 1 or more");
        }
        if (!config.bodyWithin().isPositive()) {
            problems.add("ffe.rest.body-within is " + config.bodyWithin() + ", expected more than 0");
        }
        if (!problems.isEmpty()) {
            throw new IllegalStateException(String.join("; ", problems));
        }
    }

    void register(@Observes Filters filters) {
        filters.register(this::beforeAuthentication, BEFORE_AUTHENTICATION);
        filters.register(this::afterAuthentication, AFTER_AUTHENTICATION);
    }

    private void beforeAuthentication(RoutingContext request) {
        HttpServerResponse response = request.response();
        response.putHeader("X-Content-Type-Options", "nosniff");
        if (isRest(request)) {
            response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            // A refused token never comes past authentication: it counts here, when the answer is known.
            request.addHeadersEndHandler(ignored -> {
                if (response.getStatusCode() == UNAUTHORIZED && request.get(COUNTED) == null) {
                    Duration wait = rates.take(address(request));
                    if (!wait.isZero()) {
                        response.setStatusCode(TOO_MANY).putHeader(HttpHeaders.RETRY_AFTER, seconds(wait));
                    }
                }
            });
        }
        limitBody(request);
        request.next();
    }

    private void afterAuthentication(RoutingContext request) {
        if (!isRest(request)) {
            request.next();
            return;
        }
        if (request.request().uri().contains("%00")) {
            // No name has one, and the database would say so in its own words.
            answer(request, BAD_REQUEST, new Mistake("PARAMETER", "the address has a null character (%00) in it"));
            return;
        }
        SecurityIdentity caller = request.user() instanceof QuarkusHttpUser user ? user.getSecurityIdentity() : null;
        if (caller != null && caller.hasRole(SERVICE)) {
            request.next();
            return;
        }
        request.put(COUNTED, true);
        String who = caller == null || caller.isAnonymous()
                ? address(request)
                : "subject " + caller.getPrincipal().getName();
        Duration wait = rates.take(who);
        if (wait.isZero()) {
            request.next();
            return;
        }
        request.response().putHeader(HttpHeaders.RETRY_AFTER, seconds(wait));
        answer(
                request,
                TOO_MANY,
                new Mistake(
                        "RATE",
                        who + " asks more than " + config.rate().perSecond() + " times a second; ask again in "
                                + seconds(wait) + " s"));
    }

    /** A request is no reason to keep a connection for as long as its sender likes. */
    private void limitBody(RoutingContext request) {
        HttpServerRequest incoming = request.request();
        boolean body = incoming.headers().contains(HttpHeaders.TRANSFER_ENCODING)
                || incoming.headers().contains(HttpHeaders.CONTENT_LENGTH)
                        && !"0".equals(incoming.headers().get(HttpHeaders.CONTENT_LENGTH));
        if (!body) {
            return;
        }
        long timer = request.vertx().setTimer(config.bodyWithin().toMillis(), ignored -> {
            if (!incoming.isEnded() && !request.response().ended()) {
                if (!request.response().headWritten()) {
                    answer(
                            request,
                            TIMEOUT,
                            new Mistake(
                                    "SLOW",
                                    "the body is not whole after "
                                            + config.bodyWithin().toMillis() + " ms"));
                }
                incoming.connection().close();
            }
        });
        request.put(WAITING, timer);
        request.addEndHandler(ignored -> bodyIsRead(request));
    }

    /** A reader may stop at the last brace, and then the request never ends: how long the answer takes is no matter of the body. */
    static void bodyIsRead(RoutingContext request) {
        Long timer = request.get(WAITING);
        if (timer != null) {
            request.vertx().cancelTimer(timer);
        }
    }

    private static void answer(RoutingContext request, int status, Mistake mistake) {
        request.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(new JsonObject()
                        .put("error", mistake.error())
                        .put("detail", mistake.detail())
                        .toBuffer());
    }

    private static boolean isRest(RoutingContext request) {
        return request.normalizedPath().startsWith(REST);
    }

    private static String address(RoutingContext request) {
        SocketAddress remote = request.request().remoteAddress();
        return "address " + (remote == null ? "unknown" : remote.hostAddress());
    }

    /** Rounded up: who waits that long is heard. */
    private static String seconds(Duration wait) {
        return String.valueOf(wait.plusNanos(999_999_999).toSeconds());
    }
}
