package io.ffe.decision.kafka;

import io.ffe.decision.DecisionWorker;
import io.ffe.decision.SnapshotIntake;
import io.ffe.messaging.inbox.Inbox;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.topic.Topics;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** Hands snapshots to the intake, and wakes the worker when each is committed. */
@ApplicationScoped
class SnapshotChannel {

    private final Inbox inbox;
    private final SnapshotIntake intake;
    private final DecisionWorker worker;

    SnapshotChannel(Inbox inbox, SnapshotIntake intake, DecisionWorker worker) {
        this.inbox = inbox;
        this.intake = intake;
        this.worker = worker;
    }

    @Incoming("snapshots")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        inbox.receive(record, Topics.SNAPSHOTS, Snapshot.class, intake::take);
        worker.wake();
    }
}
