package io.ffe.marketdata.feed.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one provider's connection alive on a thread of its own, until it is closed. A connection that says nothing for
 * longer than the provider allows is closed like one that was cut.
 *
 * <p>Metrics: {@code ffe_feed_up{provider}}, {@code ffe_feed_connections_total{provider}} and
 * {@code ffe_feed_troubles_total{provider,kind}}.
 */
public final class LiveFeed implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LiveFeed.class);
    private static final long LOOK_NANOS = Duration.ofMillis(100).toNanos();
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(5);

    private final Provider provider;
    private final FeedSink sink;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Reconnect reconnect;
    private final Thread thread;
    private final Gauge up;
    private volatile long heardAtNanos;
    private volatile long pricedAtNanos;
    private volatile boolean running = true;
    private volatile FeedHealth health;

    /** Does not connect yet. */
    public LiveFeed(Provider provider, FeedSink sink, Clock clock, MeterRegistry meters, RandomGenerator random) {
        this.provider = provider;
        this.sink = new Listening(sink);
        this.clock = clock;
        this.meters = meters;
        this.reconnect = new Reconnect(random);
        this.health = new FeedHealth(provider.name(), FeedHealth.State.CONNECTING, clock.instant(), null, 0);
        this.thread = new Thread(this::run, "feed-" + provider.name());
        this.up = Gauge.builder("ffe.feed.up", () -> health.state() == FeedHealth.State.UP ? 1 : 0)
                .tag("provider", provider.name())
                .register(meters);
    }

    public void start() {
        thread.start();
    }

    public FeedHealth health() {
        return health;
    }

    @Override
    public void close() {
        running = false;
        thread.interrupt();
        try {
            thread.join(CLOSE_WITHIN);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        // A feed that is opened for the same provider later has a gauge of its own.
        meters.remove(up);
    }

    private void run() {
        try {
            while (running) {
                long began = System.nanoTime();
                FeedTrouble trouble = connectAndListen();
                if (running) {
                    retreat(trouble, Duration.ofNanos(System.nanoTime() - began));
                }
            }
        } catch (InterruptedException closed) {
            LOG.debugf("feed closed provider=%s", provider.name());
        } finally {
            become(FeedHealth.State.CLOSED, null);
        }
    }

    /** Returns when the connection is over. */
    private FeedTrouble connectAndListen() throws InterruptedException {
        heardAtNanos = System.nanoTime();
        pricedAtNanos = heardAtNanos;
        try (Provider.Session session = provider.open(sink)) {
            heardAtNanos = System.nanoTime();
            pricedAtNanos = heardAtNanos;
            meters.counter("ffe.feed.connections", "provider", provider.name()).increment();
            LOG.infof("feed connected provider=%s", provider.name());
            connected();
            while (running) {
                if (session.ended().isPresent()) {
                    return session.ended().get();
                }
                if (isOlder(heardAtNanos, provider.silence())) {
                    return silent("nothing", provider.silence());
                }
                if (provider.silenceOfPrices()
                        .filter(silence -> isOlder(pricedAtNanos, silence))
                        .isPresent()) {
                    return silent("no price", provider.silenceOfPrices().get());
                }
                LockSupport.parkNanos(LOOK_NANOS);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
            return new FeedTrouble(FeedTrouble.Kind.DISCONNECTED, "closed");
        } catch (FeedTrouble notConnected) {
            return notConnected;
        } catch (RuntimeException bug) {
            // Its message could quote a request, and a request may hold a key.
            LOG.errorf(
                    "feed failed provider=%s cause=%s",
                    provider.name(), bug.getClass().getName());
            LOG.debug("feed failed", bug);
            return new FeedTrouble(FeedTrouble.Kind.UNREADABLE, bug.getClass().getSimpleName());
        }
    }

    private static boolean isOlder(long nanos, Duration limit) {
        return System.nanoTime() - nanos > limit.toNanos();
    }

    private static FeedTrouble silent(String what, Duration silence) {
        return new FeedTrouble(FeedTrouble.Kind.SILENT, what + " heard for " + silence.toSeconds() + " s");
    }

    private void retreat(FeedTrouble trouble, Duration lasted) throws InterruptedException {
        Duration pause = reconnect.after(trouble.kind(), lasted);
        // Before it is counted: whoever sees the count finds the trouble.
        become(FeedHealth.State.CONNECTING, trouble.kind() + ": " + trouble.getMessage());
        meters.counter(
                        "ffe.feed.troubles",
                        "provider",
                        provider.name(),
                        "kind",
                        trouble.kind().name())
                .increment();
        LOG.warnf(
                "feed is not connected provider=%s kind=%s detail=%s retryInMs=%d",
                provider.name(), trouble.kind(), trouble.getMessage(), pause.toMillis());
        Thread.sleep(pause);
    }

    private synchronized void connected() {
        health = new FeedHealth(
                provider.name(), health.state(), health.since(), health.trouble(), health.connections() + 1);
    }

    /** Connected is not enough: a provider is up when it says what it is asked for. */
    private void spoke(boolean price) {
        if (health.state() == FeedHealth.State.CONNECTING
                && (price || provider.silenceOfPrices().isEmpty())) {
            become(FeedHealth.State.UP, null);
        }
    }

    private synchronized void become(FeedHealth.State state, @Nullable String trouble) {
        health = new FeedHealth(provider.name(), state, clock.instant(), trouble, health.connections());
    }

    /** Hears everything first, and passes it on. */
    private final class Listening implements FeedSink {

        private final FeedSink next;

        Listening(FeedSink next) {
            this.next = next;
        }

        @Override
        public void heard() {
            heardAtNanos = System.nanoTime();
            spoke(false);
            next.heard();
        }

        @Override
        public void observed(Observation observation) {
            heardAtNanos = System.nanoTime();
            pricedAtNanos = heardAtNanos;
            spoke(true);
            next.observed(observation);
        }

        @Override
        public void refused(String symbol, FeedRefusal reason, String detail) {
            // Rubbish is no sign of life.
            if (reason != FeedRefusal.UNREADABLE) {
                heardAtNanos = System.nanoTime();
            }
            next.refused(symbol, reason, detail);
        }

        @Override
        public void missed(long messages) {
            next.missed(messages);
        }

        @Override
        public void cameLate() {
            next.cameLate();
        }
    }
}
