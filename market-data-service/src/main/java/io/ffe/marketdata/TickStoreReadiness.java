package io.ffe.marketdata;

import io.ffe.marketdata.TickStoreMeters.Outcome;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** DOWN while the database takes no ticks, with the cause; says how many wait, and how many will never be stored. */
@Readiness
@ApplicationScoped
class TickStoreReadiness implements HealthCheck {

    private final TickStore store;
    private final TickStoreMeters meters;

    TickStoreReadiness(TickStore store, TickStoreMeters meters) {
        this.store = store;
        this.meters = meters;
    }

    @Override
    public HealthCheckResponse call() {
        Optional<String> trouble = store.trouble();
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("tick-store").status(trouble.isEmpty());
        if (!store.enabled()) {
            return response.withData("state", "off").build();
        }
        trouble.ifPresent(cause -> response.withData("cause", cause));
        return response.withData("offered", meters.offered())
                .withData("stored", meters.total(Outcome.STORED))
                .withData("queued", meters.queued())
                .withData("overflowed", meters.total(Outcome.OVERFLOWED))
                .withData("refused", meters.total(Outcome.REFUSED))
                .build();
    }
}
