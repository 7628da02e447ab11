package io.ffe.risk.kafka;

import io.ffe.messaging.inbox.Inbox;
import io.ffe.messaging.kafka.Records;
import io.ffe.risk.DecisionIntake;
import io.ffe.risk.SnapshotWait;
import io.ffe.schema.event.Decision;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** {@code ffe.decisions.v1}, by portfolio. */
@ApplicationScoped
class DecisionChannel {

    private final Inbox inbox;
    private final SnapshotWait snapshotWait;
    private final DecisionIntake intake;

    DecisionChannel(Inbox inbox, SnapshotWait snapshotWait, DecisionIntake intake) {
        this.inbox = inbox;
        this.snapshotWait = snapshotWait;
        this.intake = intake;
    }

    @Incoming("decisions")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        waitForItsSnapshot(record);
        inbox.receive(record, Topics.DECISIONS, Decision.class, intake::take);
    }

    /** Reads the record once more than the inbox does: the wait has to be over before the inbox opens its transaction. */
    private void waitForItsSnapshot(ConsumerRecord<String, byte[]> record) {
        if (EventCodec.decode(Topics.DECISIONS, record.key(), record.value(), Records.headers(record.headers()))
                        instanceof Accepted accepted
                && accepted.event() instanceof Decision decision) {
            snapshotWait.before(decision);
        }
    }
}
