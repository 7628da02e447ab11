package io.ffe.decision.kafka;

import io.ffe.decision.ExecutionIntake;
import io.ffe.messaging.inbox.Inbox;
import io.ffe.schema.event.Execution;
import io.ffe.schema.topic.Topics;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/** {@code ffe.executions.v1}, by portfolio. */
@ApplicationScoped
class ExecutionChannel {

    private final Inbox inbox;
    private final ExecutionIntake intake;

    ExecutionChannel(Inbox inbox, ExecutionIntake intake) {
        this.inbox = inbox;
        this.intake = intake;
    }

    @Incoming("executions")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        inbox.receive(record, Topics.EXECUTIONS, Execution.class, intake::take);
    }
}
