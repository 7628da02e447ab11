package io.ffe.decision;

import io.ffe.decision.llm.OllamaModel;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says how the model is. Always UP: without a model the technical floor decides, and every decision says so. */
@Readiness
@ApplicationScoped
class ModelReadiness implements HealthCheck {

    private final OllamaModel model;

    ModelReadiness(OllamaModel model) {
        this.model = model;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("llm")
                .up()
                .withData("state", model.state().name())
                .withData("model", model.name())
                .withData("floor", "TECHNICAL")
                .build();
    }
}
