package io.ffe.marketdata;

import io.ffe.schema.event.Snapshot;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a replay goes from one snapshot to the next. Belongs to the replay's thread, as does every call. */
sealed interface Cadence extends AutoCloseable permits LockStep, FreeRun {

    /** Number of the last beat. */
    long beats();

    /** To be called once, before the first minute of a life: an earlier one may have published beats. */
    void resume();

    /** True while orders work or positions are open and each logical minute has to be told, with {@link #minute}. */
    boolean working();

    /** The ticks of a logical minute are on the topic up to the ends. */
    void minute(Instant now, Map<Integer, Long> tickEnds);

    /** A snapshot goes out, made of the ticks up to the ends. */
    void release(Snapshot snapshot, Map<Integer, Long> tickEnds, @Nullable String traceparent);

    /** The run ends; returns when every process has done everything that it was given. */
    void end(Instant now, Map<Integer, Long> tickEnds);

    @Override
    void close();

    /** A replay in which somebody does not answer; the message names who and what. */
    final class Stalled extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Stalled(String message) {
            super(message);
        }
    }
}
