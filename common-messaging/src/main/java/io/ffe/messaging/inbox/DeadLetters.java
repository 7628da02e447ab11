package io.ffe.messaging.inbox;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.serde.DeadLetterHeader;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.topic.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** Puts refused records on {@code <topic>.dlq}: original key, bytes and headers, and headers that say why. */
@ApplicationScoped
public class DeadLetters {

    private static final Logger LOG = Logger.getLogger(DeadLetters.class);

    /** Long enough for a broker that is slow; one that refuses has to show on readiness soon. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Producer<String, byte[]> producer;
    private final RunConfig run;
    private final Clock clock;
    private final MeterRegistry meters;

    public DeadLetters(KafkaClients clients, RunConfig run, Clock clock, MeterRegistry meters) {
        this.producer = clients.newImpatientProducer("dead-letters", PATIENCE);
        this.run = run;
        this.clock = clock;
        this.meters = meters;
    }

    /**
     * Returns when the broker has the record; until then it must not count as handled.
     *
     * @throws KafkaException when the broker has not taken it within some seconds: it may be there all the same, and a second
     *     copy does no harm
     */
    public void put(ConsumerRecord<String, byte[]> record, Topics topic, DeadLetterReason reason, String detail) {
        Letter letter = Letter.of(record);
        ProducerRecord<String, byte[]> dead = new ProducerRecord<>(topic.dlqName(), letter.key(), letter.value());
        letter.headers().forEach(dead.headers()::add);
        for (DeadLetterHeader header : DeadLetterHeader.values()) {
            String value = switch (header) {
                case REASON -> reason.name();
                case DETAIL -> detail + letter.leftOut();
                case TOPIC -> record.topic();
                case PARTITION -> String.valueOf(record.partition());
                case OFFSET -> String.valueOf(record.offset());
                case CONSUMER -> run.stage().label();
                case AT -> clock.instant().toString();
            };
            dead.headers().add(header.headerName(), value.getBytes(StandardCharsets.UTF_8));
        }
        try {
            producer.send(dead).get();
        } catch (ExecutionException refused) {
            throw new KafkaException("dead letter for " + topic.dlqName() + " was not taken", refused.getCause());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new KafkaException("stopped before the dead letter for " + topic.dlqName() + " was taken", stopping);
        }
        meters.counter("ffe.dlq", "topic", topic.topicName(), "reason", reason.name())
                .increment();
        LOG.warnf(
                "record dead-lettered topic=%s partition=%d offset=%d id=%s reason=%s detail=%s",
                record.topic(),
                record.partition(),
                record.offset(),
                Records.headers(record.headers()).get("ce_id"),
                reason,
                detail);
    }

    @PreDestroy
    void close() {
        producer.close(PATIENCE);
    }
}
