package io.ffe.marketdata;

import io.ffe.bench.BenchRun;
import io.ffe.bench.TickSeries;
import io.ffe.bench.stage.Arm;
import io.ffe.marketdata.domain.PipelineSettings;
import io.ffe.marketdata.domain.QualityLimits;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.kafka.TickPublisher;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.inbox.DeadLetters;
import io.ffe.messaging.kafka.KafkaAccess;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.ticks.TickReader;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instruments;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;

/**
 * The tick path of market-data, as it runs in the service: {@link TickReader}, {@link TickIntake} with every check, the bars of
 * seven timeframes and the ring behind REST, and {@link TickPublisher}. Stands in the service's package because all of it but the
 * edges is the service's own.
 */
@NullMarked
public final class StageUnderTest implements Arm {

    private static final Duration POLL = Duration.ofMillis(100);

    private final RunConfig run = new BenchRun(Origin.SYNTHETIC);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final KafkaClients clients;
    private final DeadLetters deadLetters;

    public StageUnderTest(String bootstrapServers) {
        this.clients = new KafkaClients(KafkaAccess.open(bootstrapServers), run);
        this.deadLetters = new DeadLetters(clients, run, Clock.systemUTC(), meters);
    }

    @Override
    public void run(String out, long count) {
        TickPublisher publisher = new TickPublisher(clients, run, meters, out);
        MarketView view = new MarketView(symbol -> List.of());
        Map<String, SymbolPipeline> pipelines = new TreeMap<>();
        for (String symbol : TickSeries.SYMBOLS) {
            PipelineSettings settings = settings(symbol, Timeframe.M15);
            view.open(settings);
            pipelines.put(symbol, pipeline(settings));
        }
        TickIntake intake =
                new TickIntake(pipelines, List.of(view, tick -> publisher.publish(tick, null)), deadLetters, meters);
        try (TickReader reader = new TickReader(clients, Map.of(), intake)) {
            long read = 0;
            while (read < count) {
                read += reader.poll(POLL);
                intake.takeBars();
                intake.takeSnapshots();
            }
        }
        publisher.flush();
        publisher.close();
    }

    static PipelineSettings settings(String symbol, Timeframe snapshots) {
        return new PipelineSettings(
                "bench",
                Instruments.builtIn().require(symbol),
                Origin.SYNTHETIC,
                snapshots,
                Duration.ZERO,
                QualityLimits.defaults());
    }

    static SymbolPipeline pipeline(PipelineSettings settings) {
        SymbolPipeline pipeline = new SymbolPipeline(settings);
        pipeline.openAt(TickSeries.START);
        return pipeline;
    }

    @Override
    public void close() {}
}
