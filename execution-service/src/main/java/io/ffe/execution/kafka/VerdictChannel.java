package io.ffe.execution.kafka;

import io.ffe.execution.OrderThread;
import io.ffe.execution.UnreadableVerdict;
import io.ffe.execution.VerdictIntake;
import io.ffe.messaging.inbox.Inbox;
import io.ffe.messaging.kafka.Records;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.topic.Topics;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** The verdicts topic. */
@ApplicationScoped
class VerdictChannel {

    private final Inbox inbox;
    private final VerdictIntake intake;
    private final OrderThread orders;

    VerdictChannel(Inbox inbox, VerdictIntake intake, OrderThread orders) {
        this.inbox = inbox;
        this.intake = intake;
        this.orders = orders;
    }

    @Incoming("verdicts")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        inbox.receive(
                record,
                Topics.VERDICTS,
                Verdict.class,
                intake::take,
                (reason, detail) -> denyIfNamed(record, reason, detail));
        orders.wake();
    }

    private void denyIfNamed(ConsumerRecord<String, byte[]> record, DeadLetterReason reason, String detail) {
        UnreadableVerdict.of(record.key(), record.value(), Records.headers(record.headers()))
                .ifPresent(verdict -> intake.deny(verdict, reason + ", " + detail));
    }
}
