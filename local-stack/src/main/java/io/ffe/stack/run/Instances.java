package io.ffe.stack.run;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How many processes of each service run beside each other; one where nothing is said.
 *
 * <p>Those of a service share its partitions. The first has the service's own name, the others a number behind it, as in
 * {@code risk-service-2}: as component, in the names of logs and for {@code --port}.
 */
public record Instances(Map<Service, Integer> counts) {

    /** One of each. */
    public static final Instances ONE_EACH = new Instances(Map.of());

    public Instances {
        counts = counts.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(counts));
    }

    /**
     * What was asked for with {@code --instances}.
     *
     * @param asked by service, as in {@code risk-service} or {@code risk}
     * @param feed market-data can be shared where prices are live, and nowhere else
     * @throws Problem naming everything that is wrong, at once
     */
    public static Instances of(Map<String, Integer> asked, FeedOptions feed) {
        Map<Service, Integer> counts = new EnumMap<>(Service.class);
        List<String> wrong = new ArrayList<>();
        asked.forEach((name, count) -> {
            try {
                Service service = Service.named(name);
                Integer before = counts.put(service, count);
                if (before != null) {
                    wrong.add("--instances names " + service.module() + " twice, with " + before + " and " + count);
                }
                wrong.addAll(problems(service, count, feed));
            } catch (Problem unknown) {
                wrong.add("--instances: " + unknown.getMessage());
            }
        });
        if (!wrong.isEmpty()) {
            throw Problem.usage(String.join("\n", wrong));
        }
        return new Instances(counts);
    }

    private static List<String> problems(Service service, int count, FeedOptions feed) {
        String asked = "--instances " + service.module() + "=" + count;
        if (count < 1) {
            return List.of(asked + ": expected 1 or more");
        }
        if (count == 1) {
            return List.of();
        }
        return switch (service) {
            case PAPER_VENUE ->
                List.of(asked + ": expected 1, the journal with every account and order is one process's");
            case EXECUTION ->
                List.of(asked + ": expected 1. Of two, one would send orders and the other wait, and a halt that is"
                        + " told to one of them directly would not reach the other");
            case RISK -> tooMany(asked, count, Topics.DECISIONS);
            case DECISION -> tooMany(asked, count, Topics.SNAPSHOTS);
            case MARKET_DATA ->
                feed.kind() == FeedOptions.Kind.LIVE
                        ? tooMany(asked, count, Topics.TICKS)
                        : List.of(
                                asked + ": expected 1 where prices are recorded or synthetic: one process leads logical"
                                        + " time, and everybody waits for its beats. Live prices (--feed coinbase) can be shared");
        };
    }

    private static List<String> tooMany(String asked, int count, Topics shared) {
        return count <= shared.partitions()
                ? List.of()
                : List.of(asked + ": expected at most " + shared.partitions() + ", the partitions of "
                        + shared.topicName() + ": one more would have nothing to do");
    }

    int count(Service service) {
        return counts.getOrDefault(service, 1);
    }

    /** Those of a service, the first one first. */
    List<Instance> of(Service service) {
        return IntStream.rangeClosed(1, count(service))
                .mapToObj(number -> new Instance(service, number))
                .toList();
    }

    /** All, in the order in which they are started. */
    List<Instance> all() {
        List<Instance> all = new ArrayList<>();
        for (Service service : Service.values()) {
            all.addAll(of(service));
        }
        return all;
    }

    /** Names of all, in the order in which they are started. */
    public List<String> components() {
        return all().stream().map(Instance::component).toList();
    }

    /** One process of a service. @param number from 1; also its name among those of the service, which outlives it */
    record Instance(Service service, int number) {

        /** Between the ports of a service's instances, so that they do not look like another service's. */
        private static final int PORTS_APART = 100;

        boolean first() {
            return number == 1;
        }

        String component() {
            return first() ? service.module() : service.module() + "-" + number;
        }

        int defaultPort() {
            return service.defaultPort() + PORTS_APART * (number - 1);
        }
    }
}
