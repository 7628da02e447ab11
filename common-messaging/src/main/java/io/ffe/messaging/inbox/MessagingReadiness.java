package io.ffe.messaging.inbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Default;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * DOWN while a part of messaging waits for the database or the broker, naming the part and the cause.
 *
 * <p>{@code @Default} because {@code @Readiness} is a qualifier and would otherwise be the only one.
 */
@Default
@Readiness
@ApplicationScoped
public class MessagingReadiness implements HealthCheck {

    private final Map<String, String> troubles = new ConcurrentHashMap<>();

    /** @param part as in {@code inbox} or {@code relay} */
    public void down(String part, Throwable cause) {
        troubles.put(part, cause.getClass().getSimpleName() + ": " + cause.getMessage());
    }

    public void up(String part) {
        troubles.remove(part);
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response =
                HealthCheckResponse.named("messaging").status(troubles.isEmpty());
        troubles.forEach(response::withData);
        return response.build();
    }
}
