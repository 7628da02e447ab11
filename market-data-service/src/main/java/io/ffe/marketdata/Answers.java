package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.kafka.AckReader.Acknowledgements;
import io.ffe.schema.event.Ack;
import io.ffe.schema.topic.Topics;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;

/**
 * What the other processes say of their progress, and the patience to wait for it. Time counts against patience only while
 * every process is ready: an outage is waited out, however long it is. Belongs to the replay's thread.
 */
final class Answers implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final long ASK_READINESS_AFTER = Duration.ofSeconds(1).toNanos();

    private final Settlement settlement = new Settlement(Topics.CLOCK.readers());
    private final Acknowledgements acks;
    private final PeerReadiness peers;
    private final Duration patience;
    private final BooleanSupplier running;

    /** @param running turns false when the process is to stop */
    Answers(Acknowledgements acks, MarketDataConfig.Replay config, BooleanSupplier running) {
        this.acks = acks;
        this.peers = new PeerReadiness(config.readinessUrls().orElse(List.of()));
        this.patience = config.patience();
        this.running = running;
    }

    Settlement settlement() {
        return settlement;
    }

    /** Takes in what has come, without waiting for more. */
    void look() {
        take(Duration.ZERO);
    }

    /**
     * Returns when nothing is missing.
     *
     * @param missing what is, in words, at a monotonic time
     * @param what is waited for, for the message
     * @throws Cadence.Stalled when patience is over
     */
    void await(LongFunction<List<String>> missing, String what) {
        long began = System.nanoTime();
        long last = began;
        long waited = 0;
        List<String> still = missing.apply(last);
        while (!still.isEmpty()) {
            if (!running.getAsBoolean()) {
                throw new ReplayStopped();
            }
            take(LOOK);
            long now = System.nanoTime();
            still = missing.apply(now);
            if (now - began > ASK_READINESS_AFTER) {
                // Only time in which everybody could have answered counts against patience.
                waited += peers.allReady() ? now - last : 0;
            }
            last = now;
            if (waited > patience.toNanos()) {
                throw new Cadence.Stalled(what + " was not answered within " + patience.toSeconds()
                        + " s although every process is ready: " + String.join("; ", still));
            }
        }
    }

    private void take(Duration wait) {
        for (Ack ack : acks.next(wait)) {
            settlement.take(ack, System.nanoTime());
        }
    }

    @Override
    public void close() {
        acks.close();
    }
}
