package io.ffe.marketdata;

import io.ffe.marketdata.feed.live.FeedRefusal;
import io.ffe.marketdata.feed.live.FeedSink;
import io.ffe.marketdata.feed.live.FeedTrouble;
import io.ffe.marketdata.feed.live.Observation;
import io.ffe.marketdata.feed.live.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What a partition needs at its beginning, done once for practice before the group is asked for any: checkpoints are read and prices
 * are listened to for a moment. A process that has just started would do both slowly, with its code not yet loaded, and partitions that
 * others hold would wait for it; now those others keep them meanwhile. Nothing is claimed, kept or told, and what fails here fails
 * again where it counts.
 */
final class Rehearsal {

    private static final Logger LOG = Logger.getLogger(Rehearsal.class);

    /** Short of a session: a process that comes back under its name still has its partitions. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Runnable checkpoints;
    private final List<Provider> providers;

    /**
     * @param checkpoints reads those of the run
     * @param providers those that count a connection as nothing
     */
    Rehearsal(Runnable checkpoints, List<Provider> providers) {
        this.checkpoints = checkpoints;
        this.providers = providers;
    }

    /** Returns when it is done, or takes too long. */
    void run() throws InterruptedException {
        List<Thread> parts = new ArrayList<>();
        parts.add(start("checkpoints", checkpoints::run));
        for (Provider provider : providers) {
            parts.add(start(provider.name(), () -> listen(provider)));
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        for (Thread part : parts) {
            if (!part.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
                part.interrupt();
            }
        }
    }

    /** A part of the rehearsal. */
    @FunctionalInterface
    private interface Part {
        void play() throws FeedTrouble, InterruptedException;
    }

    private static Thread start(String name, Part part) {
        Thread thread = new Thread(
                () -> {
                    try {
                        part.play();
                    } catch (FeedTrouble | RuntimeException later) {
                        // The messages of others could quote a request, and a request may hold a key.
                        LOG.debugf(
                                "rehearsal failed part=%s cause=%s",
                                name, later.getClass().getSimpleName());
                    } catch (InterruptedException tooLong) {
                        LOG.debugf("rehearsal took too long part=%s", name);
                    }
                },
                "rehearsal-" + name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void listen(Provider provider) throws FeedTrouble, InterruptedException {
        Heard heard = new Heard();
        try (Provider.Session session = provider.open(heard)) {
            boolean done = false;
            while (!done) {
                done = heard.price.await(100, TimeUnit.MILLISECONDS)
                        || session.ended().isPresent();
            }
        }
    }

    /** Forgets everything but that there was a price. */
    private static final class Heard implements FeedSink {

        private final CountDownLatch price = new CountDownLatch(1);

        @Override
        public void heard() {}

        @Override
        public void observed(Observation observation) {
            price.countDown();
        }

        @Override
        public void refused(String symbol, FeedRefusal reason, String detail) {}

        @Override
        public void missed(long messages) {}

        @Override
        public void cameLate() {}
    }
}
