package io.ffe.decision;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.AgeLimits;
import io.ffe.decision.domain.Barriers;
import io.ffe.decision.domain.Ensemble;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.SkillRule;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The ladder with the limits that are configured. */
final class DomainSetup {

    DomainSetup() {}

    @Produces
    @Singleton
    static Ladder ladder(DecisionConfig config) {
        return new Ladder(
                Ensemble.standard(config.ensemble().voting(), config.ensemble().quorum()),
                new AgeLimits(config.validity().orElse(null), config.maximumSkew()));
    }

    /** Where decisions are scored. */
    @Produces
    @Singleton
    static Barriers barriers(DecisionConfig config) {
        DecisionConfig.Feedback feedback = config.feedback();
        return new Barriers(
                feedback.stopAtrs(),
                feedback.targetAtrs(),
                feedback.horizonBars(),
                feedback.fee().value().doubleValue());
    }

    /** How scores become weights. */
    @Produces
    @Singleton
    static SkillRule skillRule(DecisionConfig config) {
        DecisionConfig.Feedback feedback = config.feedback();
        return new SkillRule(
                feedback.calibrationLabels(), feedback.shrinkage(), feedback.doublingSkill(), feedback.shadowLabels());
    }
}
