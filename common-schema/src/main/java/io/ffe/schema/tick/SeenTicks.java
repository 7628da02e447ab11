package io.ffe.schema.tick;

import io.ffe.schema.event.Tick;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which ticks of a minute were taken in, by source and sequence: delivery is at least once. A source's sequences rise by one,
 * so a minute is a run for each source, and only gaps and ticks out of order make more of them. Asked for every tick, so without an
 * iterator.
 */
public final class SeenTicks {

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

    /** What was seen of one source. */
    private static final class OfSource {

        private final String source;
        private final List<OpenRun> runs = new ArrayList<>(1);
        private OpenRun highest;

        OfSource(OpenRun first) {
            source = first.source;
            highest = first;
            runs.add(first);
        }

        void add(OpenRun run) {
            runs.add(run);
            if (run.last > highest.last) {
                highest = run;
            }
        }
    }

    private final List<OfSource> sources = new ArrayList<>(1);

    public SeenTicks() {}

    public SeenTicks(List<Run> runs) {
        runs.forEach(run -> add(new OpenRun(run.source(), run.first(), run.last())));
    }

    /** Takes note of a tick that was not seen before. */
    public void add(Tick tick) {
        long sequence = tick.sequence();
        OfSource of = of(tick.source());
        if (of == null) {
            sources.add(new OfSource(new OpenRun(tick.source(), sequence, sequence)));
        } else if (sequence == of.highest.last + 1) {
            of.highest.last = sequence;
        } else if (sequence > of.highest.last || !extend(of, sequence)) {
            of.add(new OpenRun(of.source, sequence, sequence));
        }
    }

    private static boolean extend(OfSource of, long sequence) {
        for (int i = 0; i < of.runs.size(); i++) {
            OpenRun run = of.runs.get(i);
            if (sequence == run.last + 1) {
                run.last = sequence;
                return true;
            }
            if (sequence == run.first - 1) {
                run.first = sequence;
                return true;
            }
        }
        return false;
    }

    private void add(OpenRun run) {
        OfSource of = of(run.source);
        if (of == null) {
            sources.add(new OfSource(run));
        } else {
            of.add(run);
        }
    }

    /** A source whose numbers are far apart has a run for each tick: what is above all of them is not looked for. */
    public boolean holds(Tick tick) {
        OfSource of = of(tick.source());
        if (of == null || tick.sequence() > of.highest.last) {
            return false;
        }
        for (int i = 0; i < of.runs.size(); i++) {
            OpenRun run = of.runs.get(i);
            if (tick.sequence() >= run.first && tick.sequence() <= run.last) {
                return true;
            }
        }
        return false;
    }

    private @Nullable OfSource of(String source) {
        for (int i = 0; i < sources.size(); i++) {
            OfSource of = sources.get(i);
            if (of.source.equals(source)) {
                return of;
            }
        }
        return null;
    }

    public List<Run> runs() {
        return sources.stream()
                .flatMap(of -> of.runs.stream().map(OpenRun::run))
                .toList();
    }
}
