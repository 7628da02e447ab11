package io.ffe.marketdata.feed.live;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A sink that remembers everything. */
final class Heard implements FeedSink {

    /** What came and was no tick. */
    record Refusal(String symbol, FeedRefusal reason, String detail) {}

    final List<Observation> observations = new CopyOnWriteArrayList<>();
    final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    final AtomicLong missed = new AtomicLong();
    final AtomicLong late = new AtomicLong();
    final AtomicLong signs = new AtomicLong();

    @Override
    public void heard() {
        signs.incrementAndGet();
    }

    @Override
    public void observed(Observation observation) {
        observations.add(observation);
    }

    @Override
    public void refused(String symbol, FeedRefusal reason, String detail) {
        refusals.add(new Refusal(symbol, reason, detail));
    }

    @Override
    public void missed(long messages) {
        missed.addAndGet(messages);
    }

    @Override
    public void cameLate() {
        late.incrementAndGet();
    }

    int raw() {
        return observations.size() + refusals.size();
    }
}
