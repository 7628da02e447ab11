package io.ffe.decision;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.AgeLimits;
import io.ffe.decision.domain.Ensemble;
import io.ffe.decision.domain.Ladder;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The ladder with the limits that are configured. */
final class DomainSetup {

    DomainSetup() {}

    @Produces
    @Singleton
    static Ladder ladder(DecisionConfig config) {
        return new Ladder(Ensemble.standard(), new AgeLimits(config.validity().orElse(null), config.maximumSkew()));
    }
}
