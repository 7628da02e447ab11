package io.ffe.messaging.replay;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Origin;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells the replay how far this process has come. Everything that moves it calls in here; one thread sends. In lock-step
 * the replay waits for it, in a free run it only looks how much is under way.
 *
 * <p>The order in which an ack is put together is what makes it true: what was read first, then what is still pending,
 * then what was written. So an ack without pending work names every record that its reads have caused.
 */
@ApplicationScoped
public class Acks {

    private static final Logger LOG = Logger.getLogger(Acks.class);

    /** Also sent without a change, so that a replay that was restarted learns where everybody is. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    private static final TopicPartition ACKS = new TopicPartition(Topics.ACKS.topicName(), 0);
    private static final long UNKNOWN = -1;

    private final KafkaClients clients;
    private final RunConfig run;
    private final Clock clock;
    private final Instance<PendingWork> works;
    private final Map<TopicPartition, Long> readThrough = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> writtenThrough = new ConcurrentHashMap<>();
    private final Semaphore changed = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "acks");
    private volatile long beat;
    private volatile boolean running = true;

    Acks(KafkaClients clients, RunConfig run, Clock clock, Instance<PendingWork> works) {
        this.clients = clients;
        this.run = run;
        this.clock = clock;
        this.works = works;
    }

    void start(@Observes StartupEvent ready) {
        if (run.origin() != Origin.LIVE && run.stage() != Stage.MARKET_DATA) {
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        end();
        thread.join(TimeUnit.SECONDS.toMillis(2));
    }

    /** After a start that failed nobody is told of a shutdown; this thread would go on saying that nothing is there any more. */
    @PreDestroy
    void end() {
        running = false;
        changed();
    }

    /** The next offset that this process will read of a partition it owns. */
    public void readThrough(TopicPartition partition, long next) {
        readThrough.put(partition, next);
        changed();
    }

    /** This process no longer owns the partition. */
    public void lost(TopicPartition partition) {
        readThrough.remove(partition);
        changed();
    }

    /** The offset after the last record that this process wrote; must be told before the work stops being pending. */
    public void writtenThrough(TopicPartition partition, long next) {
        writtenThrough.merge(partition, next, Math::max);
    }

    /** The beat has been taken in, with all that it asks of this process. */
    void beatDone(long number) {
        beat = number;
        changed();
    }

    /** Something that an ack tells may have changed, as when a job ended. */
    public void changed() {
        if (changed.availablePermits() == 0) {
            changed.release();
        }
    }

    private void run() {
        @Nullable Ack last = null;
        long sequence = 0;
        long sentAt = System.nanoTime();
        long life = UNKNOWN;
        while (running) {
            try {
                if (life == UNKNOWN) {
                    life = learnPast();
                }
                boolean noticed = changed.tryAcquire(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                changed.drainPermits();
                // By the clock and not by the quiet: changes that come to nothing must not silence the heartbeat.
                boolean heartbeat = !noticed || System.nanoTime() - sentAt >= HEARTBEAT.toNanos();
                Ack ack = ack(life, sequence + 1);
                if (heartbeat || last == null || !sameProgress(ack, last)) {
                    send(ack);
                    sentAt = System.nanoTime();
                    last = ack;
                    sequence++;
                }
            } catch (InterruptedException stopping) {
                return;
            } catch (Exception trouble) {
                // The database or the broker is away: readiness says so elsewhere, and the replay's patience stands
                // still.
                LOG.warnf("ack waits cause=%s", trouble.toString());
                LOG.debug("ack waits", trouble);
                pauseAfterTrouble();
            }
        }
    }

    private Ack ack(long life, long sequence) throws Exception {
        long done = beat;
        Map<String, Long> read = byName(readThrough);
        PendingWork.Work all = PendingWork.all(works.stream());
        return new Ack(
                run.id(),
                run.stage().label(),
                run.stage().label() + "-" + run.instance(),
                life,
                sequence,
                done,
                read,
                byName(writtenThrough),
                all.pending(),
                all.working(),
                clock.instant());
    }

    /**
     * What this stage wrote before it died counts as written, whether or not an ack told so.
     *
     * @return this life's number: where acks go on, so behind everything that an earlier life has said, whatever clocks do
     */
    private long learnPast() {
        List<TopicPartition> own = Arrays.stream(Topics.values())
                .filter(topic -> topic.writer().filter(run.stage()::equals).isPresent())
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(partition -> new TopicPartition(topic.topicName(), partition)))
                .toList();
        try (KafkaConsumer<String, byte[]> consumer = clients.newUngroupedConsumer("own-writes")) {
            LastRecords.of(consumer, own).forEach((partition, last) -> writtenThrough(partition, last + 1));
            return consumer.endOffsets(List.of(ACKS)).getOrDefault(ACKS, 0L);
        }
    }

    private void send(Ack ack) {
        clients.producer()
                .send(Records.record(
                        Topics.ACKS.topicName(),
                        ack.key(),
                        EventCodec.payload(ack),
                        EventCodec.headers(ack, run.source(), null, null)));
    }

    private static boolean sameProgress(Ack one, Ack other) {
        return one.beat() == other.beat()
                && one.pending() == other.pending()
                && one.working() == other.working()
                && one.readThrough().equals(other.readThrough())
                && one.writtenThrough().equals(other.writtenThrough());
    }

    private static Map<String, Long> byName(Map<TopicPartition, Long> offsets) {
        Map<String, Long> named = new HashMap<>();
        offsets.forEach((partition, offset) -> named.put(partition.toString(), offset));
        return named;
    }

    private void pauseAfterTrouble() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
            changed();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
