package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.replay.Acks;
import io.ffe.messaging.ticks.BelievedTicks;
import io.ffe.messaging.ticks.TickListener;
import io.ffe.messaging.ticks.TickReader;
import io.ffe.messaging.ticks.TickRecord;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Tick;
import io.ffe.schema.money.Instruments;
import io.ffe.schema.topic.Topics;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The last quote of each symbol, from the ticks of the run's origin. In lock-step it moves with the beats only; otherwise with the topic.
 * What market-data refuses in a live run, times from the future and jumps that nothing confirms, is no quote here either. One thread
 * feeds it, any may read. Nothing is stored: after a start the end of the topic is read again.
 */
@ApplicationScoped
public class LastQuotes implements TickListener {

    /** A broker that answers does so several times a second, also when there is nothing. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private final KafkaClients clients;
    private final Acks acks;
    private final BelievedTicks believed;
    private final long lookback;
    private final Map<String, Tick> last = new ConcurrentHashMap<>();
    private volatile Instant newest = Instant.MIN;
    private volatile boolean loaded;
    private volatile boolean followed;
    private volatile long answeredNanos;
    private @Nullable TickReader reader;

    LastQuotes(KafkaClients clients, Acks acks, RunConfig run, ExecutionConfig config, Instruments instruments) {
        this.clients = clients;
        this.acks = acks;
        this.believed = new BelievedTicks(run.origin(), config.maxQuoteSkew(), instruments, symbol -> Optional.empty());
        this.lookback = config.tickLookback();
    }

    /** The symbol's last quote, or null when none was seen. */
    public @Nullable Quote last(String symbol) {
        Tick tick = last.get(symbol);
        return tick == null ? null : Quote.of(tick);
    }

    /** Time of the newest tick of any symbol: how far the market has gone. {@link Instant#MIN} before the first. */
    public Instant marketTime() {
        return newest;
    }

    /**
     * True when a quote's age means something: what stood on the topic at the start has been read, and where the topic is
     * followed the broker still answers.
     */
    public boolean current() {
        return loaded && (!followed || System.nanoTime() - answeredNanos < SILENCE.toNanos());
    }

    /** Takes in the ticks of a beat; they are all in when this returns. */
    void mergeThrough(Map<Integer, Long> tickEnds) {
        TickReader reading = reader(tickEnds);
        reading.takeThrough(tickEnds);
        tellReadThrough(reading);
        loaded = true;
    }

    /** Takes in what there is, waiting for it a moment. */
    void poll(Duration wait) {
        boolean first = reader == null;
        TickReader reading = reader(Map.of());
        Map<Integer, Long> atStart = first ? reading.ends() : Map.of();
        reading.poll(wait);
        while (first && behind(reading, atStart)) {
            reading.poll(wait);
        }
        if (reading.answered()) {
            answeredNanos = System.nanoTime();
            tellReadThrough(reading);
        }
        followed = true;
        loaded = true;
    }

    /** Gives up the connection; the next call makes another and reads the end of the topic again. */
    void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    @Override
    public void onTick(TickRecord record) {
        // A recorded one must not make a live entry look fresh.
        Tick tick = believed.in(record);
        if (tick != null && tick.kind() == Tick.Kind.QUOTE) {
            last.merge(tick.symbol(), tick, LastQuotes::newer);
            newest = tick.occurredAt().isAfter(newest) ? tick.occurredAt() : newest;
        }
    }

    /** A tick that comes again, or late, is no news: the newer quote stays. Of the same time, the one that came last. */
    private static Tick newer(Tick known, Tick next) {
        int order = next.occurredAt().compareTo(known.occurredAt());
        boolean before =
                order < 0 || (order == 0 && next.source().equals(known.source()) && next.sequence() < known.sequence());
        return before ? known : next;
    }

    private void tellReadThrough(TickReader reading) {
        reading.positions()
                .forEach((partition, next) ->
                        acks.readThrough(new TopicPartition(Topics.TICKS.topicName(), partition), next));
    }

    /** @param ends by partition the offset after the last tick that counts; absent, the topic's */
    private TickReader reader(Map<Integer, Long> ends) {
        TickReader known = reader;
        if (known != null) {
            return known;
        }
        TickReader made = new TickReader(
                clients,
                (partition, begin, end) -> Math.max(begin, ends.getOrDefault(partition, end) - lookback),
                this);
        reader = made;
        return made;
    }

    private static boolean behind(TickReader reading, Map<Integer, Long> ends) {
        Map<Integer, Long> at = reading.positions();
        return ends.entrySet().stream().anyMatch(end -> at.getOrDefault(end.getKey(), 0L) < end.getValue());
    }
}
