package io.ffe.marketdata;

import io.ffe.marketdata.domain.SymbolCheckpoint;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.feed.TickSource;
import io.ffe.marketdata.kafka.SymbolPartition;
import io.ffe.marketdata.store.Checkpoint;
import io.ffe.marketdata.store.IntakeCounts;
import io.ffe.marketdata.store.PartitionCheckpoints;
import io.ffe.marketdata.store.PartitionCheckpoints.Claim;
import io.ffe.marketdata.store.PartitionCheckpoints.Claimed;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.inbox.DeadLetters;
import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.ticks.TickListener;
import io.ffe.messaging.ticks.TickReader;
import io.ffe.messaging.ticks.TickRecord;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of the tick topic that this instance has, each with the state of its symbols. A partition's state is a function of
 * its records: whoever takes it over begins with what its last owner saved, reads the same records and comes to the same.
 * Belongs to the live thread.
 */
final class LivePartitions implements TickListener {

    private static final Logger LOG = Logger.getLogger(LivePartitions.class);

    /** A state that is older is of no use: indicators would span a hole. */
    private static final Duration OLDEST_CHECKPOINT = Duration.ofDays(1);

    /** No clock that anybody works with is off by more. What is further ahead was said while one was wrong. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

    private static final long NEVER = -1;

    private final RunConfig run;
    private final PartitionCheckpoints checkpoints;
    private final Function<String, Optional<Checkpoint>> undivided;
    private final List<TickFollower> followers;
    private final DeadLetters deadLetters;
    private final MessagingReadiness readiness;
    private final Clock clock;
    private final MeterRegistry meters;
    private final Map<Integer, Owned> owned = new TreeMap<>();
    /** The same by number, for every tick. */
    private final @Nullable RunState[] states = new RunState[Topics.TICKS.partitions()];

    private long changes;

    /** No record was taken by the broker later than this, as far as the clock knew when it was last asked. */
    private Instant latest = Instant.MIN;

    private static final class Owned {
        private final Claim claim;
        private final RunState state;
        /** Offset up to which the last saved checkpoint knows. */
        private long saved;

        private Owned(Claim claim, RunState state, long saved) {
            this.claim = claim;
            this.state = state;
            this.saved = saved;
        }
    }

    /** Gives a symbol that no checkpoint has its past. */
    @FunctionalInterface
    interface Past {
        void warm(SymbolPipeline pipeline, Instrument instrument, Instant start) throws InterruptedException;
    }

    /** @param undivided the checkpoint of a run that an earlier version left, which had one for all partitions */
    LivePartitions(
            RunConfig run,
            PartitionCheckpoints checkpoints,
            Function<String, Optional<Checkpoint>> undivided,
            List<TickFollower> followers,
            DeadLetters deadLetters,
            MessagingReadiness readiness,
            Clock clock,
            MeterRegistry meters) {
        this.run = run;
        this.checkpoints = checkpoints;
        this.undivided = undivided;
        this.followers = followers;
        this.deadLetters = deadLetters;
        this.readiness = readiness;
        this.clock = clock;
        this.meters = meters;
    }

    @Override
    public void onTick(TickRecord record) {
        RunState state = of(record.partition());
        state.countTicks(1);
        state.intake().onTick(isAhead(record) ? record.appendedBy(latest) : record);
    }

    /** The clock is asked where a record may be ahead of it, once a minute, and not for each of them. */
    private boolean isAhead(TickRecord record) {
        if (record.appendedAt().isAfter(latest)) {
            latest = clock.instant().plus(CLOCKS_DIFFER);
        }
        return record.appendedAt().isAfter(latest);
    }

    @Override
    public void onRefused(ConsumerRecord<String, byte[]> record, DeadLetterReason reason, String detail) {
        of(record.partition()).intake().onRefused(record, reason, detail);
    }

    private RunState of(int partition) {
        return Objects.requireNonNull(states[partition], "a record of a partition that has not begun");
    }

    /**
     * Makes a partition this instance's, takes up its state, and begins to read it. From here on its last owner can save
     * nothing any more.
     *
     * @param instruments of the whole run
     */
    void begin(TickReader reader, int partition, FeedOpening opening, Collection<Instrument> instruments, Past past)
            throws InterruptedException {
        // Before records are read again: the clock may have been put right since.
        latest = Instant.MIN;
        Claimed claimed = claim(partition);
        Set<String> symbols = instruments.stream().map(Instrument::symbol).collect(Collectors.toSet());
        Optional<Checkpoint> saved =
                claimed.last().filter(this::isUsable).map(checkpoint -> checkpoint.onlyOf(symbols));
        RunState state = new RunState(followers, deadLetters, meters);
        saved.ifPresent(checkpoint -> state.restore(checkpoint, opening));
        Instant start = Timeframe.M1.startOf(clock.instant());
        for (Instrument instrument : instruments) {
            if (SymbolPartition.of(instrument.symbol()) == partition
                    && !state.pipelines().containsKey(instrument.symbol())) {
                SymbolPipeline pipeline = new SymbolPipeline(opening.pipeline(instrument.symbol()));
                past.warm(pipeline, instrument, start);
                pipeline.openAt(start);
                state.pipelines().put(instrument.symbol(), pipeline);
            }
        }
        long from = reader.begin(
                partition, saved.map(checkpoint -> checkpoint.tickOffsets().get(partition)));
        if (saved.isEmpty()) {
            state.intake().tally().restore(IntakeCounts.startingAt(Map.of(partition, from)));
        }
        owned.put(partition, new Owned(claimed.claim(), state, saved.isPresent() ? from : NEVER));
        states[partition] = state;
        changes++;
        LOG.infof(
                "partition begins run=%s partition=%d epoch=%d offset=%d restored=%s symbols=%s",
                run.id(),
                partition,
                claimed.claim().epoch(),
                from,
                saved.isPresent(),
                state.pipelines().keySet());
    }

