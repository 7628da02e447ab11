package io.ffe.marketdata.kafka;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.replay.ClockTopic;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** What this process said in an earlier life. */
@ApplicationScoped
public class BeatHistory {

    private final KafkaClients clients;
    private final RunConfig run;

    BeatHistory(KafkaClients clients, RunConfig run) {
        this.clients = clients;
        this.run = run;
    }

    /** Number of the run's last beat, 0 when there is none: numbers go on from there. */
    public long lastBeat() {
        try (KafkaConsumer<String, byte[]> consumer = clients.newUngroupedConsumer("last-beat")) {
            return ClockTopic.newest(consumer, run.id())
                    .map(ClockTopic.Place::beat)
                    .orElse(0L);
        }
    }
}
