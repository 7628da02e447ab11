package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quality.Reason;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot.Alignment;
import io.ffe.schema.event.Snapshot.Alignment.Direction;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.stack.cli.AnalyzeCommand.Pulse;
import io.ffe.stack.cli.AnalyzeCommand.QuoteSeconds;
import io.ffe.stack.cli.AnalyzeCommand.Session;
import io.ffe.stack.view.Terminal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnalysisViewTest {

    private static final Instant SATURDAY = Instant.parse("2024-08-03T12:00:00Z");
    private static final Quote QUOTE = new Quote(
            new BigDecimal("1.10000"),
            new BigDecimal("1.10010"),
            null,
            null,
            Instant.parse("2024-08-02T20:59:59Z"),
            "oanda");

    private static List<String> shown(
            Session session, @Nullable QuoteSeconds age, @Nullable Alignment alignment, Quality quality) {
        return AnalysisView.lines(
                new Pulse(
                        "EURUSD",
                        SATURDAY,
                        session,
                        Arrays.stream(Timeframe.values())
                                .map(each -> TimeframePulse.missing(each, "0 bars of " + each + ", needs 50", 0, null))
                                .toList(),
                        alignment,
                        QUOTE,
                        age,
                        SATURDAY,
                        "RANGING",
                        "LOW",
                        quality),
                true,
                Terminal.system());
    }

    @Test
    void a_closed_market_says_until_when_and_how_old_its_price_is() {
        Quality closed = Quality.of(
                List.of(Reason.MARKET_CLOSED),
                "FOREX market is closed until 2024-08-04T21:00:00Z; last quote is 15.1 h old");

        assertThat(shown(
                        new Session(false, Instant.parse("2024-08-04T21:00:00Z")),
                        new QuoteSeconds(54_001, 90),
                        new Alignment(Direction.UP, 63, 29),
                        closed))
                .contains(
                        "  age      15 h 00 min when that minute ended, limit 90.0 s",
                        "  session  closed until 2024-08-04T21:00:00Z",
                        "  aligned  up, score +63 of 100, of 29 % of the weight: the rest is missing",
                        "  quality  STALE: market closed (FOREX market is closed until 2024-08-04T21:00:00Z; last quote is"
                                + " 15.1 h old)");
    }

    @Test
    void an_open_one_says_so() {
        assertThat(shown(
                        new Session(true, null),
                        new QuoteSeconds(2.25, 90),
                        new Alignment(Direction.MIXED, -7, 100),
                        Quality.of(List.of())))
                .contains(
                        "  age      2.3 s when that minute ended, limit 90.0 s",
                        "  session  open",
                        "  aligned  mixed, score -7 of 100",
                        "  quality  VALID");
    }

    @Test
    void what_is_not_known_yet_is_not_invented() {
        assertThat(shown(new Session(true, null), null, null, Quality.of(List.of(Reason.NO_QUOTE))))
                .contains(
                        "  age      -",
                        "  aligned  fewer than two timeframes have a trend",
                        "  quality  INVALID: no quote");
    }
}
