package io.ffe.execution;

import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Startup;

/** Alive while the thread that sends orders is: without it a restart is the only cure. */
@Liveness
@Startup
@ApplicationScoped
class OrderThreadLiveness implements HealthCheck {

    private final OrderThread orders;

    OrderThreadLiveness(OrderThread orders) {
        this.orders = orders;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("order thread").status(orders.alive()).build();
    }
}
