package io.ffe.risk.domain.verdict;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.PORTFOLIO;
import static io.ffe.risk.domain.Market.decision;
import static io.ffe.risk.domain.Market.marks;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.risk.domain.Account;
import io.ffe.risk.domain.Market;
import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.book.Reservation;
import io.ffe.risk.domain.gate.Gate;
import io.ffe.risk.domain.history.DailyCloses;
import io.ffe.risk.domain.limit.EntryOrders;
import io.ffe.risk.domain.limit.Limit;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.GateResult.Status;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.event.Verdict.Result;
import io.ffe.schema.money.Fraction;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.serde.Decoded.Accepted;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class JudgementTest {

    private final Account account = new Account();
    private Control trading = Market.TRADING;
    private final Snapshot btc = snapshot("BTCUSDT", AS_OF, "50000", "50001");
    private final ExposureBook funded = ExposureBook.empty(PORTFOLIO).fold(account.cash("100000"));

    @Test
    void flat_and_buy_is_an_entry_with_its_stop_target_and_reservation() {
        Judgement judgement = judge(funded, decision(btc, Action.BUY));

        Verdict verdict = judgement.verdict();
        assertThat(verdict.result()).isEqualTo(Result.APPROVED);
        OrderIntent intent = verdict.intent();
        assertThat(intent.purpose()).isEqualTo(Purpose.ENTRY);
        assertThat(intent.side()).isEqualTo(Side.BUY);
        assertThat(intent.intentId()).isEqualTo(verdict.verdictId());
        assertThat(intent.referencePrice()).isEqualByComparingTo("50001");
        // 2 * ATR is 500, which is below 1 % of the ask: 500.01 counts.
        assertThat(intent.stopLoss()).isEqualByComparingTo("49500.99");
        assertThat(intent.takeProfit()).isEqualByComparingTo("50751.01");
        // 1 % of equity over the stop would be 1.99; 30 % of equity at the ask and the cost allowance is less.
        assertThat(intent.quantity()).isEqualByComparingTo("0.59700");
        assertThat(verdict.reservedNotional()).isEqualByComparingTo("29999.849985");
        assertThat(judgement.bookAfter().reservations()).containsOnlyKeys(verdict.verdictId());
    }

    @Test
    void an_entry_says_how_it_is_put_only_where_the_portfolio_does() {
        Decision decision = decision(btc, Action.BUY);
        OrderIntent usual =
                judge(funded, decision, btc, Market.terms()).verdict().intent();
        EntryOrders atFiveBps = new EntryOrders(OrderType.LIMIT, Fraction.of("0.0005"), TimeInForce.GTD, false);

        Judgement judgement = judge(funded, decision, btc, terms(atFiveBps));

        OrderIntent limit = judgement.verdict().intent();
        assertThat(limit.orderType()).isEqualTo(OrderType.LIMIT);
        assertThat(limit.timeInForce()).isEqualTo(TimeInForce.GTD);
        // 50001 less 0.05 %, down to the tick of 0.01.
        assertThat(limit.limitPrice()).isEqualByComparingTo("49975.99");
        assertThat(limit.referencePrice()).isEqualByComparingTo("50001");
        assertThat(limit.stopLoss()).isEqualByComparingTo("49475.99");
        assertThat(judgement.bookAfter().reservations())
                .containsOnlyKeys(judgement.verdict().verdictId());
        assertThat(usual.orderType()).isNull();
        assertThat(new String(
                        CoreHash.canonicalBytes(
                                judge(funded, decision, btc, Market.terms()).verdict()),
                        StandardCharsets.UTF_8))
                .doesNotContain("orderType", "limitPrice", "timeInForce", "trailingDistance");
        assertThat(new String(CoreHash.canonicalBytes(judgement.verdict()), StandardCharsets.UTF_8))
                .contains("\"limitPrice\":\"49975.99\"");
    }

    @Test
    void a_run_that_is_repeated_comes_to_the_same_verdict_whatever_its_ids_are() {
        Snapshot later = snapshot("BTCUSDT", AS_OF.plusSeconds(1), "50000", "50001");
        Decision decision = decision(later, Action.BUY);

        Verdict once = judge(approved("id-of-one-run"), decision, later, Market.terms())
                .verdict();
        Verdict again = judge(approved("id-of-another"), decision, later, Market.terms())
                .verdict();

        assertThat(once.gates())
                .filteredOn(gate -> gate.status() == GateResult.Status.FAILED)
                .extracting(GateResult::gate)
                .contains("DUPLICATE_INTENT", "ECONOMIC_DUPLICATE");
        assertThat(CoreHash.of(again)).isEqualTo(CoreHash.of(once));
    }

    /** A book with an entry of the size that the next one would have. */
    private ExposureBook approved(String verdictId) {
        Reservation same =
                new Reservation(verdictId, "BTCUSDT", Side.BUY, new BigDecimal("0.597"), new BigDecimal("0.0001"));
        return funded.reserve(same, AS_OF, AS_OF);
    }

    @Test
    void a_stop_that_follows_does_so_at_the_distance_that_it_was_set_at() {
        Decision buys = decision(btc, Action.BUY);
        Decision sells = decision(btc, Action.SELL);
        PortfolioTerms market = terms(new EntryOrders(OrderType.MARKET, Fraction.of("0"), null, true));
        PortfolioTerms limit = terms(new EntryOrders(OrderType.LIMIT, Fraction.of("0.0005"), TimeInForce.GTD, true));

        OrderIntent bought = judge(funded, buys, btc, market).verdict().intent();
        OrderIntent sold = judge(funded, sells, btc, market).verdict().intent();
        OrderIntent waiting = judge(funded, buys, btc, limit).verdict().intent();

        assertThat(bought.trailingDistance())
                .isEqualByComparingTo(bought.referencePrice().subtract(bought.stopLoss()));
        assertThat(sold.trailingDistance()).isEqualByComparingTo(sold.stopLoss().subtract(sold.referencePrice()));
        assertThat(waiting.trailingDistance())
                .as("a better limit is what the stop was set from")
                .isEqualByComparingTo(waiting.limitPrice().subtract(waiting.stopLoss()));
    }

    @Test
    void an_entry_that_waits_holds_its_reservation_against_the_next_one_until_it_ends() {
        EntryOrders waits = new EntryOrders(OrderType.LIMIT, Fraction.of("0.001"), TimeInForce.GTC, false);
        Judgement first = judge(funded, decision(btc, Action.BUY), btc, terms(waits));
        Snapshot later = snapshot("BTCUSDT", AS_OF.plusSeconds(900), "50100", "50101");

        Judgement second = judge(first.bookAfter(), decision(later, Action.SELL), later, terms(waits));

        assertThat(failed(second)).contains("DUPLICATE_INTENT");
        assertThat(second.bookAfter().reservations())
                .containsOnlyKeys(first.verdict().verdictId());
    }

    private static PortfolioTerms terms(EntryOrders entries) {
        PortfolioTerms usual = Market.terms();
        return new PortfolioTerms(
                usual.portfolioId(),
                usual.producer(),
                usual.currency(),
                usual.currencyEquivalents(),
                usual.venue(),
                usual.runId(),
                usual.runOrigin(),
                usual.limits(),
                usual.historyRequired(),
                usual.limitsVersion(),
                entries);
    }

    @Test
    void flat_and_sell_is_a_short_entry() {
        OrderIntent intent = judge(funded, decision(btc, Action.SELL)).verdict().intent();

        assertThat(intent.purpose()).isEqualTo(Purpose.ENTRY);
        assertThat(intent.side()).isEqualTo(Side.SELL);
        assertThat(intent.referencePrice()).isEqualByComparingTo("50000");
        assertThat(intent.stopLoss()).isGreaterThan(intent.referencePrice());
        assertThat(intent.takeProfit()).isLessThan(intent.referencePrice());
    }

    @Test
    void the_verdict_says_what_was_judged() {
        Decision decision = decision(btc, Action.BUY);

        Verdict verdict = judge(funded, decision).verdict();

        assertThat(verdict.verdictId()).isEqualTo(Verdict.idOf(decision.decisionId()));
        assertThat(verdict.decisionHash()).isEqualTo(CoreHash.of(decision));
        assertThat(verdict.equity()).isEqualByComparingTo("100000");
        assertThat(verdict.throughExecutionSeq()).isEqualTo(1);
        assertThat(verdict.limitsVersion()).isEqualTo(Market.VERSION);
        assertThat(verdict.gates())
                .extracting(GateResult::gate)
                .containsExactly(Arrays.stream(Gate.values()).map(Gate::name).toArray(String[]::new));
        assertThat(verdict.gates())
                .as("without daily history, where it is not required")
                .filteredOn(gate -> gate.status() == Status.SKIPPED)
                .extracting(GateResult::gate)
                .containsExactly("VALUE_AT_RISK", "CORRELATION");
    }

    @Test
    void with_the_position_nothing_is_added() {
        Judgement judgement = judge(holding("0.2"), decision(btc, Action.BUY));

        assertThat(judgement.verdict().result()).isEqualTo(Result.REJECTED);
        assertThat(failed(judgement)).contains("POSITION_DIRECTION");
        assertThat(judgement.bookAfter().reservations()).isEmpty();
    }

    @Test
    void against_the_position_all_of_it_is_closed_and_nothing_is_opened() {
        Judgement judgement = judge(holding("0.2"), decision(btc, Action.SELL));

        OrderIntent intent = judgement.verdict().intent();
        assertThat(judgement.verdict().result()).isEqualTo(Result.APPROVED);
        assertThat(intent.purpose()).isEqualTo(Purpose.EXIT);
        assertThat(intent.quantity()).isEqualByComparingTo("0.2");
        assertThat(judgement.verdict().reservedNotional()).isNull();
        assertThat(judgement.bookAfter().reservations()).isEmpty();
    }

    @Test
    void a_short_position_is_closed_by_a_buy() {
        OrderIntent intent =
                judge(holding("-0.2"), decision(btc, Action.BUY)).verdict().intent();

        assertThat(intent.purpose()).isEqualTo(Purpose.EXIT);
        assertThat(intent.side()).isEqualTo(Side.BUY);
        assertThat(intent.quantity()).isEqualByComparingTo("0.2");
    }

    @Test
    void a_second_exit_is_refused_while_the_first_is_under_way() {
        ExposureBook leaving = judge(holding("0.2"), decision(btc, Action.SELL)).bookAfter();
        Snapshot later = snapshot("BTCUSDT", AS_OF.plusSeconds(900), "49000", "49001");

        Judgement second = judge(leaving, decision(later, Action.SELL), later);

        assertThat(second.verdict().result()).isEqualTo(Result.REJECTED);
        assertThat(failed(second)).containsExactly("DUPLICATE_INTENT");
    }

    @ParameterizedTest
    @EnumSource(
            value = Control.State.class,
            names = {"REDUCING", "HALTED"})
    void a_stopped_portfolio_gets_no_entry_and_every_exit(Control.State stopped) {
        ExposureBook held = holding("0.2");
        trading = new Control(Control.ALL, stopped, 7, "ada", "drill", AS_OF, null);

        Judgement entry = judge(funded, decision(btc, Action.BUY), btc, Market.terms());
        Judgement exit = judge(held, decision(btc, Action.SELL), btc, Market.terms());

        assertThat(entry.verdict().result()).isEqualTo(Result.REJECTED);
        assertThat(failed(entry)).containsExactly("TRADING_STATE");
        assertThat(exit.verdict().result()).isEqualTo(Result.APPROVED);
    }

    @Test
    void an_exit_needs_neither_snapshot_nor_price_nor_equity() {
        ExposureBook held = holding("0.2");

        Judgement judgement = Judgement.of(new Judgement.Question(
                decision(btc, Action.SELL),
                null,
                Market.terms(),
                held,
                Map.of(),
                DailyCloses.NONE,
                Market.TRADING,
                Market.INSTRUMENTS,
                AS_OF.plusSeconds(86_400)));

        assertThat(judgement.verdict().result()).isEqualTo(Result.APPROVED);
        assertThat(judgement.verdict().equity()).isNull();
        assertThat(judgement.verdict().intent().referencePrice())
                .isEqualByComparingTo(held.positions().get("BTCUSDT").averagePrice());
    }

    @Test
    void an_entry_without_its_snapshot_is_refused_for_the_age_of_its_data() {
        Judgement judgement = judge(funded, decision(btc, Action.BUY), null);

        assertThat(judgement.verdict().result()).isEqualTo(Result.REJECTED);
        assertThat(failed(judgement)).startsWith("DATA_AGE");
    }

    @Test
    void a_symbol_that_nobody_knows_is_refused() {
        Snapshot unknown = snapshot("NOSUCH", AS_OF, "10", "11");

        Judgement judgement = judge(funded, decision(unknown, Action.BUY), unknown);

        assertThat(failed(judgement)).contains("CURRENCY", "MINIMUM_ORDER");
    }

    @Test
    void a_portfolio_whose_balance_is_unknown_gets_no_entry() {
        Judgement judgement = judge(ExposureBook.empty(PORTFOLIO), decision(btc, Action.BUY));

        assertThat(failed(judgement)).contains("EQUITY_KNOWN", "CONCENTRATION", "LEVERAGE", "DRAWDOWN");
        assertThat(judgement.verdict().equity()).isNull();
    }

    @Test
    void a_balance_too_small_for_the_least_order_is_a_rejection() {
        ExposureBook poor = ExposureBook.empty(PORTFOLIO).fold(new Account().cash("10"));

        Judgement judgement = judge(poor, decision(btc, Action.BUY));

        assertThat(failed(judgement)).containsExactly("MINIMUM_ORDER");
    }

    @Test
    void a_hold_gets_a_verdict_in_which_nothing_was_asked() {
        Judgement judgement = judge(funded, decision(btc, Action.HOLD));

        assertThat(judgement.verdict().result()).isEqualTo(Result.NO_ORDER);
        assertThat(judgement.verdict().gates())
                .hasSize(Gate.values().length)
                .allMatch(gate -> gate.status() == Status.SKIPPED);
        assertThat(judgement.bookAfter().peakEquity()).isEqualByComparingTo("100000");
    }

    @ParameterizedTest
    @EnumSource(value = Decision.Outcome.class, names = "DECIDED", mode = EnumSource.Mode.EXCLUDE)
    void whatever_was_not_decided_asks_for_nothing(Decision.Outcome outcome) {
        Judgement judgement = judge(funded, decision(btc, Action.HOLD, outcome));

        assertThat(judgement.verdict().result()).isEqualTo(Result.NO_ORDER);
    }

    @Test
    void the_third_symbol_is_one_too_many() {
        Snapshot eth = snapshot("ETHUSDT", AS_OF, "2500", "2500.10");
        Snapshot sol = snapshot("SOLUSDT", AS_OF, "130", "130.01");
        ExposureBook one = judge(funded, decision(btc, Action.BUY)).bookAfter();
        ExposureBook two = judge(one, decision(eth, Action.BUY), eth).bookAfter();

        Judgement third = judge(two, decision(sol, Action.BUY), sol);

        assertThat(two.openSymbols()).hasSize(2);
        assertThat(failed(third)).containsExactly("CONCURRENT_POSITIONS");
    }

    @Test
    void a_denied_order_gives_its_place_to_the_next() {
        Snapshot eth = snapshot("ETHUSDT", AS_OF, "2500", "2500.10");
        Snapshot sol = snapshot("SOLUSDT", AS_OF, "130", "130.01");
        Judgement one = judge(funded, decision(btc, Action.BUY));
        ExposureBook two =
                judge(one.bookAfter(), decision(eth, Action.BUY), eth).bookAfter();
        ExposureBook freed = two.fold(account.order(one.verdict(), OrderState.DENIED));

        assertThat(judge(freed, decision(sol, Action.BUY), sol).verdict().result())
                .isEqualTo(Result.APPROVED);
    }

    @Test
    void a_verdict_on_prices_with_many_digits_still_survives_the_wire() {
        Snapshot fine = snapshot("BTCUSD", AS_OF, "50000.12345678", "50001.12345678");
        ExposureBook uneven = funded.fold(account.cash("0.123456789012345678"));

        Verdict verdict = judge(uneven, decision(fine, Action.BUY), fine).verdict();

        assertThat(verdict.result()).isEqualTo(Result.APPROVED);
        assertThat(EventCodec.decode(
                        Topics.VERDICTS,
                        verdict.key(),
                        EventCodec.payload(verdict),
                        EventCodec.headers(verdict, "ffe/risk", null, null)))
                .isInstanceOfSatisfying(
                        Accepted.class, accepted -> assertThat(accepted.event()).isEqualTo(verdict));
    }

    @Test
    void equal_questions_give_equal_verdicts() {
        Verdict once = judge(funded, decision(btc, Action.BUY)).verdict();
        Verdict again = judge(funded, decision(btc, Action.BUY)).verdict();

        assertThat(CoreHash.of(again)).isEqualTo(CoreHash.of(once));
    }

    @Test
    void the_name_of_a_run_is_no_part_of_what_two_runs_are_compared_by() {
        Snapshot theirs = new Snapshot(
                "another-run",
                btc.symbol(),
                btc.assetClass(),
                btc.timeframe(),
                btc.asOf(),
                btc.origin(),
                btc.quote(),
                btc.timeframes(),
                btc.regime(),
                btc.volatility(),
                btc.alignment(),
                btc.quality());
        PortfolioTerms terms = new PortfolioTerms(
                PORTFOLIO,
                Market.PRODUCER,
                "USD",
                Set.of("USDT"),
                "paper",
                "another-run",
                Origin.SYNTHETIC,
                Market.limits(),
                false,
                Market.VERSION,
                EntryOrders.MARKET);

        Verdict here =
                judge(funded, decision(btc, Action.BUY), btc, Market.terms()).verdict();
        Verdict there =
                judge(funded, decision(theirs, Action.BUY), theirs, terms).verdict();

        assertThat(there.verdictId()).isNotEqualTo(here.verdictId());
        assertThat(CoreHash.of(there)).isEqualTo(CoreHash.of(here));
    }

    @Test
    void a_decision_that_claims_live_prices_on_a_snapshot_that_is_not_live_makes_no_order_and_no_live_verdict() {
        Decision claims = claimingLive(decision(btc, Action.BUY));

        Judgement entry = judge(funded, claims);
        Judgement exit = judge(holding("-0.5"), claims, null);

        assertThat(List.of(entry, exit)).allSatisfy(judgement -> {
            assertThat(judgement.verdict().result()).isEqualTo(Result.REJECTED);
            assertThat(failed(judgement)).contains(Gate.ORIGIN.name());
            assertThat(judgement.verdict().origin()).isEqualTo(Origin.SYNTHETIC);
        });
    }

    private static Decision claimingLive(Decision decision) {
        return Market.claiming(decision, decision.runId(), decision.portfolioId(), decision.producer(), Origin.LIVE);
    }

    private ExposureBook holding(String signed) {
        BigDecimal quantity = new BigDecimal(signed);
        Verdict entry = judge(funded, decision(btc, quantity.signum() > 0 ? Action.BUY : Action.SELL))
                .verdict();
        return funded.fold(account.fill(entry, quantity.abs(), new BigDecimal("50001"), BigDecimal.ZERO))
                .fold(account.order(entry, OrderState.CANCELED));
    }

    private Judgement judge(ExposureBook book, Decision decision) {
        return judge(book, decision, btc);
    }

    private Judgement judge(ExposureBook book, Decision decision, Snapshot snapshot) {
        return judge(book, decision, snapshot, Market.terms());
    }

    private Judgement judge(ExposureBook book, Decision decision, Snapshot snapshot, PortfolioTerms terms) {
        Snapshot newest = snapshot == null ? btc : snapshot;
        Map<String, Mark> marks = marks(
                snapshot("BTCUSDT", newest.asOf(), "50000", "50001"),
                snapshot("ETHUSDT", newest.asOf(), "2500", "2500.10"),
                snapshot("SOLUSDT", newest.asOf(), "130", "130.01"),
                newest);
        return Judgement.of(new Judgement.Question(
                decision,
                snapshot,
                terms,
                book,
                marks,
                DailyCloses.NONE,
                trading,
                Market.INSTRUMENTS,
                Market.now(newest)));
    }

    private static List<String> failed(Judgement judgement) {
        return judgement.verdict().gates().stream()
                .filter(gate -> gate.status() == Status.FAILED)
                .map(GateResult::gate)
                .toList();
    }

    @Test
    void a_throttle_that_was_passed_stays_so_until_somebody_re_enables_the_symbol() {
        PortfolioTerms one = Market.terms(Limit.MAX_REPEATED_ENTRIES.in(Market.limits(), "1"));
        Judgement first = judge(funded, decision(btc, Action.BUY), btc, one);
        ExposureBook ended = first.bookAfter().fold(order(first));
        Snapshot later = snapshot("BTCUSDT", AS_OF.plusSeconds(900), "50000", "50001");
        Judgement second = judge(ended, decision(later, Action.BUY), later, one);
        Snapshot muchLater = snapshot("BTCUSDT", AS_OF.plusSeconds(3 * 86_400), "50000", "50001");
        Judgement third = judge(second.bookAfter(), decision(muchLater, Action.BUY), muchLater, one);
        Judgement enabled = judge(second.bookAfter().reenable("BTCUSDT"), decision(later, Action.BUY), later, one);

        assertThat(first.verdict().result()).isEqualTo(Result.APPROVED);
        assertThat(failed(second)).containsExactly("REPEATED_EXECUTION");
        assertThat(failed(third)).containsExactly("REPEATED_EXECUTION");
        assertThat(enabled.verdict().result()).isEqualTo(Result.APPROVED);
    }

    private static Execution order(Judgement approved) {
        Account account = new Account();
        account.cash("100000");
        return account.order(approved.verdict(), OrderState.CANCELED);
    }
}
