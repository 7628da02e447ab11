package io.ffe.marketdata;

import io.ffe.schema.event.Ack;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What all processes have told of their progress, and whether that means that a beat is done: every stage has taken it in,
 * nothing is pending, and whatever anybody has written has been read by every stage that reads it. Belongs to one thread.
 */
final class Settlement {

    /** An instance that was silent for this long (three heartbeats) no longer counts: it is dead, and nobody took its place. */
    private static final Duration SILENCE = Duration.ofSeconds(6);

    private final Set<Stage> stages;
    private final Map<String, Heard> instances = new HashMap<>();
    /** By instance, kept for good: a process that wakes up after its successor was heard must not answer for it. */
    private final Map<String, Long> newestLives = new HashMap<>();

    private final Map<Stage, Map<String, Long>> readThrough = new HashMap<>();
    private final Map<String, Long> writtenThrough = new HashMap<>();

    private record Heard(Ack ack, long nanos) {}

    /** @param stages those that have to answer */
    Settlement(Set<Stage> stages) {
        this.stages = stages;
    }

    /**
     * Takes an answer. Of an instance only the newest life counts, from its first answer on. Reads and writes are kept for
     * good: they are committed, whoever did them.
     *
     * @param nanos monotonic time at which it came
     */
    void take(Ack ack, long nanos) {
        Map<String, Long> reads = readThrough.computeIfAbsent(Stage.ofLabel(ack.stage()), stage -> new HashMap<>());
        ack.readThrough().forEach((partition, offset) -> reads.merge(partition, offset, Math::max));
        ack.writtenThrough().forEach(this::written);
        if (ack.life() >= newestLives.merge(ack.instance(), ack.life(), Math::max)) {
            instances.merge(ack.instance(), new Heard(ack, nanos), Settlement::later);
        }
    }

    private static Heard later(Heard before, Heard now) {
        return now.ack.life() > before.ack.life() || now.ack.sequence() >= before.ack.sequence() ? now : before;
    }

    /** Something was written up to this offset, exclusive. */
    void written(String partition, long through) {
        writtenThrough.merge(partition, through, Math::max);
    }

    /** Working orders and open positions that the last answers told of. */
    long working() {
        return instances.values().stream()
                .mapToLong(heard -> heard.ack.working())
                .sum();
    }

    /**
     * What is between the stages.
     *
     * @param ticks that a stage has not read yet, of the stage that has most of them
     * @param events that a stage has not read yet, over all stages, and work that is pending
     */
    record UnderWay(long ticks, long events) {}

    /** What was written and not read, and what was read and is not done, as far as the last answers tell. */
    UnderWay underWay(long nanos) {
        forgetSilent(nanos);
        long ticks = 0;
        long events = instances.values().stream()
                .mapToLong(heard -> heard.ack.pending())
                .sum();
        for (Stage stage : stages) {
            Map<String, Long> reads = readThrough.getOrDefault(stage, Map.of());
            long ticksOfStage = 0;
            for (Map.Entry<String, Long> written : writtenThrough.entrySet()) {
                long unread = written.getValue() - reads.getOrDefault(written.getKey(), 0L);
                if (unread > 0 && isReadBy(stage, written.getKey())) {
                    boolean tick = written.getKey().startsWith(Topics.TICKS.topicName());
                    ticksOfStage += tick ? unread : 0;
                    events += tick ? 0 : unread;
                }
            }
            ticks = Math.max(ticks, ticksOfStage);
        }
        return new UnderWay(ticks, events);
    }

    /** What the beat still waits for, in words; empty when it is done. */
    List<String> missing(long beat, long nanos) {
        forgetSilent(nanos);
        List<String> missing = new ArrayList<>();
        for (Stage stage : stages) {
            List<Ack> answers = instances.values().stream()
                    .map(Heard::ack)
                    .filter(ack -> ack.stage().equals(stage.label()))
                    .toList();
            missing.addAll(missing(stage, beat, answers));
        }
        return missing;
    }

    private void forgetSilent(long nanos) {
        instances.values().removeIf(heard -> nanos - heard.nanos > SILENCE.toNanos());
    }

    private List<String> missing(Stage stage, long beat, Collection<Ack> answers) {
        List<String> missing = new ArrayList<>();
        if (answers.isEmpty()) {
            missing.add(stage.label() + " says nothing");
        }
        for (Ack ack : answers) {
            if (ack.beat() < beat) {
                missing.add(stage.label() + " is at beat " + ack.beat() + " of " + beat);
            }
            if (ack.pending() > 0) {
                missing.add(stage.label() + " has " + ack.pending() + " pending");
            }
        }
        Map<String, Long> reads = readThrough.getOrDefault(stage, Map.of());
        writtenThrough.forEach((partition, written) -> {
            long read = reads.getOrDefault(partition, 0L);
            if (read < written && isReadBy(stage, partition)) {
                missing.add(stage.label() + " has read " + partition + " through " + read + " of " + written);
            }
        });
        return missing;
    }

    private static boolean isReadBy(Stage stage, String partition) {
        String topic = partition.substring(0, partition.lastIndexOf('-'));
        return Topics.byName(topic)
                .filter(known -> known != Topics.CLOCK && known.readers().contains(stage))
                .isPresent();
    }
}
