package io.ffe.execution.venue.coinbase;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.execution.venue.GuardedHttp.Reply;
import io.ffe.execution.venue.RequestBudget.Use;
import io.ffe.execution.venue.VenueUnavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What has to be true of key and clock before an order may leave. All that is wrong is said at once. */
final class CoinbasePreflight {

    /** Coinbase answers 401 to a wrong key, and now and then to a right one, as when it limits the rate: one says nothing. */
    static final int REFUSALS = 3;

    /** A token lives two minutes from our clock's now. */
    private static final Duration LARGEST_SKEW = Duration.ofSeconds(30);

    private final CoinbaseHttp http;
    private final KeySource keys;
    private final Clock clock;
    private int refusals;

    CoinbasePreflight(CoinbaseHttp http, KeySource keys, Clock clock) {
        this.http = http;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Problems for people, empty when there is none.
     *
     * @throws VenueUnavailable when Coinbase gave no answer to judge by
     */
    synchronized List<String> problems() {
        try {
            keys.key();
        } catch (VenueUnavailable unusable) {
            return List.of(String.valueOf(unusable.getMessage()));
        }
        List<String> problems = new ArrayList<>(clockProblems());
        Reply reply = http.get("/key_permissions", Use.OTHER);
        switch (reply.status()) {
            case 200 -> {
                refusals = 0;
                problems.addAll(permissionProblems(reply.json()));
            }
            case 401 -> {
                refusals++;
                if (refusals < REFUSALS) {
                    throw new VenueUnavailable("Coinbase answered 401 to the key, " + refusals + " of " + REFUSALS
                            + " times in a row: it may also mean too many requests, so it is asked again");
                }
                problems.add("Coinbase refuses the key: 401, " + refusals
                        + " times in a row; it is wrong, was revoked, or does not allow this address");
            }
            case 403 ->
                problems.add("the key may not read its own permissions (403): " + reply.shown()
                        + "; expected one that may view and trade");
            default ->
                throw new VenueUnavailable(
                        "Coinbase answered /key_permissions with status " + reply.status() + ": " + reply.shown());
        }
        return problems;
    }

    private List<String> clockProblems() {
        JsonNode time = http.read("/time", "iso");
        Instant theirs = Instant.parse(CoinbaseJson.required(time, "iso"));
        Duration skew = Duration.between(theirs, clock.instant());
        return skew.abs().compareTo(LARGEST_SKEW) > 0
                ? List.of("this clock is off Coinbase's by " + skew.toSeconds() + " s, expected at most "
                        + LARGEST_SKEW.toSeconds() + " s either way")
                : List.of();
    }

    private static List<String> permissionProblems(JsonNode permissions) {
        if (!permissions.has("can_view") || !permissions.has("can_trade")) {
            throw new VenueUnavailable("Coinbase's answer to /key_permissions has no can_view and can_trade");
        }
        List<String> problems = new ArrayList<>();
        if (!permissions.path("can_view").asBoolean()) {
            problems.add("the key may not view accounts and orders; give it the permission View");
        }
        if (!permissions.path("can_trade").asBoolean()) {
            problems.add("the key may not trade; give it the permission Trade");
        }
        if (permissions.path("can_transfer").asBoolean(false)) {
            problems.add("the key may transfer money away, which trading does not need; make one without Transfer");
        }
        return problems;
    }
}
