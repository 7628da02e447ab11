package io.ffe.risk.domain.book;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.PORTFOLIO;
import static io.ffe.risk.domain.Market.decision;
import static io.ffe.risk.domain.Market.marks;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.risk.domain.Account;
import io.ffe.risk.domain.Market;
import io.ffe.risk.domain.history.DailyCloses;
import io.ffe.risk.domain.verdict.Judgement;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExposureBookTest {

    private final Account account = new Account();
    private final Snapshot btc = snapshot("BTCUSDT", AS_OF, "50000", "50001");
    private final ExposureBook funded = ExposureBook.empty(PORTFOLIO).fold(account.cash("100000"));

    @Test
    void cash_is_the_sum_of_what_executions_moved() {
        Judgement entry = judge(funded, Action.BUY);

        ExposureBook book = entry.bookAfter().fold(account.fill(entry.verdict(), bd("0.2"), bd("50010"), bd("10")));

        assertThat(book.cash()).isEqualByComparingTo(account.cash()).isEqualByComparingTo("89988");
        assertThat(book.fees()).isEqualByComparingTo("10");
    }

    @Test
    void a_fill_moves_from_reservation_to_position_and_nothing_is_lost_on_the_way() {
        Judgement entry = judge(funded, Action.BUY);
        BigDecimal ordered = entry.verdict().intent().quantity();

        ExposureBook book = entry.bookAfter().fold(account.fill(entry.verdict(), bd("0.2"), bd("50001"), bd("0")));

        assertThat(book.positionIn("BTCUSDT")).isEqualByComparingTo("0.2");
        assertThat(book.reservations().get(entry.verdict().verdictId()).quantity())
                .isEqualByComparingTo(ordered.subtract(bd("0.2")));
    }

    @Test
    void the_last_fill_ends_the_reservation() {
        Judgement entry = judge(funded, Action.BUY);

        ExposureBook book = entry.bookAfter()
                .fold(account.fill(entry.verdict(), entry.verdict().intent().quantity(), bd("50001"), bd("0")));

        assertThat(book.reservations()).isEmpty();
        assertThat(book.openSymbols()).containsExactly("BTCUSDT");
    }

    @Test
    void every_end_of_an_order_releases_what_was_not_filled() {
        for (OrderState end : OrderState.values()) {
            Account each = new Account();
            ExposureBook start = ExposureBook.empty(PORTFOLIO).fold(each.cash("100000"));
            Judgement entry = judge(start, Action.BUY);

            ExposureBook book = entry.bookAfter().fold(each.order(entry.verdict(), end));

            assertThat(book.reservations().isEmpty()).as(end.name()).isEqualTo(end.terminal());
        }
    }

    @Test
    void the_end_of_a_protection_does_not_end_the_entry_that_it_belongs_to() {
        Judgement entry = judge(funded, Action.BUY);

        ExposureBook book = entry.bookAfter()
                .fold(account.fill(entry.verdict(), bd("0.1"), bd("50001"), bd("0")))
                .fold(account.order(entry.verdict(), Purpose.PROTECTION, Side.SELL, bd("0.1"), OrderState.CANCELED));

        assertThat(book.reservations()).hasSize(1);
    }

    @Test
    void a_repeated_execution_changes_nothing() {
        Judgement entry = judge(funded, Action.BUY);
        Execution fill = account.fill(entry.verdict(), bd("0.2"), bd("50001"), bd("1"));
        ExposureBook once = entry.bookAfter().fold(fill);

        ExposureBook twice = once.fold(fill);

        assertThat(twice).isSameAs(once);
    }

    @Test
    void an_execution_beyond_a_gap_waits_for_what_is_missing() {
        Judgement entry = judge(funded, Action.BUY);
        Execution accepted = account.order(entry.verdict(), OrderState.ACCEPTED);
        Execution fill = account.fill(entry.verdict(), bd("0.2"), bd("50001"), bd("1"));

        ExposureBook early = entry.bookAfter().fold(fill);
        assertThat(early.ahead().keySet()).containsExactly(3L);
        assertThat(early.positionIn("BTCUSDT")).isEqualByComparingTo("0");

        ExposureBook filledIn = early.fold(accepted);
        assertThat(filledIn).isEqualTo(entry.bookAfter().fold(accepted).fold(fill));
        assertThat(filledIn.ahead()).isEmpty();
    }

    @Test
    void a_position_that_execution_states_otherwise_is_disputed_until_they_agree() {
        Judgement entry = judge(funded, Action.BUY);
        Execution fill = account.fill(entry.verdict(), bd("0.2"), bd("50001"), bd("1"));
        Execution wrong = stating(fill, "0.3");

        ExposureBook disputed = entry.bookAfter().fold(wrong);
        assertThat(disputed.disputed()).containsExactly("BTCUSDT");

        ExposureBook agreed = disputed.fold(account.fill(entry.verdict(), bd("0.01"), bd("50001"), bd("1")));
        assertThat(agreed.disputed()).isEmpty();
    }

    @Test
    void an_exit_is_pending_until_its_order_ends() {
        ExposureBook held = bought("0.2");
        Judgement exit = judge(held, Action.SELL);
        assertThat(exit.bookAfter().pendingExits())
                .containsOnlyKeys(exit.verdict().verdictId());
        assertThat(exit.bookAfter().reservations()).isEmpty();

        ExposureBook book = exit.bookAfter().fold(account.fill(exit.verdict(), bd("0.2"), bd("51000"), bd("1")));

        assertThat(book.pendingExits()).isEmpty();
        assertThat(book.positions()).isEmpty();
    }

    @Test
    void money_that_comes_or_goes_moves_the_peak_and_is_no_drawdown() {
        ExposureBook book = funded.seen(bd("100000"), AS_OF).fold(account.cash("-40000"));

        assertThat(book.peakEquity()).isEqualByComparingTo("60000");
        assertThat(Valuation.drawdown(book.cash(), book.peakEquity()).value()).isEqualByComparingTo("0");
    }

    @Test
    void interest_is_a_loss_of_the_day_and_a_drawdown() {
        ExposureBook book = funded.seen(bd("100000"), AS_OF).fold(account.cash("-5000", "FINANCING of EURUSD"));

        assertThat(book.peakEquity()).isEqualByComparingTo("100000");
        assertThat(book.conduct().day()).isNotNull();
        assertThat(book.conduct().day().startEquity()).isEqualByComparingTo("100000");
    }

    @Test
    void the_peak_never_falls_with_equity() {
        ExposureBook book =
                funded.seen(bd("100000"), AS_OF).seen(bd("120000"), AS_OF).seen(bd("90000"), AS_OF);

        assertThat(book.peakEquity()).isEqualByComparingTo("120000");
        assertThat(Valuation.drawdown(bd("90000"), book.peakEquity()).value()).isEqualByComparingTo("0.25");
    }

    @Test
    void exposure_counts_positions_at_their_marks_and_reservations_at_what_was_reserved() {
        Judgement entry = judge(funded, Action.BUY);
        ExposureBook book = entry.bookAfter().fold(account.fill(entry.verdict(), bd("0.2"), bd("50001"), bd("0")));

        BigDecimal left = entry.verdict().intent().quantity().subtract(bd("0.2"));
        BigDecimal reserved = left.multiply(bd("50001")).multiply(bd("1.005"));
        assertThat(book.exposureTo("BTCUSDT", marks(btc)))
                .isEqualByComparingTo(bd("10000").add(reserved));
        assertThat(book.grossExposure(marks(btc))).isEqualByComparingTo(book.exposureTo("BTCUSDT", marks(btc)));
    }

    @Test
    void the_book_of_another_portfolio_is_never_touched() {
        assertThatThrownBy(() -> ExposureBook.empty("other").fold(account.cash("1")))
                .hasMessageContaining("main")
                .hasMessageContaining("other");
    }

    @Test
    void fills_that_open_a_position_close_no_trade_and_the_fill_of_an_exit_closes_one() {
        ExposureBook held = bought("0.2");
        assertThat(held.conduct().closed()).isEmpty();
        Judgement entry = judge(funded, Action.BUY);
        Account again = new Account();
        again.cash("100000");
        ExposureBook inParts = entry.bookAfter()
                .fold(again.fill(entry.verdict(), bd("0.1"), bd("50001"), bd("0")))
                .fold(again.fill(entry.verdict(), bd("0.1"), bd("50001"), bd("0")));
        assertThat(inParts.conduct().closed()).isEmpty();

        Judgement exit = judge(held, Action.SELL);
        ExposureBook flat = exit.bookAfter().fold(account.fill(exit.verdict(), bd("0.2"), bd("51000"), bd("1")));

        assertThat(flat.conduct().closed().values())
                .singleElement()
                .satisfies(trade -> assertThat(trade.protective()).isFalse());
    }

    @Test
    void all_that_waited_beyond_a_gap_is_taken_in_its_order() {
        Judgement entry = judge(funded, Action.BUY);
        Execution second = account.order(entry.verdict(), OrderState.ACCEPTED);
        Execution third = account.fill(entry.verdict(), bd("0.1"), bd("50001"), bd("1"));
        Execution fourth = account.fill(entry.verdict(), bd("0.2"), bd("50001"), bd("1"));
        Execution sixth = numbered(account.cash("1"), 6);

        ExposureBook book =
                entry.bookAfter().fold(sixth).fold(fourth).fold(third).fold(second);

        assertThat(book.throughSequence()).isEqualTo(4);
        assertThat(book.positionIn("BTCUSDT")).isEqualByComparingTo("0.3");
        assertThat(book.ahead()).containsOnlyKeys(6L);
    }

    @Test
    void a_throttle_stays_as_it_tripped_first_and_counts_from_there_once_it_is_lifted() {
        ExposureBook tripped = funded.trip("BTCUSDT", AS_OF);
        assertThat(tripped.trip("BTCUSDT", AS_OF.plusSeconds(60))).isSameAs(tripped);
        assertThat(funded.reenable("BTCUSDT")).isSameAs(funded);

        ExposureBook lifted = tripped.reenable("BTCUSDT");
        assertThat(lifted.conduct().throttles().get("BTCUSDT")).isEqualTo(new Throttle("BTCUSDT", AS_OF, null));
        assertThat(lifted.reenable("BTCUSDT")).isSameAs(lifted);

        ExposureBook again = lifted.trip("BTCUSDT", AS_OF.plusSeconds(120));
        assertThat(again.conduct().throttles().get("BTCUSDT"))
                .isEqualTo(new Throttle("BTCUSDT", AS_OF, AS_OF.plusSeconds(120)));
    }

    @Test
    void what_is_short_is_below_zero_reserved_and_held_and_each_is_counted_by_itself() {
        Judgement sale = judge(funded, Action.SELL);
        Reservation whole = sale.bookAfter().reservations().get(sale.verdict().verdictId());
        ExposureBook book = sale.bookAfter().fold(account.fill(sale.verdict(), bd("0.2"), bd("50000"), bd("0")));
        Reservation left = book.reservations().get(sale.verdict().verdictId());

        assertThat(whole.signedNotional())
                .isNegative()
                .isEqualByComparingTo(whole.notional().negate());
        assertThat(sale.bookAfter().signedWorthOf("BTCUSDT", marks(btc))).isEqualByComparingTo("0");
        assertThat(book.signedWorthOf("BTCUSDT", marks(btc))).isNegative();
        assertThat(book.signedWorthOf("BTCUSDT", marks(btc)).add(left.signedNotional()))
                .isEqualByComparingTo(book.exposureTo("BTCUSDT", marks(btc)).negate());
        assertThat(book.signedWorthOf("ETHUSDT", marks(btc))).isEqualByComparingTo("0");
    }

    @Test
    void an_exit_without_a_snapshot_has_the_newest_price_as_its_reference_and_else_what_it_was_opened_at() {
        ExposureBook held = bought("0.2");
        Snapshot newer = snapshot("BTCUSDT", AS_OF, "52000", "52001");

        assertThat(exitWithoutSnapshot(held, marks(newer)).verdict().intent().referencePrice())
                .isEqualByComparingTo("52000");
        assertThat(exitWithoutSnapshot(held, Map.of()).verdict().intent().referencePrice())
                .isEqualByComparingTo("50001");
    }

    @Test
    void an_entry_that_is_refused_for_another_reason_trips_no_throttle_and_reserves_nothing() {
        Judgement refused = Judgement.of(new Judgement.Question(
                decision(btc, Action.BUY),
                null,
                Market.terms(),
                funded,
                marks(btc),
                DailyCloses.NONE,
                Market.TRADING,
                Market.INSTRUMENTS,
                Market.now(btc)));

        assertThat(refused.verdict().result()).isEqualTo(Verdict.Result.REJECTED);
        assertThat(refused.bookAfter().conduct().throttles()).isEmpty();
        assertThat(refused.bookAfter().reservations()).isEmpty();
    }

    private Judgement exitWithoutSnapshot(ExposureBook held, Map<String, Mark> marks) {
        return Judgement.of(new Judgement.Question(
                decision(btc, Action.SELL),
                null,
                Market.terms(),
                held,
                marks,
                DailyCloses.NONE,
                Market.TRADING,
                Market.INSTRUMENTS,
                Market.now(btc)));
    }

    private ExposureBook bought(String quantity) {
        Judgement entry = judge(funded, Action.BUY);
        return entry.bookAfter()
                .fold(account.fill(entry.verdict(), bd(quantity), bd("50001"), bd("0")))
                .fold(account.order(entry.verdict(), OrderState.CANCELED));
    }

    private Judgement judge(ExposureBook book, Action action) {
        Judgement judgement = Judgement.of(new Judgement.Question(
                decision(btc, action),
                btc,
                Market.terms(),
                book,
                marks(btc),
                DailyCloses.NONE,
                Market.TRADING,
                Market.INSTRUMENTS,
                Market.now(btc)));
        assertThat(judgement.verdict().result()).isEqualTo(Verdict.Result.APPROVED);
        return judgement;
    }

    /** The same under another number. */
    private static Execution numbered(Execution cash, long sequence) {
        return new Execution(
                cash.runId(),
                cash.portfolioId(),
                sequence,
                cash.kind(),
                cash.occurredAt(),
                cash.origin(),
                cash.order(),
                cash.fill(),
                cash.cashDelta(),
                cash.realisedPnl(),
                cash.positionQuantity(),
                cash.reason());
    }

    private static Execution stating(Execution fill, String position) {
        return new Execution(
                fill.runId(),
                fill.portfolioId(),
                fill.sequence(),
                fill.kind(),
                fill.occurredAt(),
                fill.origin(),
                fill.order(),
                fill.fill(),
                fill.cashDelta(),
                fill.realisedPnl(),
                bd(position),
                fill.reason());
    }

    private static BigDecimal bd(String text) {
        return new BigDecimal(text);
    }
}
