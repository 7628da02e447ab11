package io.ffe.messaging;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * What {@code /q/health/ready} would answer, as {@code ffe_ready}: 1 or 0, asked every ten seconds, so that an alert can wait for
 * it where nobody probes. No number until the first answer. A check that fails with an exception counts as 0.
 */
@ApplicationScoped
public class ReadyMeter {

    private static final Logger LOG = Logger.getLogger(ReadyMeter.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    private final SmallRyeHealthReporter health;
    private final Periodic looks = new Periodic("ready-meter", EVERY, () -> ready = answer());
    private volatile double ready = Double.NaN;

    ReadyMeter(SmallRyeHealthReporter health, MeterRegistry meters) {
        this.health = health;
        Gauge.builder("ffe.ready", () -> ready)
                .description("1 when every readiness check is up, 0 when one is down")
                .register(meters);
    }

    void start(@Observes StartupEvent started) {
        looks.start();
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        looks.stop();
    }

    private double answer() {
        try {
            return health.getReadiness().isDown() ? 0 : 1;
        } catch (RuntimeException broken) {
            LOG.warnf("readiness cannot be asked cause=%s", broken.toString());
            return 0;
        }
    }
}
