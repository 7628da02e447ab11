package io.ffe.risk.kafka;

import io.ffe.messaging.inbox.Handler;
import io.ffe.messaging.inbox.Inbox;
import io.ffe.risk.DecisionIntake;
import io.ffe.risk.SnapshotWait;
import io.ffe.schema.event.Decision;
import io.ffe.schema.serde.Envelope;
import io.ffe.schema.topic.Topics;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** {@code ffe.decisions.v1}, by portfolio. */
@ApplicationScoped
class DecisionChannel implements Handler<Decision> {

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
        inbox.receive(record, Topics.DECISIONS, Decision.class, this);
    }

    @Override
    public void before(Decision decision) {
        snapshotWait.before(decision);
    }

    @Override
    public void handle(Decision decision, Envelope envelope) {
        intake.take(decision, envelope);
    }
}
