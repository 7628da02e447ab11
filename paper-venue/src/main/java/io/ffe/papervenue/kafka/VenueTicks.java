package io.ffe.papervenue.kafka;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.replay.Acks;
import io.ffe.messaging.replay.BeatListener;
import io.ffe.messaging.ticks.BelievedTicks;
import io.ffe.messaging.ticks.TickReader;
import io.ffe.messaging.ticks.TickRecord;
import io.ffe.papervenue.Unavailable;
import io.ffe.papervenue.Venue;
import io.ffe.papervenue.config.VenueConfig;
import io.ffe.papervenue.domain.TopOfBook;
import io.ffe.papervenue.domain.VenueRules;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Tick;
import io.ffe.schema.topic.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Brings the ticks to the venue. */
@ApplicationScoped
public class VenueTicks implements BeatListener {

    private static final Logger LOG = Logger.getLogger(VenueTicks.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final Venue venue;
    private final KafkaClients clients;
    private final Acks acks;
    private final RunConfig run;
    private final long markNanos;
    private final BelievedTicks believed;
    private final TickMerge merge = new TickMerge();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "ticks");
    private volatile @Nullable TickReader reader;
    private volatile @Nullable String trouble = "not started";

    VenueTicks(Venue venue, KafkaClients clients, Acks acks, RunConfig run, VenueConfig config, VenueRules rules) {
        this.venue = venue;
        this.clients = clients;
        this.acks = acks;
        this.run = run;
        this.markNanos = config.markEvery().toNanos();
        this.believed = new BelievedTicks(
                run.origin(),
                config.maxClockSkew(),
                rules.instruments(),
                symbol -> venue.quote(symbol).map(TopOfBook::middle));
    }

    void start(@Observes StartupEvent ready) {
        tellReadThrough();
        if (run.lockStep()) {
            trouble = null;
        } else {
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent stop) throws InterruptedException {
        stopping.countDown();
        TickReader reading = reader;
        if (reading != null) {
            reading.wakeup();
        }
        thread.join(TimeUnit.SECONDS.toMillis(5));
    }

    /** What keeps ticks from being read; null when nothing does. */
    @Nullable
    String trouble() {
        return trouble;
    }

    @Override
    public void onBeat(Beat beat) {
        if (!run.lockStep()) {
            return;
        }
        if (beat.beat() <= venue.beat()) {
            tellReadThrough();
            return;
        }
        venue.beginBeat(beat.beat());
        try {
            if (!matched(beat)) {
                TickReader reading = reader();
                reading.mergeThrough(beat.tickEnds());
                merge.drain(record -> take(record, beat.beat()));
            }
            // What was refused on the way is read as well: market-data dead-letters it.
            beat.tickEnds().forEach((partition, end) -> venue.passThrough(partition, end));
            untilWritten(() -> venue.beatMerged(beat.beat(), beat.now()));
            trouble = null;
        } catch (RuntimeException failed) {
            // What was fetched and not matched is read again from the offsets that the venue knows.
            closeReader();
            trouble = failed.toString();
            throw failed;
        }
        tellReadThrough();
    }

    /** A run that was restored comes to a time again that is past here: all its ticks are matched, and may not be on the topic yet. */
    private boolean matched(Beat beat) {
        Map<Integer, Long> readThrough = venue.readThrough();
        return beat.tickEnds().entrySet().stream()
                .allMatch(end -> end.getValue() <= readThrough.getOrDefault(end.getKey(), 0L));
    }

    private void run() {
        while (stopping.getCount() > 0) {
            try {
                readOn(reader());
            } catch (WakeupException | InterruptException stopped) {
                closeReader();
                return;
            } catch (RuntimeException failed) {
                closeReader();
                trouble = failed.toString();
                LOG.warnf("ticks will be read again cause=%s", failed.toString());
                LOG.debug("ticks will be read again", failed);
                pause();
            }
        }
        closeReader();
    }

    private void readOn(TickReader reading) {
        long marked = System.nanoTime();
        while (stopping.getCount() > 0) {
            int records = reading.poll(POLL);
            trouble = null;
            if (records > 0) {
                merge.drain(record -> take(record, 0));
                venue.force();
            }
            if (records > 0 || reading.answered()) {
                // What was refused on the way is read as well, and no tick may ever come behind it.
                reading.positions().forEach(venue::passThrough);
                tellReadThrough();
            }
            untilWritten(venue::expire);
            if (System.nanoTime() - marked >= markNanos) {
                untilWritten(venue::mark);
                marked = System.nanoTime();
            }
        }
    }

    private void take(TickRecord record, long inBeat) {
        Tick tick = believed.in(record);
        if (tick != null) {
            untilWritten(() -> venue.take(tick, record.partition(), record.offset(), inBeat));
        } else {
            venue.passThrough(record.partition(), record.offset() + 1);
        }
    }

    private void untilWritten(Runnable work) {
        while (true) {
            try {
                work.run();
                return;
            } catch (Unavailable full) {
                if (trouble == null) {
                    LOG.errorf("ticks wait detail=\"%s\"", full.getMessage());
                }
                trouble = full.getMessage();
                if (pause()) {
                    throw full;
                }
            }
        }
    }

    /** Returns true when the process is stopping. */
    private boolean pause() {
        try {
            return stopping.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private TickReader reader() {
        TickReader open = reader;
        if (open == null) {
            open = new TickReader(clients, venue.readThrough(), merge);
            reader = open;
        }
        return open;
    }

    private void closeReader() {
        TickReader open = reader;
        reader = null;
        merge.drain(ignored -> {});
        if (open != null) {
            open.close();
        }
    }

    private void tellReadThrough() {
        var readThrough = venue.readThrough();
        for (int partition = 0; partition < Topics.TICKS.partitions(); partition++) {
            acks.readThrough(
                    new TopicPartition(Topics.TICKS.topicName(), partition), readThrough.getOrDefault(partition, 0L));
        }
    }
}
