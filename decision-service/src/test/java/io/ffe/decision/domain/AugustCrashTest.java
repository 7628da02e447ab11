package io.ffe.decision.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The strategies on recorded prices: BTCUSDT and ETHUSDT around 5 August 2024. */
@TestInstance(Lifecycle.PER_CLASS)
class AugustCrashTest {

    private static final Instant END = Instant.parse("2024-08-25T00:00:00Z");

    private List<TestMarket> markets;

    @BeforeAll
    void readRecordedMinutes() {
        markets = Stream.of("BTCUSDT", "ETHUSDT").map(AugustCrashTest::market).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "2024-08-04T00:00:00Z, 2024-08-06T00:00:00Z",
        "2024-08-04T12:00:00Z, 2024-08-06T12:00:00Z",
        "2024-08-05T00:00:00Z, 2024-08-07T00:00:00Z"
    })
    void two_days_around_the_crash_hold_ten_round_trips(Instant from, Instant to) {
        assertThat(Backtest.of(markets, from, to).roundTrips()).hasSizeGreaterThanOrEqualTo(10);
    }

    @Test
    void over_three_weeks_most_snapshots_are_left_alone_and_both_sides_are_taken() {
        List<Decision> decisions = Backtest.of(
                        markets, Instant.parse("2024-08-02T00:00:00Z"), Instant.parse("2024-08-23T00:00:00Z"))
                .decisions();

        double count = decisions.size();
        assertThat(share(decisions, Action.HOLD) / count).isBetween(0.5, 0.9);
        assertThat(share(decisions, Action.BUY) / count).isGreaterThan(0.05);
        assertThat(share(decisions, Action.SELL) / count).isGreaterThan(0.05);
    }

    @Test
    void scores_of_eight_days_are_the_same_again_and_nobody_is_weighed_by_what_was_not_over_yet() {
        Instant from = Instant.parse("2024-08-02T00:00:00Z");
        Instant to = Instant.parse("2024-08-10T00:00:00Z");

        ScoredBacktest first = ScoredBacktest.of(markets, from, to, true);
        ScoredBacktest again = ScoredBacktest.of(markets, from, to, true);

        assertThat(again.decisions()).isEqualTo(first.decisions());
        assertThat(again.outcomes()).isEqualTo(first.outcomes());
        assertThat(first.outcomes()).hasSizeGreaterThan(1000);
        assertThat(first.outcomes())
                .allSatisfy(outcome -> assertThat(outcome.resolvedAt()).isEqualTo(outcome.horizonEnd()));
        // What the weights of a decision come from: outcomes that were resolved before it.
        assertThat(first.scores().keySet()).extracting(MemberKey::member).contains("decision", "trend-following");
        // Stated confidence is no probability: what is calibrated by the past is nearer to what came.
        assertThat(first.scores().entrySet())
                .filteredOn(entry -> entry.getValue().scored() > 600)
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.getValue().brierScore())
                        .as(entry.getKey().toString())
                        .isLessThan(entry.getValue().rawBrierScore()));
    }

    private static long share(List<Decision> decisions, Action action) {
        return decisions.stream()
                .filter(decision -> decision.action() == action)
                .count();
    }

    private static TestMarket market(String symbol) {
        String name = "crypto/" + symbol.toLowerCase(Locale.ROOT) + "_binance_1m_202408crash.csv.gz";
        Optional<Path> file = RecordedMinutes.find(name);
        assumeTrue(file.isPresent(), () -> name + " is not here: set FFE_SHARED to the folder that has data/" + name);
        return new TestMarket(symbol, RecordedMinutes.read(file.get(), END));
    }
}
