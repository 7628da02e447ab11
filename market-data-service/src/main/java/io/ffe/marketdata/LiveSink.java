package io.ffe.marketdata;

import io.ffe.marketdata.feed.live.FeedRefusal;
import io.ffe.marketdata.feed.live.FeedSink;
import io.ffe.marketdata.feed.live.Observation;
import io.ffe.marketdata.kafka.TickPublisher;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Numbers what one provider says, and publishes it. Raw = accepted + rejected, for each symbol, on
 * {@code ffe_feed_raw_total}, {@code ffe_feed_accepted_total} and {@code ffe_feed_rejected_total{reason}}; what becomes of
 * the accepted ones is on {@code ffe_ticks_total}, as for everybody's ticks.
 */
final class LiveSink implements FeedSink {

    private static final Logger LOG = Logger.getLogger(LiveSink.class);

    private final String provider;
    private final TickPublisher ticks;
    private final Vigil vigil;
    private final ConcurrentMap<String, AtomicLong> sequences = new ConcurrentHashMap<>();
    private final Clock clock;
    private final MeterRegistry meters;

    LiveSink(String provider, TickPublisher ticks, Vigil vigil, Clock clock, MeterRegistry meters) {
        this.provider = provider;
        this.ticks = ticks;
        this.vigil = vigil;
        this.clock = clock;
        this.meters = meters;
    }

    /** Numbers go on after the last one that is on the topic, or that was given out here if that is higher. */
    void continueAfter(String symbol, long sequence) {
        sequences.computeIfAbsent(symbol, first -> new AtomicLong()).accumulateAndGet(sequence, Math::max);
    }

    @Override
    public void heard() {}

    @Override
    public void observed(Observation observation) {
        if (!vigil.trusted()) {
            refused(observation.symbol(), FeedRefusal.PERHAPS_ANOTHERS, "this process stood still for a while");
            return;
        }
        count("ffe.feed.raw", observation.symbol());
        long sequence = sequences
                .computeIfAbsent(observation.symbol(), first -> new AtomicLong())
                .incrementAndGet();
        ticks.publish(
                new Tick(
                        observation.symbol(),
                        provider,
                        sequence,
                        observation.kind(),
                        observation.occurredAt(),
                        clock.instant(),
                        observation.bid(),
                        observation.ask(),
                        observation.bidSize(),
                        observation.askSize(),
                        observation.price(),
                        observation.size(),
                        Origin.LIVE,
                        false),
                null);
        count("ffe.feed.accepted", observation.symbol());
    }

    @Override
    public void refused(String symbol, FeedRefusal reason, String detail) {
        count("ffe.feed.raw", symbol);
        meters.counter("ffe.feed.rejected", "provider", provider, "symbol", symbol, "reason", reason.name())
                .increment();
        LOG.debugf("not a tick provider=%s symbol=%s reason=%s detail=%s", provider, symbol, reason, detail);
    }

    @Override
    public void missed(long messages) {
        meters.counter("ffe.feed.missed", "provider", provider).increment(messages);
        LOG.warnf("messages are missing provider=%s messages=%d", provider, messages);
    }

    @Override
    public void cameLate() {
        meters.counter("ffe.feed.came.late", "provider", provider).increment();
    }

    private void count(String name, String symbol) {
        meters.counter(name, "provider", provider, "symbol", symbol).increment();
    }
}
