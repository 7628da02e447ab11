package io.ffe.messaging.time;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/**
 * Ages for timers. A record may claim any year, and a timer counts nanoseconds: an age that it cannot hold is left out, and keeps
 * nothing from being done.
 */
public final class Ages {

    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Ages() {}

    /** Of one stage: {@code ffe_stage_age_seconds}, with one set of buckets for all. */
    public static Timer ofStage(MeterRegistry meters, String stage) {
        return Timer.builder("ffe.stage.age")
                .description(
                        "how old what a stage works on is when its effect is out: now minus ce_time of the input, or in market-data"
                                + " minus the asOf of the snapshot")
                .tag("stage", stage)
                .publishPercentileHistogram(false)
                .serviceLevelObjectives(
                        Duration.ofMillis(50),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(15),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5))
                .register(meters);
    }

    public static void record(Timer timer, Duration age) {
        if (age.abs().compareTo(LONGEST) < 0) {
            timer.record(age);
        }
    }
}
