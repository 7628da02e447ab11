package io.ffe.decision.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.ffe.decision.domain.Ensemble.Result;
import io.ffe.decision.domain.ReasonCode.Leaning;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.TimeframePulse.Trend;
import io.ffe.schema.event.Vote;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EnsemblePropertyTest {

    private final Ensemble ensemble = Ensemble.standard();

    @Property
    void every_reason_on_a_vote_or_a_decision_is_true_of_the_snapshot(@ForAll("markets") CraftedSnapshot market) {
        Result result = ensemble.vote(market.build());

        result.votes().forEach(vote -> assertTrue(market, vote.reasonCodes()));
        if (result instanceof Result.Voted voted) {
            assertTrue(market, voted.reasonCodes());
        }
    }

    @Property
    void whoever_wants_to_trade_names_a_reason_for_that_side(@ForAll("markets") CraftedSnapshot market) {
        for (Vote vote : ensemble.vote(market.build()).votes()) {
            if (vote.action() == Action.BUY) {
                assertThat(leanings(vote)).contains(Leaning.UP);
            }
            if (vote.action() == Action.SELL) {
                assertThat(leanings(vote)).contains(Leaning.DOWN);
            }
        }
    }

    @Property
    void the_same_snapshot_gets_the_same_vote(@ForAll("markets") CraftedSnapshot market) {
        assertThat(ensemble.vote(market.build())).isEqualTo(Ensemble.standard().vote(market.build()));
    }

    @Property
    void shares_of_those_who_voted_add_up_to_one_and_abstainers_have_none(@ForAll("markets") CraftedSnapshot market) {
        Result result = ensemble.vote(market.build());

        double sum = result.votes().stream().mapToDouble(Vote::weight).sum();
        assertThat(sum).isCloseTo(result instanceof Result.Voted ? 1 : 0, offset(1e-5));
        assertThat(result.votes()).filteredOn(vote -> vote.action() == null).allMatch(vote -> vote.weight() == 0);
    }

    @Property
    void a_mirrored_market_gets_the_mirrored_decision(@ForAll("markets") CraftedSnapshot market) {
        Result result = ensemble.vote(market.build());
        Result mirrored = ensemble.vote(mirror(market).build());

        if (result instanceof Result.Voted one && mirrored instanceof Result.Voted other) {
            assertThat(other.action()).isEqualTo(mirror(one.action()));
        } else {
            assertThat(mirrored.getClass()).isEqualTo(result.getClass());
        }
    }

    @Provide
    Arbitrary<CraftedSnapshot> markets() {
        Arbitrary<Trend> trends = Arbitraries.of(Trend.class).injectNull(0.1);
        Arbitrary<CraftedSnapshot> first = Combinators.combine(
                        Arbitraries.of(Regime.class).injectNull(0.1),
                        trends,
                        trends,
                        wholes(0, 100, 1),
                        wholes(-32, 96, 64))
                .as((regime, own, longer, rsi, place) -> CraftedSnapshot.quiet()
                        .with(regime)
                        .withTrends(own, longer)
                        .withRsi(rsi)
                        .withPercentB(place));
        return Combinators.combine(first, wholes(-200, 200, 1), wholes(0, 60, 1), wholes(0, 50, 1), wholes(0, 50, 1))
                .as((market, histogram, adx, plus, minus) ->
                        market.withMacdHistogram(histogram).withDirection(adx, plus, minus));
    }

    /** Whole numbers over a power of two: their mirror images are exact, so that a mirrored market really is one. */
    private static Arbitrary<Double> wholes(int from, int to, int over) {
        return Arbitraries.integers()
                .between(from, to)
                .map(n -> (double) n / over)
                .injectNull(0.1);
    }

    private static void assertTrue(CraftedSnapshot market, List<String> codes) {
        assertThat(codes).allMatch(code -> ReasonCode.valueOf(code).isTrueOf(market.build()));
    }

    private static List<Leaning> leanings(Vote vote) {
        return vote.reasonCodes().stream()
                .map(code -> ReasonCode.valueOf(code).leaning())
                .toList();
    }

    private static CraftedSnapshot mirror(CraftedSnapshot market) {
        Double rsi = market.rsi();
        Double place = market.percentB();
        Double histogram = market.macdHistogram();
        return market.with(mirror(market.regime()))
                .withTrends(mirror(market.trend()), mirror(market.longerTrend()))
                .withRsi(rsi == null ? null : 100 - rsi)
                .withPercentB(place == null ? null : 1 - place)
                .withMacdHistogram(histogram == null ? null : -histogram)
                .withDirection(market.adx(), market.minusDi(), market.plusDi());
    }

    private static Action mirror(Action action) {
        return switch (action) {
            case BUY -> Action.SELL;
            case SELL -> Action.BUY;
            case HOLD -> Action.HOLD;
        };
    }

    private static Regime mirror(Regime regime) {
        return switch (regime) {
            case null -> null;
            case TRENDING_UP -> Regime.TRENDING_DOWN;
            case TRENDING_DOWN -> Regime.TRENDING_UP;
            case RANGING, HIGH_VOLATILITY -> regime;
        };
    }

    private static Trend mirror(Trend trend) {
        return switch (trend) {
            case null -> null;
            case UP -> Trend.DOWN;
            case DOWN -> Trend.UP;
            case RANGING -> trend;
        };
    }
}
