package io.ffe.decision;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.llm.OllamaModels;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.config.Complaints;
import io.ffe.messaging.config.StartChecks;
import io.ffe.schema.topic.Stage;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;

/** Mode, workers, models and prompts, as at the start. */
public final class DecisionStartChecks implements StartChecks {

    @Override
    public String service() {
        return "decision-service";
    }

    @Override
    public Class<?> mapping() {
        return DecisionConfig.class;
    }

    @Override
    public String stage() {
        return Stage.DECISION.label();
    }

    @Override
    public List<String> settings(SmallRyeConfig config) {
        DecisionConfig ours = config.getConfigMapping(DecisionConfig.class);
        RunConfig run = config.getConfigMapping(RunConfig.class);
        return new Complaints()
                .of(() -> DecisionPublication.permitted(ours.mode(), run.origin()))
                .of(() -> DecisionWorker.check(ours))
                .of(() -> Feedback.check(ours))
                .of(() -> OllamaModels.check(ours.llm()))
                .of(() -> OllamaModels.checkPrompts(ours.llm()))
                .all();
    }
}
