package io.ffe.marketdata;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** DOWN when the replay cannot go on; the detail says why. */
@Readiness
@ApplicationScoped
class ReplayReadiness implements HealthCheck {

    private final Replay replay;

    ReplayReadiness(Replay replay) {
        this.replay = replay;
    }

    @Override
    public HealthCheckResponse call() {
        ReplayStatus status = replay.status();
        boolean able = switch (status.state()) {
            case WARMING_UP, RUNNING, FINISHED -> true;
            case STALLED, FAILED -> false;
        };
        HealthCheckResponseBuilder response = HealthCheckResponse.named("replay")
                .status(able)
                .withData("state", status.state().name());
        if (status.detail() != null) {
            response.withData("detail", status.detail());
        }
        return response.build();
    }
}
