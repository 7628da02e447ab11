package io.ffe.papervenue;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** DOWN when commands and ticks have not been able to take turns for a while: somebody holds the turn for ever. */
@Liveness
@ApplicationScoped
public class VenueLive implements HealthCheck {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Venue venue;

    VenueLive(Venue venue) {
        this.venue = venue;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("turns taken")
                .status(venue.takesTurns(PATIENCE))
                .build();
    }
}
