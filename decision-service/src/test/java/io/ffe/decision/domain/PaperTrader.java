package io.ffe.decision.domain;

import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TimeframePulse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one symbol's decisions under the default limits: entry at the next minute's open, stop at 2 ATR held
 * within 1 % and 5 %, target at a multiple of the stop's distance, exit on the opposite signal. When one minute holds
 * both stop and target, the stop counts.
 */
final class PaperTrader {

    /** @param result as a fraction of the entry price, before costs */
    record RoundTrip(Action side, double entry, double exit, String endedBy, double result, Duration held) {}

    private record Position(Action side, double entry, double stop, double target, Instant since) {}

    private final double targetMultiple;
    private final boolean shortsAllowed;
    private final List<RoundTrip> roundTrips = new ArrayList<>();
    private @Nullable Position position;

    PaperTrader(double targetMultiple, boolean shortsAllowed) {
        this.targetMultiple = targetMultiple;
        this.shortsAllowed = shortsAllowed;
    }

    List<RoundTrip> roundTrips() {
        return roundTrips;
    }

    boolean open() {
        return position != null;
    }

    void onDecision(Decision decision, Snapshot snapshot, Minute next, boolean mayEnter) {
        Position held = position;
        if (decision.action() == Action.HOLD) {
            return;
        }
        if (held != null) {
            if (held.side() != decision.action()) {
                close(held, next.open(), "signal", next.start());
            }
            return;
        }
        if (!mayEnter || (decision.action() == Action.SELL && !shortsAllowed)) {
            return;
        }
        TimeframePulse own = Reading.own(snapshot);
        double distance = Math.clamp(2 * own.atr14() / own.close(), 0.01, 0.05) * next.open();
        int sign = decision.action() == Action.BUY ? 1 : -1;
        position = new Position(
                decision.action(),
                next.open(),
                next.open() - sign * distance,
                next.open() + sign * targetMultiple * distance,
                next.start());
    }

    void onMinute(Minute minute) {
        Position held = position;
        if (held == null) {
            return;
        }
        boolean isLong = held.side() == Action.BUY;
        if (isLong ? minute.low() <= held.stop() : minute.high() >= held.stop()) {
            close(held, held.stop(), "stop", minute.start());
        } else if (isLong ? minute.high() >= held.target() : minute.low() <= held.target()) {
            close(held, held.target(), "target", minute.start());
        }
    }

    private void close(Position held, double price, String endedBy, Instant at) {
        int sign = held.side() == Action.BUY ? 1 : -1;
        roundTrips.add(new RoundTrip(
                held.side(),
                held.entry(),
                price,
                endedBy,
                sign * (price / held.entry() - 1),
                Duration.between(held.since(), at)));
        position = null;
    }
}
