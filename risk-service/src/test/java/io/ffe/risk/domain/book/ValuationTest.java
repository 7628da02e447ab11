package io.ffe.risk.domain.book;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.PORTFOLIO;
import static io.ffe.risk.domain.Market.marks;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.risk.domain.Account;
import io.ffe.risk.domain.Market;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quality.Reason;
import io.ffe.schema.event.Snapshot;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ValuationTest {

    private final Snapshot btc = snapshot("BTCUSDT", AS_OF, "50000", "50010");

    @Test
    void a_long_position_is_worth_the_bid_and_a_short_one_costs_the_ask() {
        assertThat(equity(holding("BTCUSDT", "2"), marks(btc), AS_OF)).isEqualByComparingTo("110000");
        assertThat(equity(holding("BTCUSDT", "-0.1"), marks(btc), AS_OF)).isEqualByComparingTo("4999");
    }

    @Test
    void without_any_execution_the_balance_is_unknown_and_not_zero() {
        assertThat(unknown(ExposureBook.empty(PORTFOLIO), marks(btc), AS_OF)).contains("no execution");
    }

    @Test
    void a_position_without_a_price_makes_equity_unknown() {
        assertThat(unknown(holding("ETHUSDT", "1"), marks(btc), AS_OF)).contains("ETHUSDT");
    }

    @Test
    void a_position_in_another_currency_makes_equity_unknown() {
        Snapshot yen = snapshot("USDJPY", AS_OF, "150.001", "150.003");

        assertThat(unknown(holding("USDJPY", "1"), marks(yen), AS_OF))
                .contains("USDJPY")
                .contains("USD");
    }

    @Test
    void a_price_of_two_and_a_half_bars_is_the_oldest_that_counts() {
        Instant atTheLimit = AS_OF.plusSeconds(2250);

        assertThat(equity(holding("BTCUSDT", "1"), marks(btc), atTheLimit)).isEqualByComparingTo("60000");
        assertThat(unknown(holding("BTCUSDT", "1"), marks(btc), atTheLimit.plusMillis(1)))
                .contains("bars old");
    }

    /** As after a clock that was ahead: it would be the newest for as long as the clock was off. */
    @Test
    void a_live_price_from_the_future_is_none() {
        PortfolioTerms usual = Market.terms();
        PortfolioTerms live = new PortfolioTerms(
                usual.portfolioId(),
                usual.producer(),
                usual.currency(),
                usual.currencyEquivalents(),
                usual.venue(),
                usual.runId(),
                Origin.LIVE,
                usual.limits(),
                usual.historyRequired(),
                usual.limitsVersion(),
                usual.entries());
        Instant atTheSkew = AS_OF.minus(usual.limits().maxFutureSkew());
        ExposureBook book = holding("BTCUSDT", "2");

        assertThat(Valuation.of(book, marks(btc), live, Market.INSTRUMENTS, atTheSkew)
                        .equityIfKnown())
                .hasValueSatisfying(equity -> assertThat(equity).isEqualByComparingTo("110000"));
        assertThat(Valuation.of(book, marks(btc), live, Market.INSTRUMENTS, atTheSkew.minusMillis(1)))
                .isInstanceOfSatisfying(
                        Valuation.Unknown.class,
                        unknown -> assertThat(unknown.why())
                                .isEqualTo("the price of the open position in BTCUSDT is of " + AS_OF
                                        + ", which is to come"));
        assertThat(equity(book, marks(btc), atTheSkew.minusMillis(1)))
                .as("in a replay, which reads on while it judges")
                .isEqualByComparingTo("110000");
    }

    @Test
    void an_equity_of_zero_or_less_can_measure_nothing() {
        assertThat(unknown(holding("BTCUSDT", "-1"), marks(btc), AS_OF)).contains("-40010");
    }

    @Test
    void a_stale_snapshot_gives_no_price() {
        Snapshot stale = snapshot("BTCUSDT", AS_OF, btc.quote(), 1.0, Quality.of(List.of(Reason.STALE_QUOTE)));

        assertThat(Mark.of(stale)).isEmpty();
    }

    private static BigDecimal equity(ExposureBook book, Map<String, Mark> marks, Instant now) {
        return value(book, marks, now).equityIfKnown().orElseThrow();
    }

    private static String unknown(ExposureBook book, Map<String, Mark> marks, Instant now) {
        return ((Valuation.Unknown) value(book, marks, now)).why();
    }

    private static Valuation value(ExposureBook book, Map<String, Mark> marks, Instant now) {
        return Valuation.of(book, marks, Market.terms(), Market.INSTRUMENTS, now);
    }

    /** 10,000 in cash beside the position. */
    private static ExposureBook holding(String symbol, String quantity) {
        ExposureBook funded = ExposureBook.empty(PORTFOLIO).fold(new Account().cash("10000"));
        Position position = new Position(symbol, new BigDecimal(quantity), BigDecimal.ONE);
        return new ExposureBook(
                PORTFOLIO,
                funded.throughSequence(),
                funded.cash(),
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                null,
                new TreeMap<>(Map.of(symbol, position)),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeSet<>(),
                Conduct.NONE);
    }
}
