package io.ffe.marketdata.feed;

import io.ffe.schema.event.Bar;
import java.util.Comparator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/** Several bars of the past by end, symbol and timeframe; of equal ones the earlier in the list comes first. */
final class MergedBars implements WarmUpBars {

    private record Head(Bar bar, int place) {}

    private final List<WarmUpBars> parts;
    private final PriorityQueue<Head> heads = new PriorityQueue<>(Comparator.comparing((Head head) -> head.bar.end())
            .thenComparing(head -> head.bar.symbol())
            .thenComparing(head -> head.bar.timeframe())
            .thenComparing(Head::place));
    private boolean started;

    MergedBars(List<WarmUpBars> parts) {
        this.parts = List.copyOf(parts);
    }

    @Override
    public boolean hasNext() {
        if (!started) {
            started = true;
            for (int place = 0; place < parts.size(); place++) {
                refill(place);
            }
        }
        return !heads.isEmpty();
    }

    @Override
    public Bar next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more warm-up bars");
        }
        Head head = heads.remove();
        refill(head.place);
        return head.bar;
    }

    @Override
    public void close() {
        parts.forEach(WarmUpBars::close);
    }

    private void refill(int place) {
        WarmUpBars part = parts.get(place);
        if (part.hasNext()) {
            heads.add(new Head(part.next(), place));
        }
    }
}
