package io.ffe.decision;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.AgeLimits;
import io.ffe.decision.domain.Ensemble;
import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.llm.OllamaModels;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;

/**
 * The rungs of the models as the service climbs them: both models, their guards, one attempt each. Stands in the service's package
 * because that is where rungs are the service's own.
 */
@NullMarked
public final class LadderUnderTest implements AutoCloseable {

    private static final Instant AS_OF = Instant.parse("2024-10-04T12:00:00Z");

    private final OllamaModels models;
    private final ModelRungs rungs;
    private final Snapshot snapshot = snapshot();

    /**
     * @param server where Ollama is expected
     * @param deadline of each of the two models
     */
    public LadderUnderTest(URI server, Duration deadline) {
        this.models = new OllamaModels(config(server, deadline), new SimpleMeterRegistry());
        this.rungs = new ModelRungs(
                models, new Ladder(Ensemble.standard(), new AgeLimits(Duration.ofHours(1), Duration.ofSeconds(2))));
    }

    /** What a worker waits for: from before the first model is asked until no model is to be asked any more. */
    public Duration ask() {
        long began = System.nanoTime();
        rungs.ask(snapshot, Held.FLAT, () -> true);
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private static DecisionConfig config(URI server, Duration deadline) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(DecisionConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "ffe.decision.llm.base-url", server.toString(),
                                "ffe.decision.llm.deadline", deadline.toString(),
                                "ffe.decision.llm.fallback.deadline", deadline.toString(),
                                // Each round has to reach the server.
                                "ffe.decision.llm.breaker-volume", "1000"),
                        "bench",
                        500))
                .build()
                .getConfigMapping(DecisionConfig.class);
    }

    private static Snapshot snapshot() {
        List<TimeframePulse> pulses = Arrays.stream(Timeframe.values())
                .map(timeframe -> TimeframePulse.missing(timeframe, "the run has just begun", 0, null))
                .toList();
        return new Snapshot(
                "bench",
                "BTCUSDT",
                AssetClass.CRYPTO,
                Timeframe.M15,
                AS_OF,
                Origin.SYNTHETIC,
                new Quote(new BigDecimal("61837.63"), new BigDecimal("61837.64"), null, null, AS_OF, "bench"),
                pulses,
                null,
                null,
                null,
                Quality.of(List.of(), null),
                null);
    }

    @Override
    public void close() {
        models.close();
    }
}
