package io.ffe.stack.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.compare.RunComparison.Difference;
import io.ffe.stack.compare.RunComparison.Side;
import io.ffe.stack.compare.RunComparison.TopicResult;
import io.ffe.stack.compare.RunComparison.Values;
import io.ffe.stack.run.FeedOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares two files of events. Reads them once for their hashes, and once more for the events that differ first: neither is
 * held in memory.
 */
public final class Comparing {

    /** How fast it went is no input: nothing may depend on it. */
    private static final Set<String> NO_INPUT = Set.of("speed");

    private Comparing() {}

    /** @throws io.ffe.stack.Problem when a file cannot be read */
    public static RunComparison of(RunComparison.Subject a, RunComparison.Subject b) {
        Map<String, Map<String, KeyHashes>> hashesA = hashes(a.events());
        Map<String, Map<String, KeyHashes>> hashesB = hashes(b.events());
        List<TopicResult> topics = new ArrayList<>();
        for (Topics topic : EventsFile.COMPARED) {
            String name = topic.topicName();
            topics.add(compare(
                    name,
                    hashesA.getOrDefault(name, Map.of()),
                    hashesB.getOrDefault(name, Map.of()),
                    a.events(),
                    b.events()));
        }
        boolean equal =
                topics.stream().allMatch(TopicResult::equal) && topics.stream().anyMatch(topic -> topic.eventsA() > 0);
        return new RunComparison(
                a.record().runId(),
                b.record().runId(),
                equal,
                input(a.record().feed(), b.record().feed()),
                topics);
    }

    private static Map<String, Map<String, KeyHashes>> hashes(Path events) {
        Map<String, Map<String, KeyHashes>> hashes = new HashMap<>();
        EventsFile.read(
                events,
                event -> hashes.computeIfAbsent(event.topic(), absent -> new TreeMap<>())
                        .computeIfAbsent(event.key(), absent -> new KeyHashes())
                        .add(event.coreHash()));
        return hashes;
    }

    private static TopicResult compare(
            String topic, Map<String, KeyHashes> a, Map<String, KeyHashes> b, Path eventsA, Path eventsB) {
        Set<String> keys = new TreeSet<>(a.keySet());
        keys.addAll(b.keySet());
        Map<String, Integer> firstByKey = new TreeMap<>();
        long differing = 0;
        for (String key : keys) {
            KeyHashes one = a.getOrDefault(key, KeyHashes.NONE);
            KeyHashes other = b.getOrDefault(key, KeyHashes.NONE);
            int first = one.firstDifference(other);
            if (first >= 0) {
                firstByKey.put(key, first);
                differing += one.differences(other);
            }
        }
        return new TopicResult(
                topic,
                count(a),
                count(b),
                differing,
                KeyHashes.overall(a),
                KeyHashes.overall(b),
                firstByKey.isEmpty() ? null : first(topic, firstByKey, eventsA, eventsB));
    }

    private static long count(Map<String, KeyHashes> keys) {
        return keys.values().stream().mapToLong(KeyHashes::count).sum();
    }

    private static Difference first(String topic, Map<String, Integer> firstByKey, Path eventsA, Path eventsB) {
        Map<String, RunEvent> a = eventsAt(topic, firstByKey, eventsA);
        Map<String, RunEvent> b = eventsAt(topic, firstByKey, eventsB);
        return firstByKey.entrySet().stream()
                .map(first ->
                        difference(first.getKey(), first.getValue(), a.get(first.getKey()), b.get(first.getKey())))
                .min(Comparator.comparing(Difference::at).thenComparing(Difference::key))
                .orElseThrow();
    }

    /** By key, the event at the key's position; absent when the run has fewer. */
    private static Map<String, RunEvent> eventsAt(String topic, Map<String, Integer> positions, Path events) {
        Map<String, RunEvent> found = new HashMap<>();
        Map<String, int[]> passed = new HashMap<>();
        EventsFile.read(events, event -> {
            if (event.topic().equals(topic)
                    && passed.computeIfAbsent(event.key(), absent -> new int[1])[0]++
                            == positions.getOrDefault(event.key(), -1)) {
                found.put(event.key(), event);
            }
        });
        return found;
    }

    private static Difference difference(String key, int index, @Nullable RunEvent a, @Nullable RunEvent b) {
        Map<String, String> fieldsA = a == null ? Map.of() : fields(a.core());
        Map<String, String> fieldsB = b == null ? Map.of() : fields(b.core());
        return new Difference(key, index + 1L, earliest(a, b), side(a), side(b), differing(fieldsA, fieldsB));
    }

    private static Instant earliest(@Nullable RunEvent a, @Nullable RunEvent b) {
        if (a == null || b == null) {
            return Objects.requireNonNull(a == null ? b : a, "one of the two is there")
                    .at();
        }
        return a.at().isBefore(b.at()) ? a.at() : b.at();
    }

    private static @Nullable Side side(@Nullable RunEvent event) {
        return event == null ? null : new Side(event.id(), event.label(), event.at(), event.coreHash());
    }

    private static Map<String, Values> input(FeedOptions a, FeedOptions b) {
        Map<String, String> ofA = fields(Json.mapper().valueToTree(a));
        Map<String, String> ofB = fields(Json.mapper().valueToTree(b));
        ofA.keySet().removeAll(NO_INPUT);
        ofB.keySet().removeAll(NO_INPUT);
        return differing(ofA, ofB);
    }

    private static Map<String, Values> differing(Map<String, String> a, Map<String, String> b) {
        Set<String> names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        Map<String, Values> differing = new TreeMap<>();
        for (String name : names) {
            if (!Objects.equals(a.get(name), b.get(name))) {
                differing.put(name, new Values(a.get(name), b.get(name)));
            }
        }
        return differing;
    }

    /** Every value of a tree by its path, as in {@code order.quantity} and {@code gates[3].value}. */
    private static Map<String, String> fields(JsonNode tree) {
        Map<String, String> fields = new TreeMap<>();
        collect("", tree, fields);
        return fields;
    }

    private static void collect(String path, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties()
                    .forEach(field -> collect(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), into));
        } else if (node.isArray()) {
            for (int index = 0; index < node.size(); index++) {
                collect(path + "[" + index + "]", node.get(index), into);
            }
        } else {
            into.put(path, node.asText());
        }
    }
}
