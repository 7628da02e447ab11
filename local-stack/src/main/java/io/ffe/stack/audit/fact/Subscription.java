package io.ffe.stack.audit.fact;

import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;

/** Every consumer group whose records pass an inbox. */
public enum Subscription {
    DECISION_SNAPSHOTS(Stage.DECISION, Topics.SNAPSHOTS, "ffe-decision"),
    DECISION_EXECUTIONS(Stage.DECISION, Topics.EXECUTIONS, "ffe-decision-executions"),
    RISK_SNAPSHOTS(Stage.RISK, Topics.SNAPSHOTS, "ffe-risk-snapshots"),
    RISK_DECISIONS(Stage.RISK, Topics.DECISIONS, "ffe-risk-decisions"),
    RISK_EXECUTIONS(Stage.RISK, Topics.EXECUTIONS, "ffe-risk-executions"),
    EXECUTION_VERDICTS(Stage.EXECUTION, Topics.VERDICTS, "ffe-execution-verdicts");

    private final Stage stage;
    private final Topics topic;
    private final String group;

    Subscription(Stage stage, Topics topic, String group) {
        this.stage = stage;
        this.topic = topic;
        this.group = group;
    }

    public Stage stage() {
        return stage;
    }

    public Topics topic() {
        return topic;
    }

    /** Kafka's group id. */
    public String group() {
        return group;
    }

    /** The name under which the stage's inbox keeps what it has taken in. */
    public String inbox() {
        return stage.label() + "/" + topic.topicName();
    }
}
