package io.ffe.stack.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.broker.BrokerAccess;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.process.SupervisedProcess;
import io.ffe.stack.run.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a broker of its own, which it takes away. */
class TopicReaderIT {

    /** Eight megabytes: several fetches of a partition. */
    private static final int RECORDS = 128;

    private static final byte[] VALUE = new byte[64 * 1024];

    @TempDir
    private Path folder;

    @Test
    void a_broker_that_goes_away_while_it_is_read_is_waited_for_only_so_long() throws Exception {
        Home home = Home.locate();
        Embedded.Settings settings = Embedded.Settings.in(folder, home, "unused");
        try (Embedded embedded = new Embedded(settings, event -> {})) {
            String bootstrapServers = embedded.startKafka();
            write(bootstrapServers);
            SupervisedProcess broker = embedded.processes().getFirst();
            AtomicInteger read = new AtomicInteger();
            try (TopicReader reader = new TopicReader(BrokerAccess.open(bootstrapServers), Duration.ofSeconds(2))) {
                assertThatThrownBy(() -> reader.all(Topics.BARS.topicName(), record -> {
                            if (read.getAndIncrement() == 0) {
                                kill(broker);
                            }
                        }))
                        .isInstanceOf(TimeoutException.class)
                        .hasMessageStartingWith("the broker has sent nothing for 2 s of [ffe.bars.v1-0]");
            }
            assertThat(read).hasValueBetween(1, RECORDS - 1);
        }
    }

    private static void kill(SupervisedProcess broker) {
        broker.hold();
        broker.handle()
                .ifPresent(process -> assertThat(process.destroyForcibly()).isTrue());
    }

    private static void write(String bootstrapServers) throws Exception {
        try (Admin admin = TopicCreation.admin(bootstrapServers);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            TopicCreation.createMissing(admin);
            for (int i = 0; i < RECORDS; i++) {
                assertThat(producer.send(new ProducerRecord<>(Topics.BARS.topicName(), 0, new byte[0], VALUE))
                                .get()
                                .offset())
                        .isEqualTo(i);
            }
        }
    }
}
