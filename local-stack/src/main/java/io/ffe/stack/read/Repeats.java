package io.ffe.stack.read;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Event;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells what is on a topic a second time, after a kill or a send whose answer was lost. Bars are too many to remember: those
 * of a symbol and timeframe come in the order of their time, so one that is not later than the last is a repeat.
 */
public final class Repeats {

    private final Set<String> ids = new HashSet<>();
    private final Map<String, Instant> lastBars = new HashMap<>();

    public boolean isFirst(Event event) {
        return event instanceof Bar bar ? isFirstBar(bar.subject(), bar.end()) : ids.add(event.eventId());
    }

    /** @param subject of the bar, its symbol and timeframe */
    public boolean isFirstBar(String subject, Instant end) {
        Instant last = lastBars.get(subject);
        if (last != null && !end.isAfter(last)) {
            return false;
        }
        lastBars.put(subject, end);
        return true;
    }
}
