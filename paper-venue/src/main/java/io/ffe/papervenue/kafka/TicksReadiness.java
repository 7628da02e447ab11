package io.ffe.papervenue.kafka;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jspecify.annotations.Nullable;

/** DOWN while ticks cannot be read or what they cause cannot be written down, with the cause. */
@Readiness
@ApplicationScoped
public class TicksReadiness implements HealthCheck {

    private final VenueTicks ticks;

    TicksReadiness(VenueTicks ticks) {
        this.ticks = ticks;
    }

    @Override
    public HealthCheckResponse call() {
        @Nullable String trouble = ticks.trouble();
        return trouble == null
                ? HealthCheckResponse.up("ticks")
                : HealthCheckResponse.named("ticks")
                        .down()
                        .withData("cause", trouble)
                        .build();
    }
}
