package io.ffe.marketdata;

import io.ffe.marketdata.feed.live.FeedRefusal;
import io.ffe.marketdata.feed.live.FeedSink;
import io.ffe.marketdata.feed.live.FeedTrouble;
import io.ffe.marketdata.feed.live.Observation;
import io.ffe.marketdata.feed.live.Provider;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * What a partition needs at its beginning, done once for practice before the group is asked for any: checkpoints are read and prices
 * are listened to for a moment. A process that has just started does both slowly, with its code not yet loaded, and partitions that it is
 * given by others would wait for that; those others keep them meanwhile. Nothing is claimed, kept or told, and what fails here fails
 * again where it counts.
 */
final class Rehearsal {

    private static final Logger LOG = Logger.getLogger(Rehearsal.class);

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    /** OANDA takes two new connections a second of one address, and the next ones are those that count. */
    private static final Duration BETWEEN_CONNECTIONS = Duration.ofSeconds(1);

    /** From a process's start: whoever dies is away for a little longer, and after six seconds others have what it had. */
    private static final Duration MISSED = Duration.ofSeconds(4);

    private final Runnable checkpoints;
    private final List<Provider> providers;

    /**
     * Whether others keep the partitions meanwhile. A process that is back within its session has its own at once, and nobody else
     * has them until then.
     *
     * @param owners name of the instance that has each partition, or had it last
     * @param age of this process
     */
    static boolean isWorthwhile(Collection<String> owners, String instance, Duration age) {
        boolean others = owners.stream().anyMatch(owner -> !owner.equals(instance));
        return others && (!owners.contains(instance) || age.compareTo(MISSED) >= 0);
    }

    /**
     * @param checkpoints reads those of the run
     * @param providers each once, and none that is metered
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
        try {
            for (Thread part : parts) {
                part.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            }
        } finally {
            parts.forEach(Thread::interrupt);
        }
        if (!providers.isEmpty()) {
            Thread.sleep(BETWEEN_CONNECTIONS);
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
