package io.ffe.papervenue;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Startup;

/** UP once the journal is read: before that there is no venue to ask. */
@Startup
@ApplicationScoped
public class VenueStarted implements HealthCheck {

    private final Venue venue;

    VenueStarted(Venue venue) {
        this.venue = venue;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("journal recovered")
                .up()
                .withData("line", venue.line())
                .withData("beat", venue.beat())
                .build();
    }
}
