package io.ffe.marketdata.domain;

import io.ffe.schema.event.Tick;
import java.util.ArrayList;
import java.util.List;

/**
 * Which ticks of a minute were taken in, by source and sequence: delivery is at least once. A source's sequences rise by one,
 * so a minute is a run for each source, and only gaps and ticks out of order make more of them. Asked for every tick, so without an
 * iterator.
 */
final class SeenTicks {

    /** Sequences of one source without a gap, both ends inclusive. */
    public record Run(String source, long first, long last) {}

    private static final class OpenRun {

        private final String source;
        private long first;
        private long last;

        OpenRun(String source, long first, long last) {
            this.source = source;
            this.first = first;
            this.last = last;
        }

        Run run() {
            return new Run(source, first, last);
        }
    }

    private final List<OpenRun> runs = new ArrayList<>(1);

    SeenTicks() {}

    SeenTicks(List<Run> runs) {
        runs.forEach(run -> this.runs.add(new OpenRun(run.source(), run.first(), run.last())));
    }

    /** Takes note of a tick that was not seen before. */
    void add(Tick tick) {
        long sequence = tick.sequence();
        for (int i = 0; i < runs.size(); i++) {
            OpenRun run = runs.get(i);
            if (run.source.equals(tick.source())) {
                if (sequence == run.last + 1) {
                    run.last = sequence;
                    return;
                }
                if (sequence == run.first - 1) {
                    run.first = sequence;
                    return;
                }
            }
        }
        runs.add(new OpenRun(tick.source(), sequence, sequence));
    }

    boolean holds(Tick tick) {
        for (int i = 0; i < runs.size(); i++) {
            OpenRun run = runs.get(i);
            if (tick.sequence() >= run.first && tick.sequence() <= run.last && run.source.equals(tick.source())) {
                return true;
            }
        }
        return false;
    }

    List<Run> runs() {
        return runs.stream().map(OpenRun::run).toList();
    }
}
