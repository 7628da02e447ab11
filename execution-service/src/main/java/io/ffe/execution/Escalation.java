package io.ffe.execution;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which orders have been unknown for so long that a person should look: first after a while, then each time that it has
 * doubled. Counts by the monotonic clock of this process, so a restart begins anew. Belongs to one thread.
 */
final class Escalation {

    private final Duration first;
    private final Map<String, Watched> watched = new HashMap<>();

    private record Watched(long sinceNanos, Duration next) {}

    /** An order that is due to be escalated. */
    record Due(String clientOrderId, Duration age) {}

    Escalation(Duration first) {
        this.first = first;
    }

    /** @param unknown all that are unknown now; what is not among them is forgotten */
    List<Due> due(Collection<String> unknown, long nowNanos) {
        watched.keySet().retainAll(unknown);
        List<Due> due = new ArrayList<>();
        for (String id : unknown) {
            Watched order = watched.computeIfAbsent(id, seen -> new Watched(nowNanos, first));
            Duration age = Duration.ofNanos(nowNanos - order.sinceNanos());
            if (age.compareTo(order.next()) >= 0) {
                due.add(new Due(id, age));
                Duration next = order.next();
                while (age.compareTo(next) >= 0) {
                    next = next.multipliedBy(2);
                }
                watched.put(id, new Watched(order.sinceNanos(), next));
            }
        }
        return due;
    }

    /** How long the oldest has been unknown; zero when none is. */
    Duration oldest(long nowNanos) {
        return watched.values().stream()
                .map(order -> Duration.ofNanos(nowNanos - order.sinceNanos()))
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }
}
