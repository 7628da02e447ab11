package io.ffe.marketdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ffe.marketdata.SharedSymbols.Member;
import io.ffe.marketdata.domain.Closed;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.domain.TickOutcome;
import io.ffe.marketdata.kafka.SymbolPartition;
import io.ffe.marketdata.store.Checkpoint;
import io.ffe.marketdata.store.PartitionCheckpoints.Claimed;
import io.ffe.marketdata.store.PartitionCheckpoints.Superseded;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.topic.Topics;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/**
 * Two instances share the symbols of a live run; one dies in the middle of a minute, the other takes over, and the dead one comes back.
 * Every bar and every snapshot is the one that a single reader of the topic makes of its records.
 */
class SharedSymbolsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final int TICKS_A_MINUTE = 40;

    private final SplittableRandom random = new SplittableRandom(20_261_128);
    private final Map<String, Long> sequences = new HashMap<>();

    @Test
    void two_instances_make_the_bars_of_one_while_one_dies_and_comes_back() throws Exception {
        try (SharedSymbols shared = new SharedSymbols()) {
            Instant start = Timeframe.M1.startOf(shared.clock.instant());
            Member first = shared.start("first");
            awaitSymbols(first, SharedSymbols.SYMBOLS.size());
            Member second = shared.start("second");
            awaitShared(first, second);

            minutes(shared, first, start, 0, 3);
            second.dieAt(TICKS_A_MINUTE / 2);
            minute(first, start, 3);
            waiting("death of the second instance").until(second::isDead);
            shared.clock.advance(Timeframe.M1.length());
            awaitSymbols(first, SharedSymbols.SYMBOLS.size());
            minutes(shared, first, start, 4, 5);
            Member again = shared.start("second");
            awaitShared(first, again);
            minutes(shared, first, start, 5, 7);
            first.stop();
            again.stop();

            Map<String, List<String>> asOne = asOne(shared, first, start);
            assertThat(asOne.values().stream().mapToLong(List::size).sum())
                    .as("six closes of ten symbols, bars and snapshots")
                    .isGreaterThanOrEqualTo(120);
            assertThat(published(shared, first)).isEqualTo(asOne);
            assertThat(counted(shared)).isEqualTo(onTheTopic(first));
            aFormerOwnerSavesNothing(shared);
        }
    }

    /** One thread dies on purpose, and Awaitility would fail for it. */
    private static ConditionFactory waiting(String what) {
        return await(what).dontCatchUncaughtExceptions().atMost(SOON);
    }

    private static void awaitSymbols(Member member, int many) {
        waiting("symbols of " + member.name()).until(() -> member.symbols().size() == many);
    }

    private static void awaitShared(Member one, Member other) {
        waiting("symbols are shared").until(() -> {
            Set<String> both = new TreeSet<>(one.symbols());
            both.retainAll(other.symbols());
            return both.isEmpty()
                    && !one.symbols().isEmpty()
                    && !other.symbols().isEmpty()
                    && one.symbols().size() + other.symbols().size() == SharedSymbols.SYMBOLS.size();
        });
    }

    /** Minutes of prices, each closed by the instances' own watermarks. */
    private void minutes(SharedSymbols shared, Member by, Instant start, int from, int to) {
        for (int minute = from; minute < to; minute++) {
            minute(by, start, minute);
            shared.clock.advance(Timeframe.M1.length());
            Instant end = start.plus(Duration.ofMinutes(minute));
            if (minute == 0) {
                continue;
            }
            // The minute before: a watermark waits for what may come late.
            waiting("snapshots as of " + end)
                    .until(() -> TopicEvents.of(by.clients, Topics.SNAPSHOTS, Snapshot.class).stream()
                                    .filter(snapshot -> ofThisRun(snapshot.symbol())
                                            && snapshot.asOf().equals(end))
                                    .map(Snapshot::symbol)
                                    .distinct()
                                    .count()
                            == SharedSymbols.SYMBOLS.size());
        }
    }

    /** In no order of times; now and then the same again, or one of the minute before. */
    private void minute(Member by, Instant start, int minute) {
        for (int tick = 0; tick < TICKS_A_MINUTE; tick++) {
            for (String symbol : SharedSymbols.SYMBOLS) {
                long sequence = sequences.merge(symbol, 1L, Long::sum);
                boolean early = tick % 10 == 9;
                Instant time = start.plus(Duration.ofMinutes(early ? minute - 1 : minute))
                        .plusMillis(random.nextInt(60_000));
                Tick made = quote(symbol, sequence, time);
                by.publisher.publish(made, null);
                if (tick % 7 == 6) {
                    by.publisher.publish(made, null);
                }
            }
        }
        by.publisher.flush();
    }

    private Tick quote(String symbol, long sequence, Instant time) {
        BigDecimal bid = BigDecimal.valueOf(10_000 + random.nextInt(200), 2);
        return new Tick(
                symbol,
                "elsewhere",
                sequence,
                Tick.Kind.QUOTE,
                time,
                time,
                bid,
                bid.add(new BigDecimal("0.02")),
                BigDecimal.ONE,
                BigDecimal.ONE,
                null,
                null,
                Origin.LIVE,
                false);
    }

    private static boolean ofThisRun(String symbol) {
        return SharedSymbols.SYMBOLS.contains(symbol);
    }

    /** What one reader makes of the topic, by symbol and kind in the order of making. */
    private static Map<String, List<String>> asOne(SharedSymbols shared, Member member, Instant start) {
        Map<String, SymbolPipeline> pipelines = new HashMap<>();
        SharedSymbols.SYMBOLS.forEach(symbol -> {
            SymbolPipeline pipeline = new SymbolPipeline(member.opening.pipeline(symbol));
            pipeline.openAt(start);
            pipelines.put(symbol, pipeline);
        });
        Map<String, List<String>> made = new TreeMap<>();
        for (TopicEvents.Read read : TopicEvents.of(member.clients, Topics.TICKS)) {
            SymbolPipeline pipeline = pipelines.get(read.event().key());
            if (pipeline != null) {
                Instant appendedAt = Instant.ofEpochMilli(read.record().timestamp());
                Closed closed = switch (read.event()) {
                    case Tick tick ->
                        pipeline.onTick(tick, appendedAt) instanceof TickOutcome.Folded folded
                                ? folded.closed()
                                : Closed.NOTHING;
                    case Watermark watermark -> pipeline.onWatermark(watermark, appendedAt);
                    default -> Closed.NOTHING;
                };
                closed.bars().forEach(bar -> add(made, bar));
                closed.snapshots().forEach(snapshot -> add(made, snapshot));
            }
        }
        return made;
    }

    /** First appearances in their order; whatever comes again has to be the same. */
    private static Map<String, List<String>> published(SharedSymbols shared, Member member) {
        Map<String, List<String>> made = new TreeMap<>();
        Map<String, String> hashes = new HashMap<>();
        List<Event> all = new ArrayList<>();
        TopicEvents.of(member.clients, Topics.BARS, Bar.class).stream()
                .filter(bar -> bar.runId().equals(shared.runId))
                .forEach(all::add);
        TopicEvents.of(member.clients, Topics.SNAPSHOTS, Snapshot.class).stream()
                .filter(snapshot -> snapshot.runId().equals(shared.runId))
                .forEach(all::add);
        for (Event event : all) {
            String hash = CoreHash.of(event);
            String before = hashes.putIfAbsent(event.eventId(), hash);
            if (before == null) {
                add(made, event);
            } else {
                assertThat(hash).as("again: %s", event).isEqualTo(before);
            }
        }
        return made;
    }

    private static void add(Map<String, List<String>> made, Event event) {
        String line = switch (event) {
            case Bar bar -> bar.symbol() + " bars " + bar.timeframe().label();
            case Snapshot snapshot -> snapshot.symbol() + " snapshots";
            default -> throw new IllegalStateException(event.toString());
        };
        made.computeIfAbsent(line, first -> new ArrayList<>()).add(CoreHash.of(event));
    }

    /** Ticks of each symbol by what the partitions' last checkpoints say. */
    private static Map<String, Long> counted(SharedSymbols shared) {
        Map<String, Long> counted = new TreeMap<>();
        for (int partition = 0; partition < Topics.TICKS.partitions(); partition++) {
            Optional<Checkpoint> saved = shared.checkpoints.load(shared.runId, partition);
            saved.ifPresent(checkpoint -> checkpoint.intake().sources().stream()
                    .filter(source -> ofThisRun(source.symbol()))
                    .forEach(source -> counted.merge(
                            source.symbol(),
                            source.folded()
                                    + source.late()
                                    + source.repeated()
                                    + source.refused().values().stream()
                                            .mapToLong(Long::longValue)
                                            .sum(),
                            Long::sum)));
        }
        return counted;
    }

    private static Map<String, Long> onTheTopic(Member member) {
        Map<String, Long> counted = new TreeMap<>();
        TopicEvents.of(member.clients, Topics.TICKS, Tick.class).stream()
                .filter(tick -> ofThisRun(tick.symbol()))
                .forEach(tick -> counted.merge(tick.symbol(), 1L, Long::sum));
        return counted;
    }

    private static void aFormerOwnerSavesNothing(SharedSymbols shared) {
        int partition = SymbolPartition.of("BTCUSD");
        Checkpoint last = shared.checkpoints.load(shared.runId, partition).orElseThrow();
        Claimed frozen = shared.checkpoints.claim(shared.runId, partition, "first");
        Claimed next = shared.checkpoints.claim(shared.runId, partition, "second");
        Checkpoint older = new Checkpoint(
                Instant.EPOCH, last.tickOffsets(), last.sequences(), last.totals(), last.intake(), last.pipelines());

        assertThatThrownBy(() -> shared.checkpoints.save(Map.of(frozen.claim(), older)))
                .isInstanceOf(Superseded.class)
                .hasMessageContaining("partition " + partition);
        assertThat(shared.checkpoints.load(shared.runId, partition)).contains(last);
        shared.checkpoints.save(Map.of(next.claim(), older));
        assertThat(shared.checkpoints.load(shared.runId, partition)).contains(older);
        assertThat(shared.checkpoints.owners(shared.runId)).containsEntry(partition, "second");
    }
}
