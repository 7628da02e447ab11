package io.ffe.decision.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import io.ffe.decision.domain.Ensemble.Result;
import io.ffe.decision.domain.ReasonCode.Leaning;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Snapshot.Regime;
import io.ffe.schema.event.TimeframePulse.Trend;
import io.ffe.schema.event.Vote;
import io.ffe.schema.seeded.Draw;
import io.ffe.schema.seeded.Tries;
import java.util.List;

class EnsemblePropertyTest {

    private final Ensemble ensemble = Ensemble.standard();

    @Tries
    void every_reason_on_a_vote_or_a_decision_is_true_of_the_snapshot(Draw draw) {
        CraftedSnapshot market = market(draw);
        Result result = ensemble.vote(market.build());

        result.votes().forEach(vote -> assertTrue(market, vote.reasonCodes()));
        if (result instanceof Result.Voted voted) {
            assertTrue(market, voted.reasonCodes());
        }
    }

    @Tries
    void whoever_wants_to_trade_names_a_reason_for_that_side(Draw draw) {
        CraftedSnapshot market = market(draw);
        for (Vote vote : ensemble.vote(market.build()).votes()) {
            if (vote.action() == Action.BUY) {
                assertThat(leanings(vote)).contains(Leaning.UP);
            }
            if (vote.action() == Action.SELL) {
                assertThat(leanings(vote)).contains(Leaning.DOWN);
            }
        }
    }

    @Tries
    void the_same_snapshot_gets_the_same_vote(Draw draw) {
        CraftedSnapshot market = market(draw);
        assertThat(ensemble.vote(market.build())).isEqualTo(Ensemble.standard().vote(market.build()));
    }

    @Tries
    void shares_of_those_who_voted_add_up_to_one_and_abstainers_have_none(Draw draw) {
        CraftedSnapshot market = market(draw);
        Result result = ensemble.vote(market.build());

        double sum = result.votes().stream().mapToDouble(Vote::weight).sum();
        assertThat(sum).isCloseTo(result instanceof Result.Voted ? 1 : 0, offset(1e-5));
        assertThat(result.votes()).filteredOn(vote -> vote.action() == null).allMatch(vote -> vote.weight() == 0);
    }

    @Tries
    void a_mirrored_market_gets_the_mirrored_decision(Draw draw) {
        CraftedSnapshot market = market(draw);
        Result result = ensemble.vote(market.build());
        Result mirrored = ensemble.vote(mirror(market).build());

        if (result instanceof Result.Voted one && mirrored instanceof Result.Voted other) {
            assertThat(other.action()).isEqualTo(mirror(one.action()));
        } else {
            assertThat(mirrored.getClass()).isEqualTo(result.getClass());
        }
    }

    private static CraftedSnapshot market(Draw draw) {
        return CraftedSnapshot.quiet()
                .with(draw.orNull(() -> draw.of(Regime.values())))
                .withTrends(draw.orNull(() -> draw.of(Trend.values())), draw.orNull(() -> draw.of(Trend.values())))
                .withRsi(wholes(draw, 0, 100, 1))
                .withPercentB(wholes(draw, -32, 96, 64))
                .withMacdHistogram(wholes(draw, -200, 200, 1))
                .withDirection(wholes(draw, 0, 60, 1), wholes(draw, 0, 50, 1), wholes(draw, 0, 50, 1));
    }

    /** Whole numbers over a power of two: their mirror images are exact, so that a mirrored market really is one. */
    private static Double wholes(Draw draw, int from, int to, int over) {
        return draw.orNull(() -> (double) draw.between(from, to) / over);
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
