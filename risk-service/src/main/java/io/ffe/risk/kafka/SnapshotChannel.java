package io.ffe.risk.kafka;

import io.ffe.messaging.inbox.Inbox;
import io.ffe.risk.SnapshotIntake;
import io.ffe.risk.SnapshotWait;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.topic.Topics;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** {@code ffe.snapshots.v1}, by symbol. */
@ApplicationScoped
class SnapshotChannel {

    private final Inbox inbox;
    private final SnapshotIntake intake;
    private final SnapshotWait snapshotWait;

    SnapshotChannel(Inbox inbox, SnapshotIntake intake, SnapshotWait snapshotWait) {
        this.inbox = inbox;
        this.intake = intake;
        this.snapshotWait = snapshotWait;
    }

    @Incoming("snapshots")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        inbox.receive(record, Topics.SNAPSHOTS, Snapshot.class, intake::take);
        snapshotWait.arrived();
    }
}
