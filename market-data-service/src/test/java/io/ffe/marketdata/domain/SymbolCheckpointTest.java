package io.ffe.marketdata.domain;

import static io.ffe.marketdata.domain.Market.RUN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.marketdata.feed.SyntheticMarket;
import io.ffe.marketdata.feed.SyntheticSettings;
import io.ffe.marketdata.feed.WarmUpBars;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instruments;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.serde.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SymbolCheckpointTest {

    private static final PipelineSettings SETTINGS = new PipelineSettings(
            RUN,
            Instruments.builtIn().require("EURUSD"),
            Origin.SYNTHETIC,
            Timeframe.M5,
            Duration.ofSeconds(7),
            QualityLimits.defaults());

    private static SyntheticMarket market() {
        return new SyntheticMarket(
                new SyntheticSettings(
                        3,
                        List.of("EURUSD"),
                        Instant.parse("2025-01-06T00:00:00Z"),
                        Duration.ofSeconds(5),
                        Duration.ofDays(9)),
                Instruments.builtIn(),
                RUN);
    }

    private static SymbolPipeline warmed(SyntheticMarket market) {
        SymbolPipeline pipeline = new SymbolPipeline(SETTINGS);
        try (WarmUpBars past = market.past(List.of())) {
            past.forEachRemaining(pipeline::warmUp);
        }
        pipeline.openAt(market.start());
        return pipeline;
    }

    private static SymbolPipeline throughJson(SymbolPipeline pipeline) throws Exception {
        byte[] json = Json.mapper().writeValueAsBytes(pipeline.checkpoint());
        SymbolCheckpoint read = Json.mapper().readValue(json, SymbolCheckpoint.class);
        assertThat(read).isEqualTo(pipeline.checkpoint());
        return SymbolPipeline.restore(SETTINGS, read);
    }

    private static Closed closed(TickOutcome outcome) {
        return switch (outcome) {
            case TickOutcome.Folded(Closed closed, Set<TickNote> notes) -> closed;
            case TickOutcome.Late late -> Closed.NOTHING;
            case TickOutcome.Repeated repeated -> throw new AssertionError(repeated);
            case TickOutcome.Refused refused -> throw new AssertionError(refused);
        };
    }

    /** The restored one is thrown away and restored anew again and again, the original never is. */
    @Test
    void a_pipeline_restored_from_json_goes_on_bit_for_bit() throws Exception {
        SyntheticMarket market = market();
        SymbolPipeline original = warmed(market);
        SymbolPipeline restored = throughJson(original);
        SplittableRandom random = new SplittableRandom(11);
        List<String> hashes = new ArrayList<>();
        for (int i = 0; i < 8_000; i++) {
            Tick tick = market.next();
            Closed expected = closed(original.onTick(tick, tick.receivedAt()));
            Closed actual = closed(restored.onTick(tick, tick.receivedAt()));
            assertThat(actual).isEqualTo(expected);
            for (Snapshot snapshot : actual.snapshots()) {
                hashes.add(CoreHash.of(snapshot));
            }
            if (random.nextInt(200) == 0) {
                restored = throughJson(restored);
            }
        }
        assertThat(hashes).hasSizeGreaterThan(130).doesNotHaveDuplicates();
        assertThat(restored.checkpoint()).isEqualTo(original.checkpoint());
    }

    @Test
    void a_checkpoint_of_another_symbol_or_format_is_refused() {
        SymbolCheckpoint checkpoint = warmed(market()).checkpoint();
        PipelineSettings pound = new PipelineSettings(
                RUN,
                Instruments.builtIn().require("GBPUSD"),
                Origin.SYNTHETIC,
                Timeframe.M5,
                Duration.ZERO,
                QualityLimits.defaults());
        assertThatThrownBy(() -> SymbolPipeline.restore(pound, checkpoint))
                .hasMessage("checkpoint is of EURUSD, expected GBPUSD");
        SymbolCheckpoint future = new SymbolCheckpoint(
                SymbolCheckpoint.FORMAT + 1,
                checkpoint.symbol(),
                checkpoint.bars(),
                checkpoint.timeframes(),
                checkpoint.quality(),
                checkpoint.counts(),
                checkpoint.path());
        assertThatThrownBy(() -> SymbolPipeline.restore(SETTINGS, future))
                .hasMessageContaining(
                        "format " + (SymbolCheckpoint.FORMAT + 1) + ", expected " + SymbolCheckpoint.FORMAT);
    }

    @Test
    void a_checkpoint_stays_small() throws Exception {
        byte[] json = Json.mapper().writeValueAsBytes(warmed(market()).checkpoint());
        assertThat(json.length).isLessThan(32 * 1024);
    }
}
