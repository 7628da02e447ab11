package io.ffe.marketdata.ws;

import static io.ffe.marketdata.ws.SocketPrices.SYMBOLS;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Stands in for the pipelines' thread: quotes of twenty symbols that never stand still, so many a second. */
final class Moving implements AutoCloseable {

    private static final int ROUNDS_A_SECOND = 500;
    private static final int REMEMBERED = 1 << 20;

    private final FanOutFollower follower;
    private final int ticksARound;
    private final Thread thread = Thread.ofPlatform().name("moving").unstarted(this::move);
    private final long[] toldNanos = new long[REMEMBERED];
    private volatile boolean moving = true;
    private volatile long told;
    private long nanos;

    Moving(FanOutFollower follower, int ticksASecond) {
        this.follower = follower;
        this.ticksARound = ticksASecond / ROUNDS_A_SECOND;
    }

    Moving start() {
        thread.start();
        return this;
    }

    /** When a tick was told, by its sequence. */
    long toldNanos(long sequence) {
        return toldNanos[(int) (sequence % REMEMBERED)];
    }

    double ticksASecond() {
        return told * 1e9 / nanos;
    }

    private void move() {
        long start = System.nanoTime();
        long next = start;
        while (moving) {
            for (int i = 0; i < ticksARound; i++) {
                long sequence = told;
                BigDecimal bid = BigDecimal.valueOf(6_000_000 + (sequence / SYMBOLS.size()) % 1_000 * 100, 2);
                Instant now = Instant.now();
                Tick tick = new Tick(
                        SYMBOLS.get((int) (sequence % SYMBOLS.size())),
                        "moving",
                        sequence,
                        Tick.Kind.QUOTE,
                        now,
                        now,
                        bid,
                        bid.add(BigDecimal.ONE),
                        BigDecimal.ONE,
                        BigDecimal.ONE,
                        null,
                        null,
                        Origin.LIVE,
                        false);
                toldNanos[(int) (sequence % REMEMBERED)] = System.nanoTime();
                follower.folded(tick);
                told = sequence + 1;
            }
            next += TimeUnit.SECONDS.toNanos(1) / ROUNDS_A_SECOND;
            LockSupport.parkNanos(Math.max(0, next - System.nanoTime()));
        }
        nanos = System.nanoTime() - start;
    }

    @Override
    public void close() throws InterruptedException {
        moving = false;
        thread.join();
    }
}
