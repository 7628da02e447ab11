package io.ffe.stack.audit.rule;

import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.fact.OutboxRow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * I9: nothing waits in an outbox, what an outbox has published is on its topic, and what a stage has written there came out of
 * its outbox. Rows are taken as often as they change.
 */
public final class OutboxRule {

    /** Published rows are deleted after a day; nothing older is expected to be there. */
    private static final Duration KEPT = Duration.ofHours(23);

    private final EventIds ids;
    private final Map<String, Map<String, OutboxRow>> published = new HashMap<>();
    private final Findings confirmed = new Findings(Identity.OUTBOX);
    private Instant newest = Instant.MIN;

    public OutboxRule(EventIds ids) {
        this.ids = ids;
    }

    /**
     * @param rows those that were published since the last pass, and all that are not published
     * @param topics of the stages whose outboxes these are
     */
    public Check check(Pass pass, List<OutboxRow> rows, Map<Topics, Stage> topics) {
        Findings now = new Findings(Identity.OUTBOX);
        for (OutboxRow row : rows) {
            ids.compare(row.topic(), row.id(), row.digest());
            if (row.publishedAt() == null) {
                now.missing(
                        pass.young(row.createdAt()),
                        row.id(),
                        "waits in the outbox for " + row.topic() + " since " + row.createdAt());
            } else {
                published.computeIfAbsent(row.topic(), first -> new HashMap<>()).put(row.id(), row);
                newest = row.publishedAt().isAfter(newest) ? row.publishedAt() : newest;
            }
        }
        published.forEach((topic, byId) -> onTopic(pass, topic, byId, now));
        topics.forEach((topic, stage) -> cameFromOutbox(pass, topic, stage, rows, now));
        return now.with(confirmed);
    }

    /** A compacted topic keeps the newest of each key only. */
    private void onTopic(Pass pass, String topic, Map<String, OutboxRow> byId, Findings now) {
        boolean compacted = Topics.byName(topic)
                .map(Topics::kept)
                .filter(Topics.Kept.Latest.class::isInstance)
                .isPresent();
        for (OutboxRow row : byId.values()) {
            Instant at = row.publishedAt();
            if (compacted || ids.find(topic, row.id()) != null) {
                now.holds();
            } else {
                now.missing(
                        at != null && pass.young(at),
                        row.id(),
                        "was published from the outbox at " + at + " and is not on " + topic);
            }
        }
    }

    private void cameFromOutbox(Pass pass, Topics topic, Stage stage, List<OutboxRow> rows, Findings now) {
        Map<String, OutboxRow> known = published.getOrDefault(topic.topicName(), Map.of());
        Set<String> waiting = unpublished(topic, rows);
        String writer = "ffe/" + stage.label();
        ids.of(topic).forEach((id, event) -> {
            boolean own = event.writer().equals(writer);
            boolean expected = newest.equals(Instant.MIN) || event.appendedAt().isAfter(newest.minus(KEPT));
            if (own && expected && !known.containsKey(id) && !waiting.contains(id)) {
                now.missing(
                        pass.young(event.appendedAt()),
                        id,
                        "is on " + topic.topicName() + " and was never in the outbox of " + stage.label());
            }
        });
    }

    private static Set<String> unpublished(Topics topic, List<OutboxRow> rows) {
        List<String> found = new ArrayList<>();
        for (OutboxRow row : rows) {
            if (row.publishedAt() == null && row.topic().equals(topic.topicName())) {
                found.add(row.id());
            }
        }
        return Set.copyOf(found);
    }

    /** Drops rows that are long on their topics. */
    public void forget(Instant before) {
        published
                .values()
                .forEach(byId -> byId.values().removeIf(row -> {
                    Instant at = row.publishedAt();
                    boolean over = at != null && at.isBefore(before);
                    if (over) {
                        confirmed.holds();
                    }
                    return over;
                }));
    }
}
