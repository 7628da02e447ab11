package io.ffe.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.marketdata.config.MarketDataConfig.ProviderName;
import io.ffe.marketdata.domain.PipelineSettings;
import io.ffe.marketdata.domain.QualityLimits;
import io.ffe.marketdata.domain.SymbolPipeline;
import io.ffe.marketdata.feed.live.FeedTrouble;
import io.ffe.marketdata.feed.live.FeedTrouble.Kind;
import io.ffe.marketdata.feed.live.History;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** A provider that stumbles once must not cost a run its past. */
class WarmStartTest {

    private static final Instant START = Instant.parse("2026-04-07T14:30:00Z");
    private static final Instrument BTC = Instruments.builtIn().require("BTCUSD");

    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void a_provider_that_is_away_for_a_moment_is_asked_again() throws InterruptedException {
        Stumbling history = new Stumbling(Kind.DISCONNECTED, Kind.RATE_LIMITED);

        assertThat(warmed(Map.of(ProviderName.COINBASE, history))).isEqualTo(1);
        assertThat(pauses).containsExactly(WarmStart.PAUSE, WarmStart.PAUSE);
    }

    @Test
    void what_waiting_does_not_help_goes_to_the_next_provider_at_once() throws InterruptedException {
        Stumbling refused = new Stumbling(Kind.UNAUTHORIZED);

        assertThat(warmed(Map.of(ProviderName.COINBASE, refused, ProviderName.OANDA, new Stumbling())))
                .isEqualTo(1);
        assertThat(refused.asked).isEqualTo(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void a_provider_that_stays_away_does_not_hold_up_the_start_for_each_symbol_anew() throws InterruptedException {
        WarmStart start = new WarmStart(name -> Optional.of(new Stumbling(Kind.DISCONNECTED, 1_000)), pauses::add);
        for (int symbol = 0; symbol < 20; symbol++) {
            start.warm(pipeline(), BTC, List.of(ProviderName.COINBASE), START, "run-1");
        }

        assertThat(pauses).hasSize(5);
    }

    private long warmed(Map<ProviderName, History> histories) throws InterruptedException {
        SymbolPipeline pipeline = pipeline();
        new WarmStart(name -> Optional.ofNullable(histories.get(name)), pauses::add)
                .warm(pipeline, BTC, List.of(ProviderName.COINBASE, ProviderName.OANDA), START, "run-1");
        pipeline.openAt(START);
        return pipeline.counts().warmUpRows();
    }

    private static SymbolPipeline pipeline() {
        return new SymbolPipeline(new PipelineSettings(
                "run-1", BTC, Origin.LIVE, Timeframe.M15, Duration.ZERO, QualityLimits.defaults()));
    }

    /** Has one bar, once it has stumbled often enough. */
    private static final class Stumbling implements History {

        private final Queue<Kind> troubles = new ArrayDeque<>();
        private int asked;

        Stumbling(Kind... troubles) {
            this.troubles.addAll(List.of(troubles));
        }

        Stumbling(Kind trouble, int times) {
            for (int time = 0; time < times; time++) {
                troubles.add(trouble);
            }
        }

        @Override
        public List<Bar> before(Instrument instrument, Instant moment, String runId) throws FeedTrouble {
            asked++;
            Kind trouble = troubles.poll();
            if (trouble != null) {
                throw new FeedTrouble(trouble, "trouble of a test");
            }
            BigDecimal price = new BigDecimal("68900");
            return List.of(new Bar(
                    runId,
                    instrument.symbol(),
                    Timeframe.M15,
                    moment.minus(Duration.ofMinutes(15)),
                    moment,
                    new Ohlc(price, price, price, price),
                    null,
                    null,
                    BigDecimal.ONE,
                    4,
                    Origin.LIVE,
                    true));
        }
    }
}
