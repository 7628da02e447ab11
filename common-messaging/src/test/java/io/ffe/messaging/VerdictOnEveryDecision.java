package io.ffe.messaging;

import io.ffe.messaging.inbox.Inbox;
import io.ffe.messaging.inbox.Refusal;
import io.ffe.messaging.outbox.Outbox;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Decision;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.topic.Topics;
import io.smallrye.common.annotation.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;

/**
 * The smallest service there can be: an effect and a verdict for each decision; portfolio {@code refused} is refused, {@code troubled}
 * fails some times first.
 */
@ApplicationScoped
class VerdictOnEveryDecision {

    private static final String BUG = "42P01";
    private static final String OUTAGE = "08006";

    private final Inbox inbox;
    private final Outbox outbox;
    private final DataSource database;
    private final LogicalTime time;
    private final Traces traces;

    /** By SQLSTATE: an outage in the midst of what does not look like one, fewer than five of it in a row. */
    private final Deque<String> troubles = new ArrayDeque<>(List.of(BUG, BUG, BUG, BUG, OUTAGE, BUG));

    VerdictOnEveryDecision(Inbox inbox, Outbox outbox, DataSource database, LogicalTime time, Traces traces) {
        this.inbox = inbox;
        this.outbox = outbox;
        this.database = database;
        this.time = time;
        this.traces = traces;
    }

    @Incoming("decisions")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        inbox.receive(record, Topics.DECISIONS, Decision.class, (decision, envelope) -> {
            if (decision.portfolioId().equals("troubled") && !troubles.isEmpty()) {
                throw new IllegalStateException(new SQLException("on purpose", troubles.remove()));
            }
            writeEffect(decision);
            outbox.append(Topics.VERDICTS, Samples.noOrder(decision), decision.portfolioId(), Duration.ofMillis(5));
            if (decision.portfolioId().equals("refused")) {
                throw new Refusal(DeadLetterReason.FOREIGN_PRODUCER, "portfolioId is refused, expected another");
            }
        });
    }

    private void writeEffect(Decision decision) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO effect VALUES (?, ?, ?)")) {
            insert.setString(1, decision.decisionId());
            insert.setString(2, traces.traceparent());
            insert.setTimestamp(3, Timestamp.from(time.now()));
            insert.executeUpdate();
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
