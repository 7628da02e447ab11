package io.ffe.messaging.time;

import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Origin;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What time it is for the work at hand. In a replay that is the time of the record or beat that caused the work, plus the
 * modelled latency of each hop, so that nothing depends on how fast the machine is. Live it is the system's.
 *
 * <p>Leases, timeouts and backoff do not ask this: they use monotonic time.
 */
@ApplicationScoped
public class LogicalTime {

    private static final ScopedValue<Instant> NOW = ScopedValue.newInstance();

    private final Clock system;
    private final boolean live;

    LogicalTime(Clock system, RunConfig run) {
        this.system = system;
        this.live = run.origin() == Origin.LIVE;
    }

    /**
     * Now.
     *
     * @throws IllegalStateException in a replay, outside of work that a record or beat caused: the system's time would be
     *     years off
     */
    public Instant now() {
        if (NOW.isBound()) {
            return NOW.get();
        }
        if (!live) {
            throw new IllegalStateException("no logical time here: wrap the work in LogicalTime.runAt");
        }
        return system.instant();
    }

    /** False only in a replay, outside of work that brought its time. */
    public boolean isKnown() {
        return live || NOW.isBound();
    }

    /** Now plus what a hop is modelled to take; live, just now, because there the hop takes what it takes. */
    public Instant now(Duration hopLatency) {
        return NOW.isBound() ? NOW.get().plus(hopLatency) : now();
    }

    /** The time to put on a record, or null when live: records carry logical time only in a replay. */
    public @Nullable Instant header(Duration hopLatency) {
        return NOW.isBound() ? NOW.get().plus(hopLatency) : null;
    }

    /**
     * Runs the work at a logical time; with null, at the system's. Live it is the system's whatever is asked for: a record
     * that brings a time of its own must not choose how old it is.
     */
    public void runAt(@Nullable Instant logicalNow, Runnable work) {
        if (live || logicalNow == null) {
            work.run();
        } else {
            ScopedValue.where(NOW, logicalNow).run(work);
        }
    }
}
