package io.ffe.marketdata;

import io.ffe.bench.BenchRun;
import io.ffe.bench.TickSeries;
import io.ffe.marketdata.domain.PipelineSettings;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.kafka.EventPublisher;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.inbox.DeadLetters;
import io.ffe.messaging.kafka.KafkaAccess;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.messaging.ticks.TickReader;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Timeframe;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.NullMarked;

/**
 * What {@code LiveRun} does between a tick on the topic and a snapshot on the topic, on a thread of its own, with a snapshot at
 * each minute of event time and no database.
 */
@NullMarked
public final class SnapshotsUnderTest implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final EventPublisher events;
    private final TickIntake intake;
    private final MarketView view = new MarketView(symbol -> List.of());
    private final TickReader reader;
    private final Thread thread = new Thread(this::run, "snapshots");
    private volatile boolean running = true;

    public SnapshotsUnderTest(String bootstrapServers) {
        RunConfig run = new BenchRun(Origin.SYNTHETIC);
        MeterRegistry meters = new SimpleMeterRegistry();
        KafkaClients clients = new KafkaClients(KafkaAccess.open(bootstrapServers), run);
        Map<String, SymbolPipeline> pipelines = new TreeMap<>();
        for (String symbol : TickSeries.SYMBOLS) {
            PipelineSettings settings = StageUnderTest.settings(symbol, Timeframe.M1);
            view.open(settings);
            pipelines.put(symbol, StageUnderTest.pipeline(settings));
        }
        this.events = new EventPublisher(clients, run);
        this.intake = new TickIntake(
                pipelines, List.of(view), new DeadLetters(clients, run, Clock.systemUTC(), meters), meters);
        this.reader = new TickReader(clients, Map.of(), intake);
        thread.start();
    }

    private void run() {
        try (reader) {
            while (running) {
                reader.poll(POLL);
                intake.takeBars().forEach(bar -> {
                    view.closed(bar);
                    events.publish(bar, null, null);
                });
                intake.takeSnapshots().forEach(snapshot -> {
                    view.released(snapshot);
                    events.publish(snapshot, null, null);
                });
            }
        } catch (WakeupException stopped) {
            // Asked to.
        }
    }

    @Override
    public void close() throws InterruptedException {
        running = false;
        reader.wakeup();
        thread.join();
    }
}
