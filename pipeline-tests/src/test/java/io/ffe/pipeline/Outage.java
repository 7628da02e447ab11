package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.disk.SmallDisk;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.read.TopicReader;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One part of a running pipeline is in trouble for a while, with the market running on.
 *
 * @param component what it happens to, as in {@code kafka}; {@code logs} for the folder of them
 * @param trouble what happens
 * @param lasts for how long, from the moment at which readiness shows it
 */
record Outage(String component, Trouble trouble, Duration lasts) {

    enum Trouble {
        /** SIGKILL, and it is not started again while it lasts: connections are reset. */
        KILLED,
        /** SIGSTOP, half-open: connections live and nobody answers. */
        FROZEN,
        /** Nothing more can be written to its folder. */
        DISK_FULL
    }

    /**
     * What was seen.
     *
     * @param notReady services that said so meanwhile, or said nothing
     * @param noticed until all that had to be not ready were
     * @param ordersAtStart in the venue's journal, when what had left before had arrived
     * @param ordersAtEnd the same, when it was over
     * @param complaints what {@code ./ffe up} says of folders meanwhile
     * @param drained from the end of it until all were ready and no more was under way than always
     */
    record Seen(
            Outage outage,
            Set<String> notReady,
            Duration noticed,
            int ordersAtStart,
            int ordersAtEnd,
            List<String> complaints,
            Duration drained) {}

    static final String LOGS = "logs";

    private static final List<String> ALL =
            List.of("market-data-service", "decision-service", "risk-service", "execution-service", "paper-venue");

    /** What left before the cut and is still on its way arrives within this. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration NOTICE_LIMIT = Duration.ofSeconds(60);
    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(3);

    /** A look reads four topics whole, and would itself be a load. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** Snapshots that may be under way at any moment of a run in peace: two closes of each symbol. */
    private static final int AS_ALWAYS = 8;

    /** Who cannot do its work meanwhile. */
    List<String> notReadyMeanwhile() {
        return switch (component) {
            case Embedded.KAFKA -> ALL;
            // A read needs no room: market-data and decision may have nothing to write for a while.
            case Embedded.POSTGRES -> trouble == Trouble.DISK_FULL ? List.of() : ALL.subList(0, 4);
            case "paper-venue" -> List.of("paper-venue");
            default -> List.of();
        };
    }

    /** True when an order that leaves meanwhile would leave on what nobody can know. */
    boolean holdsOrders() {
        return !component.equals(LOGS) && !(component.equals(Embedded.POSTGRES) && trouble == Trouble.DISK_FULL);
    }

    /** Lets it happen and returns when everything that it held up is done. */
    Seen in(Pipeline pipeline, Map<String, SmallDisk> disks) throws Exception {
        Runnable back = begin(pipeline, disks);
        Deadline since = Deadline.in(NOTICE_LIMIT);
        Set<String> notReady = new TreeSet<>();
        while (!notReady.containsAll(notReadyMeanwhile()) && !since.passed()) {
            look(pipeline, notReady);
        }
        Duration noticed = since.elapsed();
        Deadline over = Deadline.in(lasts);
        TimeUnit.NANOSECONDS.sleep(GRACE.toNanos());
        int atStart = venueOrders(pipeline);
        while (!over.passed()) {
            look(pipeline, notReady);
        }
        int atEnd = venueOrders(pipeline);
        List<String> complaints = pipeline.complaints();
        back.run();
        return new Seen(this, notReady, noticed, atStart, atEnd, complaints, drain(pipeline));
    }

    private static void look(Pipeline pipeline, Set<String> notReady) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
        notReady.addAll(pipeline.notReady());
    }

    private Runnable begin(Pipeline pipeline, Map<String, SmallDisk> disks) {
        return switch (trouble) {
            case KILLED -> {
                pipeline.takeAway(component);
                yield () -> pipeline.bringBack(component);
            }
            case FROZEN -> {
                List<ProcessHandle> all = pipeline.processTree(component);
                all.forEach(process -> Signals.freeze(process.pid()));
                yield () -> all.forEach(process -> Signals.wake(process.pid()));
            }
            case DISK_FULL -> {
                SmallDisk disk = Optional.ofNullable(disks.get(component)).orElseThrow();
                disk.fill();
                yield disk::makeRoom;
            }
        };
    }

    /** Orders that the venue has in its journal, which can be read whether or not it runs. */
    static int venueOrders(Pipeline pipeline) throws IOException {
        try (var lines = Files.lines(pipeline.folder().venueJournal())) {
            return (int) lines.filter(line -> line.contains("\"cause\":\"COMMAND\""))
                    .filter(line -> line.contains("\"ORDER_ACCEPTED\"") || line.contains("\"ORDER_REJECTED\""))
                    .count();
        }
    }

    /** Until every process is ready, the market is where its pace has it, and no more is under way than always. */
    static Duration drain(Pipeline pipeline) throws InterruptedException {
        return drain(pipeline, Set.of());
    }

    /** As {@link #drain(Pipeline)}; where some services were ended on purpose, until nothing at all is under way. */
    static Duration drain(Pipeline pipeline, Set<String> ended) throws InterruptedException {
        Deadline limit = Deadline.in(DRAIN_LIMIT);
        Set<String> left = new HashSet<>();
        boolean drained = false;
        while (!drained && !limit.passed()) {
            TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos());
            left.clear();
            left.addAll(pipeline.notReady());
            left.removeAll(ended);
            if (left.isEmpty()) {
                left.addAll(underWay(pipeline));
                drained = left.size() <= (ended.isEmpty() ? AS_ALWAYS : 0);
            }
        }
        assertThat(drained).as("drained within %s; left: %s", DRAIN_LIMIT, left).isTrue();
        return limit.elapsed();
    }

    /** Snapshots whose chain has not come to its end. */
    private static Set<String> underWay(Pipeline pipeline) {
        Set<String> snapshots = new TreeSet<>();
        Set<String> decisions = new HashSet<>();
        Set<String> open = new HashSet<>();
        try (TopicReader reader = new TopicReader(pipeline.bootstrapServers())) {
            each(reader, Topics.SNAPSHOTS, Snapshot.class, snapshot -> snapshots.add(snapshot.snapshotId()));
            Set<String> undecided = new TreeSet<>(snapshots);
            each(reader, Topics.DECISIONS, Decision.class, decision -> {
                undecided.remove(decision.snapshotId());
                decisions.add(decision.decisionId());
            });
            each(reader, Topics.VERDICTS, Verdict.class, verdict -> {
                decisions.remove(verdict.decisionId());
                if (verdict.result() == Verdict.Result.APPROVED) {
                    open.add(verdict.verdictId());
                }
            });
            each(reader, Topics.EXECUTIONS, Execution.class, execution -> {
                Execution.OrderStatus order = execution.order();
                if (order != null && order.purpose() != OrderIntent.Purpose.PROTECTION && order.verdictId() != null) {
                    switch (order.state()) {
                        case INTENT, SUBMITTING, UNKNOWN -> open.add(order.verdictId());
                        default -> open.remove(order.verdictId());
                    }
                }
            });
            Set<String> left = new TreeSet<>(undecided);
            left.addAll(decisions);
            left.addAll(open);
            return left;
        }
    }

    private static <E extends Event> void each(TopicReader reader, Topics topic, Class<E> type, Consumer<E> into) {
        reader.all(topic.topicName(), record -> TopicReader.event(record, type).ifPresent(into));
    }
}
