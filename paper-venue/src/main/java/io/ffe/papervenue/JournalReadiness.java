package io.ffe.papervenue;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** DOWN while the journal takes nothing more; asking tries again. */
@Readiness
@ApplicationScoped
public class JournalReadiness implements HealthCheck {

    private final Venue venue;

    JournalReadiness(Venue venue) {
        this.venue = venue;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> refusal = venue.journalRefusal();
        return refusal.isEmpty()
                ? HealthCheckResponse.up("journal")
                : HealthCheckResponse.named("journal")
                        .down()
                        .withData("cause", refusal.get())
                        .build();
    }
}
