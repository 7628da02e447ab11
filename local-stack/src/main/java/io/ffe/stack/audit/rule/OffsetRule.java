package io.ffe.stack.audit.rule;

import io.ffe.stack.audit.fact.Place;
import io.ffe.stack.audit.fact.Published;
import io.ffe.stack.audit.fact.SeenOffsets;
import io.ffe.stack.audit.fact.Subscription;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * I12: every record before a committed offset is in the inbox of its reader, or was pruned from it, or is a dead letter of it; once all is quiet, every
 * record is. Offsets were committed before the inboxes are looked at, so an effect that is not there then never was.
 */
public final class OffsetRule {

    private final Refusals refusals;
    private final Map<Subscription, Map<Integer, Deque<Item>>> unacknowledged = new EnumMap<>(Subscription.class);
    private final Map<Subscription, List<Item>> due = new EnumMap<>(Subscription.class);
    private final Findings acknowledged = new Findings(Identity.OFFSETS);

    /** @param eventId null on a record that is no event */
    private record Item(
            Place place, Instant appendedAt, @Nullable String eventId) {}

    public OffsetRule(Refusals refusals) {
        this.refusals = refusals;
    }

    /** Takes the next record of a partition, repeats included. */
    public void take(Published record) {
        String eventId = record.event().map(event -> event.eventId()).orElse(null);
        for (Subscription subscription : Subscription.values()) {
            if (subscription.topic() == record.topic()) {
                unacknowledged
                        .computeIfAbsent(subscription, first -> new HashMap<>())
                        .computeIfAbsent(record.place().partition(), first -> new ArrayDeque<>())
                        .add(new Item(record.place(), record.appendedAt(), eventId));
            }
        }
    }

    /** What has been acknowledged since the last time and has to be in the inbox of each subscription: ids to look up. */
    public Map<Subscription, Set<String>> toLookUp(Pass pass) {
        Map<Subscription, Set<String>> ids = new EnumMap<>(Subscription.class);
        unacknowledged.forEach((subscription, partitions) -> partitions.forEach((partition, items) -> {
            long committed = pass.offsets().committed(subscription, partition);
            while (!items.isEmpty() && items.getFirst().place().offset() < committed) {
                Item item = items.removeFirst();
                due.computeIfAbsent(subscription, first -> new ArrayList<>()).add(item);
                if (item.eventId() != null) {
                    ids.computeIfAbsent(subscription, first -> new LinkedHashSet<>())
                            .add(item.eventId());
                }
            }
        }));
        return ids;
    }

    /**
     * @param absent of the ids that were to be looked up, those that are not in the inbox
     * @param seen offsets that the inbox knows without a row
     */
    public Check check(Pass pass, Map<Subscription, Set<String>> absent, Map<Subscription, List<SeenOffsets>> seen) {
        due.forEach((subscription, items) -> items.forEach(item -> judge(
                subscription,
                item,
                absent.getOrDefault(subscription, Set.of()),
                seen.getOrDefault(subscription, List.of()))));
        due.clear();
        Findings now = new Findings(Identity.OFFSETS);
        for (Subscription subscription : Subscription.values()) {
            lag(pass, subscription, now);
        }
        return now.with(acknowledged);
    }

    private void judge(Subscription subscription, Item item, Set<String> absent, List<SeenOffsets> seen) {
        boolean taken = item.eventId() != null
                && (!absent.contains(item.eventId())
                        || seen.stream().anyMatch(run -> run.contains(item.place(), item.appendedAt())));
        acknowledged.require(
                taken || refusals.refused(subscription, item.place()),
                item.place().toString(),
                "is acknowledged by " + subscription.group() + ", and neither in its inbox nor a dead letter"
                        + (item.eventId() == null ? "" : ": " + item.eventId()));
    }

    /** How many records there are from the committed offset on. */
    private int unread(Subscription subscription, int partition) {
        Deque<Item> items = unacknowledged.getOrDefault(subscription, Map.of()).get(partition);
        return items == null ? 0 : items.size();
    }

    private void lag(Pass pass, Subscription subscription, Findings now) {
        pass.offsets().ends().getOrDefault(subscription, Map.of()).forEach((partition, end) -> {
            long committed = pass.offsets().committed(subscription, partition);
            int unread = unread(subscription, partition);
            String id = subscription.group() + " " + subscription.topic().topicName() + ":" + partition;
            if (committed > end) {
                now.broken(id, "committed " + committed + ", the partition ends at " + end);
            } else if (unread == 0) {
                // An end may lie behind the mark of a transaction, which nobody reads.
                now.holds();
            } else if (pass.moving()) {
                now.underWay(unread);
            } else {
                now.broken(id, "lags by " + unread + ": committed " + committed + " of " + end);
            }
        });
    }
}
