package io.ffe.messaging.replay;

import io.ffe.messaging.FailPoints;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.ReadingThread;
import io.ffe.messaging.kafka.Records;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.Origin;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.Decoded.Refused;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.jboss.logging.Logger;

/**
 * Takes beats from the clock topic and hands them to the process's listeners, each once and in rising order: one that comes
 * again, late, or from another run does not turn time back. After a start it begins with the last beat there is: the ones
 * before it were answered by everybody, or it would not be there.
 */
@ApplicationScoped
public class BeatReader {

    private static final Logger LOG = Logger.getLogger(BeatReader.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final RunConfig run;
    private final LogicalTime time;
    private final Acks acks;
    private final Instance<BeatListener> listeners;
    private final ReadingThread thread;

    /** Number of the last beat that every listener has returned from; this thread's own. */
    private long done;

    BeatReader(KafkaClients clients, RunConfig run, LogicalTime time, Acks acks, Instance<BeatListener> listeners) {
        this.thread = new ReadingThread("beats", clients, this::follow);
        this.run = run;
        this.time = time;
        this.acks = acks;
        this.listeners = listeners;
    }

    void start(@Observes StartupEvent ready) {
        if (run.origin() != Origin.LIVE && run.stage() != Stage.MARKET_DATA) {
            thread.start();
        }
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        thread.stop();
    }

    private void follow(KafkaConsumer<String, byte[]> reading, BooleanSupplier going) {
        seekToLast(reading);
        while (going.getAsBoolean()) {
            for (ConsumerRecord<String, byte[]> record : reading.poll(POLL)) {
                take(record);
            }
        }
    }

    private void seekToLast(KafkaConsumer<String, byte[]> reading) {
        Optional<ClockTopic.Place> last = ClockTopic.newest(reading, run.id());
        if (last.isPresent()) {
            reading.seek(ClockTopic.CLOCK, last.get().offset());
        } else {
            reading.seekToBeginning(List.of(ClockTopic.CLOCK));
        }
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        switch (EventCodec.decode(Topics.CLOCK, record.key(), record.value(), Records.headers(record.headers()))) {
            case Accepted(Beat beat, var envelope)
            when beat.runId().equals(run.id()) -> {
                if (beat.beat() > done) {
                    time.runAt(beat.now(), () -> listeners.forEach(listener -> listener.onBeat(beat)));
                    FailPoints.hit(run.stage().label() + ".after-beat");
                    done = beat.beat();
                    acks.beatDone(done);
                }
            }
            case Accepted(var foreign, var envelope) ->
                LOG.warnf("beat of another run ignored offset=%d subject=%s", record.offset(), foreign.subject());
            case Refused(var reason, String detail) ->
                LOG.errorf("beat refused offset=%d reason=%s detail=%s", record.offset(), reason, detail);
        }
    }
}
