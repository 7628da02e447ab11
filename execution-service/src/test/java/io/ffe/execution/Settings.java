package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.RunConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** Execution's configuration as a start would read it, without a service. */
public record Settings(ExecutionConfig execution, RunConfig run) {

    /** @param some beside what a start cannot do without; they count where both name a key */
    public static Settings of(Map<String, String> some) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ExecutionConfig.class)
                .withMapping(RunConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "ffe.run.id", "run",
                                "ffe.run.origin", "live",
                                "ffe.run.stage", "execution",
                                "ffe.execution.venue.url", "http://127.0.0.1:1",
                                "ffe.execution.trading-state-file", "/nowhere/trading-state.json"),
                        "test",
                        100))
                .withSources(new PropertiesConfigSource(some, "some", 200))
                .build();
        return new Settings(config.getConfigMapping(ExecutionConfig.class), config.getConfigMapping(RunConfig.class));
    }
}
