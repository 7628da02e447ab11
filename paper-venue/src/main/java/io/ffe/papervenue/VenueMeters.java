package io.ffe.papervenue;

import io.ffe.papervenue.domain.Reason;
import io.ffe.papervenue.domain.VenueEvent;
import io.ffe.papervenue.domain.VenueOrderState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** What the venue counts. Recovery counts nothing: these are of this process. */
@Singleton
public class VenueMeters {

    private final MeterRegistry meters;
    private final Timer force;
    private final AtomicLong lastTickNanos = new AtomicLong(System.nanoTime());

    VenueMeters(MeterRegistry meters) {
        this.meters = meters;
        this.force = Timer.builder("ffe.venue.journal.fsync")
                .description("duration of one call that makes the journal durable")
                .serviceLevelObjectives(Duration.ofMillis(1), Duration.ofMillis(10), Duration.ofMillis(100))
                .register(meters);
        Gauge.builder("ffe.venue.last.tick.age.seconds", lastTickNanos, last -> (System.nanoTime() - last.get()) / 1e9)
                .description("time since the last tick was read, or since the start")
                .register(meters);
        for (VenueOrderState state : VenueOrderState.values()) {
            orders(state);
        }
        meters.counter("ffe.venue.fills");
    }

    void count(VenueEvent event) {
        switch (event.kind()) {
            case FILL -> {
                meters.counter("ffe.venue.fills").increment();
                countOrder(event);
            }
            case ORDER -> countOrder(event);
            case CASH -> meters.counter("ffe.venue.accounts").increment();
        }
    }

    void forced(long nanos) {
        force.record(Duration.ofNanos(nanos));
    }

    void tickRead() {
        lastTickNanos.set(System.nanoTime());
    }

    private void countOrder(VenueEvent event) {
        if (event.order() != null && event.reason() != Reason.RESIZED) {
            orders(event.order().state()).increment();
        }
    }

    /** Steps into a state; partial fills count each. */
    private Counter orders(VenueOrderState state) {
        return meters.counter("ffe.venue.orders", "state", state.name().toLowerCase(Locale.ROOT));
    }
}
