package io.ffe.marketdata.domain.fanout;

import io.ffe.schema.event.Event;
import io.ffe.schema.event.Timeframe;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One stream of a symbol: its newest event, and how many there have been. One thread offers and waits for nobody; any thread
 * joins, looks and leaves.
 */
public final class Slot {

    private final Tally tally;
    private final @Nullable Timeframe timeframe;
    private final AtomicReference<State> state = new AtomicReference<>(new State(null, 0, 0, 0, 0, 0));

    /** What becomes of an event that is offered. */
    enum Fate {
        FANNED_OUT,
        /** Too little has moved since the one before: nobody is sent it. */
        UNCHANGED,
        /** The slot holds a newer one. */
        OLDER
    }

    /**
     * The stream at a moment, all of one piece.
     *
     * @param event the newest that was fanned out; null while there was none
     * @param subscribers those who have joined and not left
     * @param offered for each event the subscribers of its moment, added up
     */
    record State(@Nullable Event event, long fannedOut, long unchanged, long older, int subscribers, long offered) {

        private State with(Event next, Fate fate) {
            return switch (fate) {
                case FANNED_OUT -> new State(next, fannedOut + 1, unchanged, older, subscribers, offered + subscribers);
                case UNCHANGED -> new State(event, fannedOut, unchanged + 1, older, subscribers, offered + subscribers);
                case OLDER -> new State(event, fannedOut, unchanged, older + 1, subscribers, offered + subscribers);
            };
        }

        private State withSubscribers(int more) {
            return new State(event, fannedOut, unchanged, older, subscribers + more, offered);
        }
    }

    Slot(Tally tally, @Nullable Timeframe timeframe) {
        this.tally = tally;
        this.timeframe = timeframe;
    }

    public String symbol() {
        return tally.symbol();
    }

    public Channel channel() {
        return tally.channel();
    }

    /** Of bars; null on the other channels. */
    public @Nullable Timeframe timeframe() {
        return timeframe;
    }

    Tally tally() {
        return tally;
    }

    State state() {
        return Objects.requireNonNull(state.get());
    }

    void offer(Event event, Fate fate) {
        State now;
        do {
            now = state();
        } while (!state.compareAndSet(now, now.with(event, fate)));
    }

    /** From the answer on, each event is offered to one more. */
    State join() {
        return state.updateAndGet(now -> now.withSubscribers(1));
    }

    /** After the answer, nothing is offered to that one any more. */
    State leave() {
        return state.updateAndGet(now -> now.withSubscribers(-1));
    }
}
