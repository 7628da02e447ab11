package io.ffe.decision;

import io.ffe.decision.store.Outcomes;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fills a database that has no outcome from the topic, on a thread of its own: after a loss of the database members keep what they
 * have achieved. In a new run there is nothing on the topic. What is on record already stays as it is. Which is begun and not ended, because
 * the process died meanwhile, is begun again at the next start; reading twice adds nothing twice.
 */
@ApplicationScoped
class OutcomeRebuild {

    private static final Logger LOG = Logger.getLogger(OutcomeRebuild.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration TROUBLE_PAUSE = Duration.ofSeconds(1);

    private final KafkaClients clients;
    private final RunConfig run;
    private final Outcomes outcomes;
    private volatile @Nullable Thread thread;
    private volatile boolean running = true;

    OutcomeRebuild(KafkaClients clients, RunConfig run, Outcomes outcomes) {
        this.clients = clients;
        this.run = run;
        this.outcomes = outcomes;
    }

    void start(@Observes StartupEvent ready) {
        if (begin()) {
            Thread next = new Thread(this::run, "outcome-rebuild");
            thread = next;
            next.start();
        }
    }

    /** Whether there is something to do; recorded, so that it is known after a death. */
    boolean begin() {
        return QuarkusTransaction.requiringNew().call(outcomes::beginRebuild);
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        Thread last = thread;
        if (last != null) {
            last.interrupt();
            last.join(TimeUnit.SECONDS.toMillis(5));
        }
    }

    private void run() {
        while (running) {
            try {
                int found = rebuild();
                if (!running) {
                    return;
                }
                QuarkusTransaction.requiringNew().run(outcomes::endRebuild);
                if (found > 0) {
                    LOG.infof("outcomes are taken from the topic outcomes=%d", found);
                }
                return;
            } catch (RuntimeException trouble) {
                if (running) {
                    LOG.warnf("outcomes are taken from the topic later cause=%s", trouble.toString());
                    LOG.debug("outcomes are taken from the topic later", trouble);
                    pause();
                }
            }
        }
    }

    /** Reads the topic as far as it goes now. @return how many outcomes were not on record */
    int rebuild() {
        int added = 0;
        try (KafkaConsumer<String, byte[]> consumer = clients.newUngroupedConsumer("outcome-rebuild")) {
            List<TopicPartition> partitions = consumer.partitionsFor(Topics.OUTCOMES.topicName()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (running
                    && ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                List<Outcome> read = new ArrayList<>();
                consumer.poll(POLL).forEach(record -> outcomeIn(record, read));
                added += QuarkusTransaction.requiringNew()
                        .call(() -> (int) read.stream().filter(outcomes::add).count());
            }
        }
        return added;
    }

    private void outcomeIn(ConsumerRecord<String, byte[]> record, List<Outcome> into) {
        if (EventCodec.decode(Topics.OUTCOMES, record.key(), record.value(), Records.headers(record.headers()))
                        instanceof Accepted accepted
                && accepted.event() instanceof Outcome outcome
                && outcome.runId().equals(run.id())) {
            into.add(outcome);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(TROUBLE_PAUSE.toMillis());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