    /** Name of the instance that has each partition, or had it last; nobody where the database does not say. */
    Collection<String> owners() {
        try {
            return checkpoints.owners(run.id()).values();
        } catch (PartitionCheckpoints.NotDone away) {
            LOG.debugf("who has which partition is not known cause=%s", away.getMessage());
            return Set.of();
        }
    }

    /** Reads what is saved of a partition, whoever has it, and leaves everything as it is. From any thread. */
    void look(int partition) {
        checkpoints
                .load(run.id(), partition)
                .ifPresent(saved -> LOG.debugf(
                        "checkpoint looked at run=%s partition=%d asOf=%s", run.id(), partition, saved.asOf()));
    }

    private Claimed claim(int partition) {
        try {
            Claimed claimed = checkpoints.claim(run.id(), partition, run.instance());
            // A row that nothing was saved in yet: whoever claimed it before died over its first start.
            return claimed.last().isPresent() ? claimed : new Claimed(claimed.claim(), ofAnEarlierVersion(partition));
        } catch (PartitionCheckpoints.Unreadable unreadable) {
            LOG.warnf("checkpoint cannot be read, starting anew cause=%s", unreadable.getMessage());
            return new Claimed(unreadable.claim(), Optional.empty());
        }
    }

    /** What a version that had one checkpoint for all partitions left of this one. */
    private Optional<Checkpoint> ofAnEarlierVersion(int partition) {
        try {
            return undivided.apply(run.id()).map(whole -> whole.of(partition, SymbolPartition::of));
        } catch (IllegalStateException unreadable) {
            LOG.warnf("checkpoint cannot be read, starting anew cause=%s", unreadable.getMessage());
            return Optional.empty();
        }
    }

    private boolean isUsable(Checkpoint checkpoint) {
        Instant now = clock.instant();
        boolean usable = checkpoint.asOf().isAfter(now.minus(OLDEST_CHECKPOINT))
                && !checkpoint.isAheadOf(now.plus(CLOCKS_DIFFER))
                && checkpoint.pipelines().stream().allMatch(symbol -> symbol.format() == SymbolCheckpoint.FORMAT);
        if (!usable) {
            LOG.warnf(
                    "checkpoint is too old, from the future, or of another version, starting anew asOf=%s",
                    checkpoint.asOf());
        }
        return usable;
    }

    /**
     * Saves what has moved. Without a database the run goes on.
     *
     * @throws PartitionCheckpoints.Superseded when a partition has another owner
     */
    void save(TickReader reader, Instant asOf) {
        save(reader, asOf, owned.keySet());
    }

    /** As {@link #save(TickReader, Instant)}, for some of them. */
    void save(TickReader reader, Instant asOf, Set<Integer> partitions) {
        Map<Integer, Long> positions = reader.positions();
        Map<Claim, Checkpoint> moved = new HashMap<>();
        for (int partition : partitions) {
            Owned each = owned.get(partition);
            Long position = positions.get(partition);
            if (each != null && position != null && position != each.saved) {
                moved.put(each.claim, each.state.checkpoint(Map.of(partition, position), asOf));
            }
        }
        if (RunState.attempt(readiness, asOf, () -> checkpoints.save(moved))) {
            moved.forEach((claim, checkpoint) -> {
                Owned each = owned.get(claim.partition());
                Long position = positions.get(claim.partition());
                if (each != null && position != null) {
                    each.saved = position;
                }
            });
        }
    }

    /** They are not this instance's any more. Returns their symbols. */
    Set<String> drop(Set<Integer> partitions) {
        Set<String> symbols = new TreeSet<>();
        for (int partition : partitions) {
            Owned gone = owned.remove(partition);
            if (gone != null) {
                states[partition] = null;
                changes++;
                symbols.addAll(gone.state.pipelines().keySet());
                LOG.infof(
                        "partition ends here run=%s partition=%d epoch=%d symbols=%s",
                        run.id(),
                        partition,
                        gone.claim.epoch(),
                        gone.state.pipelines().keySet());
            }
        }
        return symbols;
    }

    /** Forgets everything, as after a restart. */
    void forget() {
        drop(Set.copyOf(owned.keySet()));
    }

    /** Rises whenever partitions come or go. */
    long changes() {
        return changes;
    }

    Set<Integer> partitions() {
        return owned.keySet();
    }

    /** Of all partitions that this instance has; a copy. */
    Set<String> symbols() {
        return owned.values().stream()
                .flatMap(each -> each.state.pipelines().keySet().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Optional<SymbolPipeline> pipeline(String symbol) {
        return Optional.ofNullable(owned.get(SymbolPartition.of(symbol)))
                .map(each -> each.state.pipelines().get(symbol));
    }

    void forEach(Consumer<RunState> each) {
        owned.values().forEach(one -> each.accept(one.state));
    }

    /** Last sequence of each source of ticks that was read. */
    Map<TickSource, Long> lastSequences() {
        Map<TickSource, Long> all = new HashMap<>();
        forEach(state ->
                state.intake().lastSequences().forEach((source, sequence) -> all.merge(source, sequence, Math::max)));
        return all;
    }
}
