package io.ffe.decision.llm;

import io.ffe.decision.config.DecisionConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;

/** The models as they are configured by these settings and by defaults, outside of a container. */
public final class StubbedModels {

    private StubbedModels() {}

    /** @param settings as in {@code ffe.decision.llm.base-url} */
    public static OllamaModels of(Map<String, String> settings) {
        return of(settings, new SimpleMeterRegistry());
    }

    /** Which count what they do in this registry. */
    static OllamaModels of(Map<String, String> settings, MeterRegistry meters) {
        return new OllamaModels(config(settings), meters);
    }

    /** Ends what their calls have begun. */
    public static void close(OllamaModels models) {
        models.close();
    }

    /** Calls that have not ended on our side. */
    public static int running(OllamaModels models) {
        return models.running();
    }

    /** These settings, and defaults. */
    static DecisionConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(DecisionConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 500))
                .build()
                .getConfigMapping(DecisionConfig.class);
    }
}
