package io.ffe.decision;

import io.ffe.decision.llm.OllamaModel;
import io.ffe.decision.llm.OllamaModels;
import io.ffe.schema.event.TierStep.Tier;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Says how the models are, and what to do about it. Always UP: without a model the technical floor decides, and every
 * decision says so.
 */
@Readiness
@ApplicationScoped
class ModelReadiness implements HealthCheck {

    private final OllamaModels models;

    ModelReadiness(OllamaModels models) {
        this.models = models;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("llm").up().withData("floor", "TECHNICAL");
        for (OllamaModel model : models.rungs()) {
            String of = model.tier() == Tier.LLM_PRIMARY ? "" : "fallback.";
            answer.withData(of + "state", model.state().name());
            answer.withData(of + "model", model.name());
            answer.withData(of + "deadlineMillis", model.deadline().toMillis());
            model.host().ifPresent(url -> answer.withData(of + "url", url.toString()));
            model.digest().ifPresent(digest -> answer.withData(of + "digest", digest));
            model.serverVersion().ifPresent(version -> answer.withData(of + "ollama", version));
            model.remedy().ifPresent(remedy -> answer.withData(of + "remedy", remedy));
        }
        for (OllamaModel seat : models.debate()) {
            String of = "debate." + seat.seat().name().toLowerCase(Locale.ROOT) + ".";
            answer.withData(of + "state", seat.state().name());
            answer.withData(of + "deadlineMillis", seat.deadline().toMillis());
        }
        return answer.build();
    }
}
