package io.ffe.stack.audit.rule;

import io.ffe.schema.event.Event;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.fact.Published;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One event id, one content: tells first publications from repeats, and both from forgeries. */
public final class EventIds {

    private final Map<Topics, Map<String, Known>> known = new EnumMap<>(Topics.class);
    private final Findings found = new Findings(Identity.EVENT_IDS);

    /** @param writer {@code ce_source} of the first publication */
    record Known(long digest, Instant appendedAt, String writer) {}

    /** True when the event was not seen before, so that it counts. */
    public boolean isFirst(Published record, Event event) {
        Known fresh = new Known(record.digest(), record.appendedAt(), record.writer());
        Known before = of(record.topic()).putIfAbsent(event.eventId(), fresh);
        if (before == null) {
            found.holds();
            return true;
        }
        if (before.digest() == fresh.digest()) {
            found.repeated();
        } else {
            found.broken(event.eventId(), "at " + record.place() + " with other bytes than before");
        }
        return false;
    }

    /** Compares what a database has under an id with what the topic has. */
    void compare(String topic, String id, long digest) {
        Known published = find(topic, id);
        if (published != null && published.digest() != digest) {
            found.broken(id, "other bytes in the outbox than on " + topic);
        }
    }

    @Nullable
    Known find(String topic, String id) {
        return Topics.byName(topic).map(name -> of(name).get(id)).orElse(null);
    }

    Map<String, Known> of(Topics topic) {
        return known.computeIfAbsent(topic, first -> new HashMap<>());
    }

    public Check check() {
        return found.check();
    }

    /** Forgets what was published before; a repeat of it would count as new. */
    public void forget(Instant before) {
        known.values()
                .forEach(ids -> ids.values().removeIf(seen -> seen.appendedAt().isBefore(before)));
    }
}
