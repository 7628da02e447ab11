package io.ffe.execution;

import io.micrometer.core.instrument.Metrics;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Meters end with their application. Tests start several in one process, the global registry outlives them, and what the next one
 * registers under the same name would be ignored: its tests would read the figures of the one before.
 */
@ApplicationScoped
class MetersEnd {

    void stop(@Observes @Priority(Integer.MAX_VALUE) ShutdownEvent stopping) {
        Metrics.globalRegistry.clear();
    }
}
