package io.ffe.marketdata.domain.fanout;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToLongFunction;

/**
 * Counts of one channel of a symbol over all clients. What was offered is counted where events come in, what became of it
 * where clients take it. Any thread.
 */
public final class Tally {

    private final String symbol;
    private final Channel channel;
    private volatile List<Slot> slots = List.of();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder conflated = new LongAdder();
    private final LongAdder unchanged = new LongAdder();
    private final LongAdder older = new LongAdder();
    private final LongAdder dropped = new LongAdder();

    /**
     * What was offered to clients, and what became of it.
     *
     * @param offered each event once for each subscriber that it had
     * @param delivered taken by the client's socket
     * @param conflated replaced by a newer one before the client was due
     * @param unchanged not sent, as too little had moved
     * @param older not sent, as a newer one was there already
     * @param dropped lost with a client that ended or unsubscribed before it was due
     */
    public record Counts(long offered, long delivered, long conflated, long unchanged, long older, long dropped) {

        /** What is on its way: zero when everything has been taken and written. */
        public long underWay() {
            return offered - delivered - conflated - unchanged - older - dropped;
        }

        public Counts plus(Counts other) {
            return new Counts(
                    offered + other.offered,
                    delivered + other.delivered,
                    conflated + other.conflated,
                    unchanged + other.unchanged,
                    older + other.older,
                    dropped + other.dropped);
        }
    }

    Tally(String symbol, Channel channel) {
        this.symbol = symbol;
        this.channel = channel;
    }

    void of(List<Slot> of) {
        slots = List.copyOf(of);
    }

    public String symbol() {
        return symbol;
    }

    public Channel channel() {
        return channel;
    }

    public Counts counts() {
        return new Counts(
                sum(Slot.State::offered),
                delivered.sum(),
                conflated.sum(),
                unchanged.sum(),
                older.sum(),
                dropped.sum());
    }

    /** Events that clients could have been sent, whether there were any or not. */
    public long fannedOut() {
        return sum(Slot.State::fannedOut);
    }

    /** Events held back because too little had moved, whether there were clients or not. */
    public long heldBack() {
        return sum(Slot.State::unchanged);
    }

    /** Events that came after a newer one, whether there were clients or not. */
    public long cameLate() {
        return sum(Slot.State::older);
    }

    void delivered() {
        delivered.increment();
    }

    void conflated(long events) {
        conflated.add(events);
    }

    void unchanged(long events) {
        unchanged.add(events);
    }

    void older(long events) {
        older.add(events);
    }

    void dropped(long events) {
        dropped.add(events);
    }

    private long sum(ToLongFunction<Slot.State> of) {
        return slots.stream().map(Slot::state).mapToLong(of).sum();
    }
}
