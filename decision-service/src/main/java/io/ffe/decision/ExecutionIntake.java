package io.ffe.decision;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.store.Positions;
import io.ffe.messaging.inbox.RunAdmission;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Execution.OrderStatus;
import io.ffe.schema.serde.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;

/**
 * Takes an execution in: what it states about a position of ours decides which actions a model may choose from, and a
 * fill says which decision was traded. Runs inside the inbox's transaction.
 */
@ApplicationScoped
public class ExecutionIntake {

    private final DecisionConfig config;
    private final RunAdmission admission;
    private final Positions positions;
    private final Feedback feedback;

    ExecutionIntake(DecisionConfig config, RunAdmission admission, Positions positions, Feedback feedback) {
        this.config = config;
        this.admission = admission;
        this.positions = positions;
        this.feedback = feedback;
    }

    /** @throws io.ffe.messaging.inbox.Refusal for an execution of another run, or one without the run's kind of time */
    public void take(Execution execution, Envelope envelope) {
        admission.admit(execution.runId(), envelope);
        OrderStatus order = execution.order();
        BigDecimal stated = execution.positionQuantity();
        if (order != null && stated != null && config.portfolios().contains(execution.portfolioId())) {
            positions.state(execution.portfolioId(), order.symbol(), stated, execution.sequence());
        }
        if (execution.kind() == Execution.Kind.FILL && order != null && order.decisionId() != null) {
            feedback.traded(order.decisionId());
        }
    }
}
