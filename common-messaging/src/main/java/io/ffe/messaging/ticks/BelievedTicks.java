package io.ffe.messaging.ticks;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.money.Instruments;
import io.ffe.schema.tick.UnconfirmedJumps;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which ticks count for whoever goes by the last price: those of the run's origin. Anybody may write others. Live, none that market-data
 * refuses, from the future or a jump that nothing confirms. Belongs to one thread.
 */
public final class BelievedTicks {

    private final Origin origin;
    private final Duration maxSkew;
    private final UnconfirmedJumps jumps;

    /**
     * @param maxSkew how much later than the broker took it a live tick may have happened
     * @param known the last price of a symbol from before its first tick here; asked once
     */
    public BelievedTicks(
            Origin origin, Duration maxSkew, Instruments instruments, Function<String, Optional<Double>> known) {
        this.origin = origin;
        this.maxSkew = maxSkew;
        this.jumps = new UnconfirmedJumps(instruments, known);
    }

    /** The record's tick, or null when it is none, or none that counts. To be asked once for each record, in their order. */
    public @Nullable Tick in(TickRecord record) {
        return record.event() instanceof Tick tick
                        && tick.origin() == origin
                        && !record.isFromTheFuture(maxSkew)
                        && !(origin == Origin.LIVE && jumps.holds(tick))
                ? tick
                : null;
    }
}
