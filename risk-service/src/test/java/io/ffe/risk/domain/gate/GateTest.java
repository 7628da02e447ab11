package io.ffe.risk.domain.gate;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.risk.domain.Account;
import io.ffe.risk.domain.Market;
import io.ffe.risk.domain.book.Approval;
import io.ffe.risk.domain.book.ClosedTrade;
import io.ffe.risk.domain.book.Conduct;
import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.LastEntry;
import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.book.PendingExit;
import io.ffe.risk.domain.book.Position;
import io.ffe.risk.domain.book.Reservation;
import io.ffe.risk.domain.book.Throttle;
import io.ffe.risk.domain.book.TradingDay;
import io.ffe.risk.domain.book.Valuation;
import io.ffe.risk.domain.history.DailyCloses;
import io.ffe.risk.domain.limit.EntryOrders;
import io.ffe.risk.domain.limit.Limit;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.risk.domain.limit.RiskLimits;
import io.ffe.risk.domain.size.Sizing;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.GateResult.Status;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quality.Reason;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each gate has a row just inside, at and just outside of its limit, and one with its input missing. */
class GateTest {

    private static final BigDecimal EQUITY = new BigDecimal("100000");
    private static final LocalDate TODAY = AS_OF.atZone(ZoneOffset.UTC).toLocalDate();
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration JUST_UNDER_A_DAY = DAY.minusMillis(1);
    private static final Duration HOUR = Duration.ofHours(1);
    /** A Friday, 17:00 in New York. */
    private static final Instant WEEKEND = Instant.parse("2024-08-02T21:00:00Z");

    /** Where a row is, seen from its gate's limit. */
    enum Where {
        INSIDE(Status.PASSED),
        AT(Status.PASSED),
        OUTSIDE(Status.FAILED),
        INPUT_MISSING(Status.FAILED),
        NOT_ASKED(Status.SKIPPED);

        private final Status expected;

        Where(Status expected) {
            this.expected = expected;
        }
    }

    /** What they ask of a trade is there or is not: no number has an edge. */
    private static final Set<Gate.Unit> WITHOUT_AN_EDGE =
            EnumSet.of(Gate.Unit.STATE, Gate.Unit.QUALITY, Gate.Unit.ORIGIN, Gate.Unit.CURRENCY, Gate.Unit.SIDE);

    /**
     * Nothing that these ask for can be missing: they look at the side of the trade and at the portfolio's own book, which a
     * verdict is never given without, or at the origin, which every decision has (an empty book is a book, and SEQUENCE_GAP and EQUITY_KNOWN refuse one with a hole in it).
     */
    private static final Set<Gate> WITHOUT_AN_INPUT_TO_MISS = EnumSet.of(
            Gate.ORIGIN,
            Gate.SHORT_SELLING,
            Gate.POSITION_DIRECTION,
            Gate.DUPLICATE_INTENT,
            Gate.ORDER_RATE,
            Gate.REPEATED_EXECUTION,
            Gate.CONCURRENT_POSITIONS,
            Gate.STOP_LOSS_GUARD,
            Gate.COOLDOWN);

    /** Zero is allowed, and there is nothing below it. */
    private static final Set<Gate> WITHOUT_AN_INSIDE = EnumSet.of(Gate.SEQUENCE_GAP);

    /** What a gate should make of a trade that differs in one thing from one that passes everything. */
    record Row(Gate gate, Where where, String what, Trade trade) {
        @Override
        public String toString() {
            return gate + " " + where + ": " + what;
        }
    }

    static Stream<Row> rows() {
        return Stream.of(
                inside(Gate.TRADING_STATE, "ACTIVE", trade()),
                outside(Gate.TRADING_STATE, "REDUCING", trade().trading(stopped(Control.State.REDUCING))),
                outside(Gate.TRADING_STATE, "HALTED", trade().trading(stopped(Control.State.HALTED))),
                missing(Gate.TRADING_STATE, "state unknown", trade().trading(null)),
                inside(
                        Gate.DATA_AGE,
                        "snapshot just inside 2 min",
                        trade().now(AS_OF.plusSeconds(120).minusMillis(1))),
                at(Gate.DATA_AGE, "snapshot at 2 min", trade().now(AS_OF.plusSeconds(120))),
                outside(
                        Gate.DATA_AGE,
                        "snapshot just over 2 min",
                        trade().now(AS_OF.plusSeconds(120).plusMillis(1))),
                at(Gate.DATA_AGE, "from the future by the allowed skew", trade().now(AS_OF.minusSeconds(2))),
                outside(
                        Gate.DATA_AGE,
                        "from the future by more",
                        trade().now(AS_OF.minusSeconds(2).minusMillis(1))),
                at(
                        Gate.DATA_AGE,
                        "quote at 3 min",
                        trade().quotedAt(AS_OF.minusSeconds(179)).now(AS_OF.plusSeconds(1))),
                outside(
                        Gate.DATA_AGE,
                        "quote just over 3 min",
                        trade().quotedAt(AS_OF.minusSeconds(180)).now(AS_OF.plusMillis(1))),
                outside(
                        Gate.DATA_AGE,
                        "quote from the future",
                        trade().quotedAt(AS_OF.plusSeconds(3)).now(AS_OF)),
                at(
                        Gate.DATA_AGE,
                        "at validUntil",
                        trade().validFor(Duration.ofSeconds(60)).now(AS_OF.plusSeconds(60))),
                outside(
                        Gate.DATA_AGE,
                        "just past validUntil",
                        trade().validFor(Duration.ofSeconds(60))
                                .now(AS_OF.plusSeconds(60).plusMillis(1))),
                missing(Gate.DATA_AGE, "snapshot missing", trade().withoutSnapshot()),
                inside(Gate.DATA_QUALITY, "VALID", trade()),
                inside(Gate.DATA_QUALITY, "DEGRADED", trade().quality(Reason.DERIVED_TICKS)),
                outside(Gate.DATA_QUALITY, "STALE", trade().quality(Reason.MISSING_LAST_BAR)),
                outside(Gate.DATA_QUALITY, "market closed", trade().quality(Reason.MARKET_CLOSED)),
                outside(Gate.DATA_QUALITY, "a reason of a later version", trade().quality(Reason.OTHER)),
                outside(Gate.DATA_QUALITY, "INVALID", trade().quality(Reason.TOO_LITTLE_HISTORY)),
                outside(Gate.DATA_QUALITY, "decided on other bytes", trade().snapshotHash("0".repeat(64))),
                outside(Gate.DATA_QUALITY, "decided on another symbol's snapshot", trade().decidedOnAnotherSymbol()),
                missing(Gate.DATA_QUALITY, "snapshot missing", trade().withoutSnapshot()),
                inside(Gate.ORIGIN, "synthetic at the paper venue", trade()),
                outside(Gate.ORIGIN, "synthetic at a real venue", trade().venue("coinbase")),
                inside(
                        Gate.ORIGIN,
                        "live at a real venue",
                        trade().venue("coinbase").origin(Origin.LIVE).runOrigin(Origin.LIVE)),
                outside(
                        Gate.ORIGIN,
                        "replayed at a real venue in a run that is said to be live",
                        trade().venue("coinbase").origin(Origin.REPLAY).runOrigin(Origin.LIVE)),
                outside(
                        Gate.ORIGIN,
                        "decision and snapshot that both claim to be live in a run that is not",
                        trade().origin(Origin.LIVE)),
                outside(
                        Gate.ORIGIN,
                        "exit without a snapshot that claims to be live",
                        trade().exit().withoutSnapshot().decisionOrigin(Origin.LIVE)),
                outside(Gate.ORIGIN, "snapshot of another origin", trade().decisionOrigin(Origin.LIVE)),
                outside(Gate.ORIGIN, "another run", trade().runServed("another-run")),
                inside(Gate.CURRENCY, "equivalent of the account's", trade()),
                inside(Gate.CURRENCY, "the account's own", trade().symbol("EURUSD")),
                outside(Gate.CURRENCY, "another one", trade().symbol("USDJPY")),
                missing(Gate.CURRENCY, "unknown instrument", trade().symbol("NOSUCH")),
                inside(Gate.SHORT_SELLING, "sell where allowed", trade().side(Side.SELL)),
                inside(Gate.SHORT_SELLING, "buy where not allowed", trade().noShorts()),
                outside(
                        Gate.SHORT_SELLING,
                        "sell where not allowed",
                        trade().noShorts().side(Side.SELL)),
                at(Gate.POSITION_DIRECTION, "flat", trade()),
                outside(Gate.POSITION_DIRECTION, "buy more of a long position", trade().holding("BTCUSDT", "0.00001")),
                outside(
                        Gate.POSITION_DIRECTION,
                        "sell more of a short position",
                        trade().side(Side.SELL).holding("BTCUSDT", "-0.00001")),
                at(Gate.DUPLICATE_INTENT, "nothing open", trade()),
                inside(Gate.DUPLICATE_INTENT, "open in another symbol", trade().reserved("ETHUSDT", "1", "1")),
                outside(Gate.DUPLICATE_INTENT, "an entry is open", trade().reserved("BTCUSDT", "0.00001", "1")),
                outside(Gate.DUPLICATE_INTENT, "an exit is open", trade().leaving("BTCUSDT")),
                inside(
                        Gate.DUPLICATE_INTENT,
                        "last entry on older data",
                        trade().lastEntry(AS_OF.minusMillis(1), Side.BUY)),
                outside(Gate.DUPLICATE_INTENT, "last entry on the same data", trade().lastEntry(AS_OF, Side.BUY)),
                outside(
                        Gate.DUPLICATE_INTENT,
                        "last entry on newer data",
                        trade().lastEntry(AS_OF.plusMillis(1), Side.BUY)),
                inside(Gate.DUPLICATE_INTENT, "last entry the other way", trade().lastEntry(AS_OF, Side.SELL)),
                inside(
                        Gate.DUPLICATE_INTENT,
                        "an exit on the data of the entry",
                        trade().exit().side(Side.SELL).holding("BTCUSDT", "1").lastEntry(AS_OF, Side.BUY)),
                outside(
                        Gate.DUPLICATE_INTENT,
                        "an exit on older data than the entry",
                        trade().exit()
                                .side(Side.SELL)
                                .holding("BTCUSDT", "1")
                                .lastEntry(AS_OF.plusMillis(1), Side.BUY)),
                inside(
                        Gate.DUPLICATE_INTENT,
                        "an exit on older data than another side's entry",
                        trade().exit()
                                .side(Side.SELL)
                                .holding("BTCUSDT", "1")
                                .lastEntry(AS_OF.plusMillis(1), Side.SELL)),
                inside(
                        Gate.DUPLICATE_INTENT,
                        "an exit beside an open entry",
                        trade().exit().side(Side.SELL).holding("BTCUSDT", "1").reserved("BTCUSDT", "1", "1")),
                outside(
                        Gate.DUPLICATE_INTENT,
                        "a second exit",
                        trade().exit().side(Side.SELL).holding("BTCUSDT", "1").leaving("BTCUSDT")),
                at(Gate.SEQUENCE_GAP, "no gap", trade()),
                missing(Gate.SEQUENCE_GAP, "one execution missing", trade().gap()),
                outside(Gate.SEQUENCE_GAP, "a disputed position", trade().disputed("ETHUSDT")),
                inside(Gate.EQUITY_KNOWN, "marks just inside", trade().markAge("2.499")),
                at(Gate.EQUITY_KNOWN, "marks at the limit", trade().markAge("2.5")),
                // Which mark is too old is Valuation's to say, and its test's.
                outside(
                        Gate.EQUITY_KNOWN,
                        "marks just over the limit",
                        trade().equityUnknown().markAge("2.501")),
                missing(Gate.EQUITY_KNOWN, "equity unknown", trade().equityUnknown()),
                inside(Gate.MINIMUM_ORDER, "one lot more than the smallest", trade().quantity("0.00011")),
                inside(Gate.POSITION_DIRECTION, "another symbol is held", trade().holding("ETHUSDT", "1")),
                at(Gate.MINIMUM_ORDER, "the smallest that is worth 5", trade().quantity("0.0001")),
                outside(Gate.MINIMUM_ORDER, "worth less than 5", trade().quantity("0.00009")),
                at(
                        Gate.MINIMUM_ORDER,
                        "the least quantity",
                        trade().symbol("EURUSD").price("1.10").quantity("1")),
                outside(Gate.MINIMUM_ORDER, "zero", trade().quantity("0")),
                missing(Gate.MINIMUM_ORDER, "no size", trade().unsizable()),
                missing(Gate.MINIMUM_ORDER, "unknown instrument", trade().symbol("NOSUCH")),
                inside(Gate.ORDER_VALUE, "just inside 50,000", trade().quantity("0.99999")),
                at(Gate.ORDER_VALUE, "at 50,000", trade().quantity("1")),
                outside(Gate.ORDER_VALUE, "just over 50,000", trade().quantity("1.00001")),
                missing(Gate.ORDER_VALUE, "no size", trade().unsizable()),
                inside(Gate.CONCURRENT_POSITIONS, "the first", trade()),
                at(Gate.CONCURRENT_POSITIONS, "the second, one held", trade().holding("ETHUSDT", "1")),
                at(Gate.CONCURRENT_POSITIONS, "the second, one reserved", trade().reserved("ETHUSDT", "1", "1")),
                outside(
                        Gate.CONCURRENT_POSITIONS,
                        "the third, one held and one reserved",
                        trade().holding("ETHUSDT", "1").reserved("SOLUSDT", "1", "1")),
                inside(
                        Gate.CONCURRENT_POSITIONS,
                        "held and reserved in one symbol count once",
                        trade().holding("ETHUSDT", "1").reserved("ETHUSDT", "1", "1")),
                inside(Gate.CONCENTRATION, "just inside 30 %", trade().quantity("0.59999")),
                at(Gate.CONCENTRATION, "at 30 %", trade().quantity("0.6")),
                outside(Gate.CONCENTRATION, "just over 30 %", trade().quantity("0.60001")),
                outside(
                        Gate.CONCENTRATION,
                        "over it with what is reserved",
                        trade().quantity("0.5").reserved("BTCUSDT", "0.10001", "50000")),
                outside(
                        Gate.CONCENTRATION,
                        "over it with what is held",
                        trade().quantity("0.5").holding("BTCUSDT", "-0.10001")),
                missing(Gate.CONCENTRATION, "equity unknown", trade().equityUnknown()),
                missing(Gate.CONCENTRATION, "no size", trade().unsizable()),
                inside(Gate.LEVERAGE, "just inside 5", trade().quantity("9.99999")),
                at(Gate.LEVERAGE, "at 5", trade().quantity("10")),
                outside(Gate.LEVERAGE, "just over 5", trade().quantity("10.00001")),
                at(Gate.LEVERAGE, "at 5 with others", trade().quantity("1").reserved("ETHUSDT", "1", "450000")),
                outside(
                        Gate.LEVERAGE,
                        "over 5 with others",
                        trade().quantity("1").reserved("ETHUSDT", "1", "450001")),
                outside(
                        Gate.LEVERAGE,
                        "long and short add up and do not cancel out",
                        trade().quantity("0.00001").holding("ETHUSDT", "-250000")),
                missing(Gate.LEVERAGE, "equity unknown", trade().equityUnknown()),
                at(Gate.DRAWDOWN, "at the peak", trade().peak("100000")),
                inside(Gate.DRAWDOWN, "just inside 15 %", trade().peak("117647.05")),
                at(Gate.DRAWDOWN, "at 15 %", trade().equity("85000").peak("100000")),
                outside(
                        Gate.DRAWDOWN,
                        "just over 15 %",
                        trade().equity("84999.99").peak("100000")),
                missing(Gate.DRAWDOWN, "no peak", trade().peak(null)),
                missing(Gate.DRAWDOWN, "equity unknown", trade().equityUnknown()),
                inside(Gate.MARKET_HOURS, "crypto at a weekend", trade().now(WEEKEND)),
                inside(
                        Gate.MARKET_HOURS,
                        "a currency just before the weekend",
                        trade().as(Snapshot.AssetClass.FOREX).now(WEEKEND.minusMillis(1))),
                outside(
                        Gate.MARKET_HOURS,
                        "a currency at the weekend",
                        trade().as(Snapshot.AssetClass.FOREX).now(WEEKEND)),
                inside(
                        Gate.MARKET_HOURS,
                        "a currency at the opening",
                        trade().as(Snapshot.AssetClass.FOREX).now(WEEKEND.plus(Duration.ofDays(2)))),
                missing(Gate.MARKET_HOURS, "snapshot missing", trade().withoutSnapshot()),
                at(
                        Gate.ECONOMIC_DUPLICATE,
                        "the same at 5 min",
                        trade().approved(1, Duration.ofMinutes(5), Side.BUY, "0.1")),
                outside(
                        Gate.ECONOMIC_DUPLICATE,
                        "the same just inside 5 min",
                        trade().approved(1, Duration.ofMinutes(5).minusMillis(1), Side.BUY, "0.10")),
                inside(Gate.ECONOMIC_DUPLICATE, "another quantity", trade().approved(1, SECOND, Side.BUY, "0.10001")),
                inside(Gate.ECONOMIC_DUPLICATE, "the other side", trade().approved(1, SECOND, Side.SELL, "0.1")),
                missing(Gate.ECONOMIC_DUPLICATE, "no size", trade().unsizable()),
                inside(Gate.ORDER_RATE, "the ninth", trade().approved(8, SECOND, Side.BUY, "1")),
                at(Gate.ORDER_RATE, "the tenth", trade().approved(9, SECOND, Side.BUY, "1")),
                outside(Gate.ORDER_RATE, "the eleventh", trade().approved(10, SECOND, Side.BUY, "1")),
                inside(
                        Gate.ORDER_RATE,
                        "the eleventh, a minute after the others",
                        trade().approved(10, Duration.ofMinutes(1), Side.BUY, "1")),
                inside(Gate.REPEATED_EXECUTION, "the 49th", trade().approved(48, HOUR, Side.BUY, "1")),
                at(Gate.REPEATED_EXECUTION, "the 50th", trade().approved(49, HOUR, Side.BUY, "1")),
                outside(Gate.REPEATED_EXECUTION, "the 51st", trade().approved(50, HOUR, Side.BUY, "1")),
                outside(
                        Gate.REPEATED_EXECUTION,
                        "the 51st just inside a day",
                        trade().approved(50, JUST_UNDER_A_DAY, Side.BUY, "1")),
                inside(Gate.REPEATED_EXECUTION, "the 51st at a day", trade().approved(50, DAY, Side.BUY, "1")),
                inside(Gate.REPEATED_EXECUTION, "50 the other way", trade().approved(50, HOUR, Side.SELL, "1")),
                outside(Gate.REPEATED_EXECUTION, "disabled, however long ago", trade().tripped(Instant.EPOCH)),
                inside(
                        Gate.REPEATED_EXECUTION,
                        "re-enabled after the 50",
                        trade().approved(50, HOUR, Side.BUY, "1").reenabled(HOUR)),
                inside(
                        Gate.PRICE_COLLAR,
                        "just inside 1 %",
                        trade().price("50499.99").newestPrice("50000")),
                at(Gate.PRICE_COLLAR, "at 1 %", trade().price("50500").newestPrice("50000")),
                outside(
                        Gate.PRICE_COLLAR,
                        "just over 1 %",
                        trade().price("50500.01").newestPrice("50000")),
                outside(
                        Gate.PRICE_COLLAR,
                        "just under -1 %",
                        trade().price("49499.99").newestPrice("50000")),
                missing(Gate.PRICE_COLLAR, "no quote", trade().noQuoteRead()),
                missing(Gate.PRICE_COLLAR, "no size", trade().unsizable()),
                inside(Gate.DAILY_LOSS, "a gain", trade().began("90000")),
                inside(
                        Gate.DAILY_LOSS,
                        "just inside 3 %",
                        trade().equity("97000.01").began("100000")),
                at(Gate.DAILY_LOSS, "at 3 %", trade().equity("97000").began("100000")),
                outside(
                        Gate.DAILY_LOSS,
                        "just over 3 %",
                        trade().equity("96999.99").began("100000")),
                missing(Gate.DAILY_LOSS, "no start", trade().began(null)),
                outside(Gate.DAILY_LOSS, "a start of another day", trade().beganYesterday()),
                missing(Gate.DAILY_LOSS, "equity unknown", trade().equityUnknown()),
                inside(Gate.VALUE_AT_RISK, "just inside 5 %", trade().quantity("0.99999")),
                at(Gate.VALUE_AT_RISK, "at 5 %", trade().quantity("1")),
                outside(Gate.VALUE_AT_RISK, "just over 5 %", trade().quantity("1.00001")),
                inside(
                        Gate.VALUE_AT_RISK,
                        "a short position gains",
                        trade().side(Side.SELL).quantity("1.00001")),
                outside(
                        Gate.VALUE_AT_RISK,
                        "over it with what is held",
                        trade().quantity("0.9").holding("ETHUSDT", "5000").history("ETHUSDT", moving(60, 0))),
                inside(
                        Gate.VALUE_AT_RISK,
                        "within it with a hedge",
                        trade().quantity("1.1").holding("ETHUSDT", "-5000").history("ETHUSDT", moving(60, 0))),
                outside(
                        Gate.VALUE_AT_RISK,
                        "over it with what is reserved",
                        trade().quantity("0.9")
                                .reserved("ETHUSDT", "1", "10000")
                                .history("ETHUSDT", moving(60, 0))),
                outside(
                        Gate.VALUE_AT_RISK,
                        "over it without a hedge that is only reserved",
                        trade().quantity("1.1")
                                .reserved("ETHUSDT", Side.SELL, "1", "10000")
                                .history("ETHUSDT", moving(60, 0))),
                inside(
                        Gate.VALUE_AT_RISK,
                        "within it with and without what is reserved",
                        trade().quantity("0.99999")
                                .reserved("ETHUSDT", Side.SELL, "1", "10000")
                                .history("ETHUSDT", moving(60, 0))),
                missing(
                        Gate.VALUE_AT_RISK,
                        "one day short",
                        trade().history("BTCUSDT", moving(0, 0)).limit(Limit.VAR_DAYS, "61")),
                missing(Gate.VALUE_AT_RISK, "nothing about what is held", trade().holding("ETHUSDT", "1")),
                outside(Gate.VALUE_AT_RISK, "history of last month", trade().now(AS_OF.plus(Duration.ofDays(6)))),
                inside(Gate.VALUE_AT_RISK, "history of five days ago", trade().now(AS_OF.plus(Duration.ofDays(4)))),
                missing(Gate.VALUE_AT_RISK, "equity unknown", trade().equityUnknown()),
                missing(Gate.VALUE_AT_RISK, "no size", trade().unsizable()),
                skips(
                        Gate.VALUE_AT_RISK,
                        "short, and not required",
                        trade().limit(Limit.VAR_DAYS, "61").historyNotRequired()),
                outside(
                        Gate.VALUE_AT_RISK,
                        "enough, and not required",
                        trade().quantity("1.00001").historyNotRequired()),
                inside(Gate.CORRELATION, "the first", trade()),
                at(
                        Gate.CORRELATION,
                        "two that move together",
                        trade().holding("ETHUSDT", "1").history("ETHUSDT", moving(60, 0))),
                outside(
                        Gate.CORRELATION,
                        "three that move together",
                        trade().holding("ETHUSDT", "1")
                                .holding("SOLUSDT", "1")
                                .history("ETHUSDT", moving(60, 0))
                                .history("SOLUSDT", moving(60, 0))),
                inside(
                        Gate.CORRELATION,
                        "three, one of which moves on its own",
                        trade().holding("ETHUSDT", "1")
                                .holding("SOLUSDT", "1")
                                .history("ETHUSDT", moving(60, 0))
                                .history("SOLUSDT", moving(60, 9))),
                missing(
                        Gate.CORRELATION,
                        "one day short",
                        trade().history("BTCUSDT", moving(0, 0)).limit(Limit.CORRELATION_DAYS, "61")),
                missing(Gate.CORRELATION, "nothing about what is held", trade().holding("ETHUSDT", "1")),
                skips(
                        Gate.CORRELATION,
                        "short, and not required",
                        trade().limit(Limit.CORRELATION_DAYS, "61").historyNotRequired()),
                inside(Gate.STOP_LOSS_GUARD, "two stops", trade().closed(2, "ETHUSDT", HOUR, true, "-1")),
                at(Gate.STOP_LOSS_GUARD, "three stops", trade().closed(3, "ETHUSDT", HOUR, true, "-1")),
                outside(Gate.STOP_LOSS_GUARD, "four stops", trade().closed(4, "ETHUSDT", HOUR, true, "-1")),
                outside(
                        Gate.STOP_LOSS_GUARD,
                        "four stops, just inside the pause",
                        trade().closed(4, "ETHUSDT", HOUR.multipliedBy(4).minusMillis(1), true, "-1")),
                inside(
                        Gate.STOP_LOSS_GUARD,
                        "four stops, the pause over",
                        trade().closed(4, "ETHUSDT", HOUR.multipliedBy(4), true, "-1")),
                outside(
                        Gate.STOP_LOSS_GUARD,
                        "four stops, the first a day ago, the pause not over",
                        trade().closed(1, "ETHUSDT", DAY, true, "-1")
                                .closed(1, "ETHUSDT", HOUR.multipliedBy(4), true, "-1")
                                .closed(1, "ETHUSDT", HOUR.multipliedBy(2), true, "-1")
                                .closed(1, "ETHUSDT", HOUR.dividedBy(2), true, "-1")),
                inside(
                        Gate.STOP_LOSS_GUARD,
                        "four stops in the last two days, and never four in one",
                        trade().closed(1, "ETHUSDT", DAY.plus(HOUR), true, "-1")
                                .closed(3, "ETHUSDT", HOUR, true, "-1")),
                inside(Gate.STOP_LOSS_GUARD, "four targets", trade().closed(4, "ETHUSDT", HOUR, true, "1")),
                inside(Gate.STOP_LOSS_GUARD, "four exits at a loss", trade().closed(4, "ETHUSDT", HOUR, false, "-1")),
                at(Gate.COOLDOWN, "at 10 min", trade().closed(1, "BTCUSDT", Duration.ofMinutes(10), false, "1")),
                outside(
                        Gate.COOLDOWN,
                        "just inside 10 min",
                        trade().closed(1, "BTCUSDT", Duration.ofMinutes(10).minusMillis(1), false, "1")),
                inside(Gate.COOLDOWN, "another symbol's", trade().closed(1, "ETHUSDT", SECOND, false, "1")),
                inside(Gate.DRAWDOWN_PAUSE, "just inside 5 %", trade().closed(1, "ETHUSDT", HOUR, false, "-4999.99")),
                at(Gate.DRAWDOWN_PAUSE, "at 5 %", trade().closed(1, "ETHUSDT", HOUR, false, "-5000")),
                outside(Gate.DRAWDOWN_PAUSE, "just over 5 %", trade().closed(1, "ETHUSDT", HOUR, false, "-5000.01")),
                outside(
                        Gate.DRAWDOWN_PAUSE,
                        "a fall from a gain",
                        trade().closed(1, "ETHUSDT", HOUR.multipliedBy(2), false, "4000")
                                .closed(1, "ETHUSDT", HOUR, false, "-5000.01")),
                outside(
                        Gate.DRAWDOWN_PAUSE,
                        "a fall that began a day ago, the pause not over",
                        trade().closed(1, "ETHUSDT", DAY, false, "-4000")
                                .closed(1, "ETHUSDT", HOUR, false, "-1000.01")),
                inside(
                        Gate.DRAWDOWN_PAUSE,
                        "two losses that were never of one day",
                        trade().closed(1, "ETHUSDT", DAY.plus(HOUR), false, "-4000")
                                .closed(1, "ETHUSDT", HOUR, false, "-1000.01")),
                inside(
                        Gate.DRAWDOWN_PAUSE,
                        "the pause over",
                        trade().closed(1, "ETHUSDT", HOUR.multipliedBy(12), false, "-5000.01")),
                missing(Gate.DRAWDOWN_PAUSE, "equity unknown", trade().equityUnknown()),
                inside(Gate.LOW_PROFIT_PAUSE, "five poor trades", trade().closed(5, "BTCUSDT", HOUR, false, "-500")),
                inside(
                        Gate.LOW_PROFIT_PAUSE,
                        "six trades just inside -1 %",
                        trade().closed(6, "BTCUSDT", HOUR, false, "-166")),
                at(Gate.LOW_PROFIT_PAUSE, "at -1 %", trade().equity("96000").closed(6, "BTCUSDT", HOUR, false, "-160")),
                outside(
                        Gate.LOW_PROFIT_PAUSE,
                        "six trades just under -1 %",
                        trade().closed(6, "BTCUSDT", HOUR, false, "-167")),
                outside(
                        Gate.LOW_PROFIT_PAUSE,
                        "six poor trades, the first a day ago, the pause not over",
                        trade().closed(1, "BTCUSDT", DAY, false, "-900").closed(5, "BTCUSDT", HOUR, false, "-20.01")),
                inside(
                        Gate.LOW_PROFIT_PAUSE,
                        "six poor trades that were never of one day",
                        trade().closed(1, "BTCUSDT", DAY.plus(HOUR), false, "-900")
                                .closed(5, "BTCUSDT", HOUR, false, "-20.01")),
                inside(Gate.LOW_PROFIT_PAUSE, "another symbol's", trade().closed(6, "ETHUSDT", HOUR, false, "-167")),
                inside(
                        Gate.LOW_PROFIT_PAUSE,
                        "the pause over",
                        trade().closed(6, "BTCUSDT", HOUR.multipliedBy(4), false, "-167")),
                missing(Gate.LOW_PROFIT_PAUSE, "equity unknown", trade().equityUnknown()));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void holds_its_limit(Row row) {
        GateResult result = row.gate().judge(row.trade().proposal());

        assertThat(result.status()).as("%s", result).isEqualTo(row.where().expected);
        assertThat(result.detail()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(Gate.class)
    void has_a_row_inside_at_and_outside_of_its_limit_and_one_with_its_input_missing(Gate gate) {
        Set<Where> needed = EnumSet.of(Where.INSIDE, Where.AT, Where.OUTSIDE, Where.INPUT_MISSING);
        if (WITHOUT_AN_EDGE.contains(gate.unit())) {
            needed.remove(Where.AT);
        }
        if (WITHOUT_AN_INSIDE.contains(gate)) {
            needed.remove(Where.INSIDE);
        }
        if (WITHOUT_AN_INPUT_TO_MISS.contains(gate)) {
            needed.remove(Where.INPUT_MISSING);
        }
        Set<Where> there = EnumSet.noneOf(Where.class);
        rows().filter(row -> row.gate() == gate).forEach(row -> there.add(row.where()));

        assertThat(there).as("rows of %s", gate).containsAll(needed);
    }

    @ParameterizedTest
    @EnumSource(Gate.class)
    void an_exit_is_held_up_by_no_gate_that_asks_for_data_or_limits_in_any_trading_state(Gate gate) {
        Stream<Control> states = Stream.concat(
                Stream.of((Control) null), Arrays.stream(Control.State.values()).map(GateTest::stopped));

        states.forEach(trading -> {
            Proposal exit = trade().exit()
                    .side(Side.SELL)
                    .holding("BTCUSDT", "1")
                    .trading(trading)
                    .withoutSnapshot()
                    .equityUnknown()
                    .gap()
                    .unsizable()
                    .noQuoteRead()
                    .peak(null)
                    .began(null)
                    .tripped(Instant.EPOCH)
                    .approved(100, SECOND, Side.SELL, "1")
                    .closed(100, "BTCUSDT", SECOND, true, "-5000")
                    .proposal();

            assertThat(gate.judge(exit).status())
                    .as("%s with the state %s", gate, trading)
                    .isEqualTo(gate.scope() == Gate.Scope.ALL_ORDERS ? Status.PASSED : Status.SKIPPED);
        });
    }

    @Test
    void a_gate_that_is_known_to_have_failed_does_not_hide_the_others() {
        List<GateResult> results =
                Gate.judgeAll(trade().withoutSnapshot().gap().quantity("11").proposal());

        assertThat(results)
                .extracting(GateResult::gate)
                .containsExactly(Arrays.stream(Gate.values()).map(Gate::name).toArray(String[]::new));
        assertThat(results)
                .filteredOn(result -> result.status() == Status.FAILED)
                .extracting(GateResult::gate)
                .containsExactly(
                        "DATA_AGE",
                        "DATA_QUALITY",
                        "MARKET_HOURS",
                        "SEQUENCE_GAP",
                        "ORDER_VALUE",
                        "CONCENTRATION",
                        "LEVERAGE",
                        "VALUE_AT_RISK");
    }

    @Test
    void value_limit_and_unit_stand_on_the_record() {
        assertThat(Gate.CONCENTRATION.judge(trade().quantity("0.5").proposal()))
                .isEqualTo(new GateResult(
                        "CONCENTRATION",
                        Status.PASSED,
                        "0.25",
                        "0.3",
                        "fraction",
                        "exposure to BTCUSDT 25000 of equity 100000"));
        assertThat(Gate.ORDER_VALUE.judge(trade().proposal()).unit()).isEqualTo("USD");
        assertThat(Gate.MINIMUM_ORDER.judge(trade().proposal()).unit()).isEqualTo("BTC");
    }

    @Test
    void a_pause_ends_when_it_said_and_not_when_a_trade_leaves_the_lookback() {
        Instant midnight = Instant.parse("2024-08-05T00:00:00Z");
        Trade trade = trade().now(midnight);
        Stream.of("PT24H", "PT4H", "PT2H", "PT30M")
                .map(Duration::parse)
                .forEach(ago -> trade.closed(1, "ETHUSDT", ago, true, "-1"));
        GateResult paused = new GateResult(
                "STOP_LOSS_GUARD",
                Status.FAILED,
                "4",
                "3",
                "count",
                "stops within PT24H, entries pause until 2024-08-05T03:30:00Z");

        assertThat(Gate.STOP_LOSS_GUARD.judge(
                        trade.now(midnight.minus(Duration.ofMinutes(29))).proposal()))
                .isEqualTo(paused);
        assertThat(Gate.STOP_LOSS_GUARD.judge(trade.now(midnight).proposal())).isEqualTo(paused);
        assertThat(Gate.STOP_LOSS_GUARD
                        .judge(trade.now(Instant.parse("2024-08-05T03:30:00Z")).proposal())
                        .status())
                .isEqualTo(Status.PASSED);
    }

    /**
     * Closes of so many returns up to yesterday: every day as the one before, but three, which lose a tenth. With a phase these
     * three are others.
     */
    private static SortedMap<LocalDate, BigDecimal> moving(int returns, int phase) {
        SortedMap<LocalDate, BigDecimal> closes = new TreeMap<>();
        BigDecimal price = new BigDecimal("1000");
        for (int day = returns; day >= 0; day--) {
            boolean falls = day >= 1 + phase && day <= 3 + phase;
            price = falls ? price.multiply(new BigDecimal("0.9")) : price;
            closes.put(TODAY.minusDays(day + 1L), price);
        }
        return closes;
    }

    private static Row inside(Gate gate, String what, Trade trade) {
        return new Row(gate, Where.INSIDE, what, trade);
    }

    private static Row at(Gate gate, String what, Trade trade) {
        return new Row(gate, Where.AT, what, trade);
    }

    private static Row outside(Gate gate, String what, Trade trade) {
        return new Row(gate, Where.OUTSIDE, what, trade);
    }

    private static Row missing(Gate gate, String what, Trade trade) {
        return new Row(gate, Where.INPUT_MISSING, what, trade);
    }

    private static Row skips(Gate gate, String what, Trade trade) {
        return new Row(gate, Where.NOT_ASKED, what, trade);
    }

    private static Control stopped(Control.State state) {
        return new Control(Control.ALL, state, 3, "ada", "drill", AS_OF, null);
    }

    private static Trade trade() {
        return new Trade();
    }

    /** A purchase of 0.1 BTC at 50,000 with an equity of 100,000, which passes every gate, and ways to spoil it. */
    private static final class Trade {

        private String symbol = "BTCUSDT";
        private String price = "50000";
        private Side side = Side.BUY;
        private Purpose purpose = Purpose.ENTRY;
        private String quantity = "0.1";
        private boolean sizable = true;
        private boolean snapshotArrived = true;
        private boolean anotherSymbolDecided;
        private String snapshotHash;
        private Quality quality = Quality.of(List.of());
        private Origin origin = Origin.SYNTHETIC;
        private Origin decisionOrigin;
        private Origin runOrigin = Origin.SYNTHETIC;
        private Instant now = AS_OF.plusMillis(75);
        private Instant quotedAt = AS_OF.minusSeconds(1);
        private Duration validFor = Duration.ofMinutes(15);
        private String venue = "paper";
        private String runServed = Market.RUN;
        private RiskLimits limits = Market.limits();
        private BigDecimal equity = EQUITY;
        private BigDecimal markAge = BigDecimal.ZERO;
        private BigDecimal peak = EQUITY;
        private final TreeMap<String, Position> positions = new TreeMap<>();
        private final TreeMap<String, Reservation> reservations = new TreeMap<>();
        private final TreeMap<String, PendingExit> exits = new TreeMap<>();
        private final TreeMap<String, LastEntry> lastEntries = new TreeMap<>();
        private final TreeSet<String> disputed = new TreeSet<>();
        private boolean gap;
        private Control trading = Market.TRADING;
        private TradingDay day = new TradingDay(TODAY, EQUITY);
        private final TreeMap<String, Approval> approvals = new TreeMap<>();
        private final TreeMap<String, ClosedTrade> closed = new TreeMap<>();
        private final TreeMap<String, Throttle> throttles = new TreeMap<>();
        private boolean historyRequired = true;
        private DailyCloses closes = new DailyCloses(Map.of("BTCUSDT", moving(60, 0)));
        private boolean marked = true;
        private String newestPrice;
        private Snapshot.AssetClass assetClass = Snapshot.AssetClass.CRYPTO;

        Trade limit(Limit limit, String value) {
            limits = limit.in(limits, value);
            return this;
        }

        /** Trades as another class of asset. */
        Trade as(Snapshot.AssetClass value) {
            assetClass = value;
            return this;
        }

        Trade began(String equity) {
            day = equity == null ? null : new TradingDay(TODAY, new BigDecimal(equity));
            return this;
        }

        Trade beganYesterday() {
            day = new TradingDay(TODAY.minusDays(1), EQUITY);
            return this;
        }

        /** So many approvals of the same trade, so long ago. */
        Trade approved(int count, Duration ago, Side entered, String howMuch) {
            for (int number = 0; number < count; number++) {
                String id = "a" + approvals.size();
                approvals.put(id, new Approval(id, symbol, entered, new BigDecimal(howMuch), now.minus(ago)));
            }
            return this;
        }

        Trade tripped(Instant at) {
            throttles.put(symbol, new Throttle(symbol, Instant.EPOCH, at));
            return this;
        }

        Trade reenabled(Duration ago) {
            throttles.put(symbol, new Throttle(symbol, now.minus(ago), null));
            return this;
        }

        /** So many trades that came to the same, so long ago. */
        Trade closed(int count, String what, Duration ago, boolean protective, String result) {
            for (int number = 0; number < count; number++) {
                String id = "c" + closed.size();
                closed.put(id, new ClosedTrade(id, what, protective, new BigDecimal(result), now.minus(ago)));
            }
            return this;
        }

        Trade historyNotRequired() {
            historyRequired = false;
            return this;
        }

        Trade history(String what, SortedMap<LocalDate, BigDecimal> daily) {
            closes = new DailyCloses(Map.of(what, daily)).orElse(closes);
            return this;
        }

        Trade noQuoteRead() {
            marked = false;
            return this;
        }

        Trade newestPrice(String value) {
            newestPrice = value;
            return this;
        }

        Trade trading(Control value) {
            trading = value;
            return this;
        }

        Trade symbol(String value) {
            symbol = value;
            return this;
        }

        Trade price(String value) {
            price = value;
            return this;
        }

        Trade side(Side value) {
            side = value;
            return this;
        }

        Trade exit() {
            purpose = Purpose.EXIT;
            return this;
        }

        Trade quantity(String value) {
            quantity = value;
            return this;
        }

        Trade unsizable() {
            sizable = false;
            return this;
        }

        Trade withoutSnapshot() {
            snapshotArrived = false;
            return this;
        }

        Trade decidedOnAnotherSymbol() {
            anotherSymbolDecided = true;
            return this;
        }

        Trade snapshotHash(String value) {
            snapshotHash = value;
            return this;
        }

        Trade quality(Reason reason) {
            quality = Quality.of(List.of(reason));
            return this;
        }

        Trade origin(Origin value) {
            origin = value;
            return this;
        }

        Trade runOrigin(Origin value) {
            runOrigin = value;
            return this;
        }

        Trade decisionOrigin(Origin value) {
            decisionOrigin = value;
            return this;
        }

        Trade now(Instant value) {
            now = value;
            return this;
        }

        Trade quotedAt(Instant value) {
            quotedAt = value;
            return this;
        }

        Trade validFor(Duration value) {
            validFor = value;
            return this;
        }

        Trade venue(String value) {
            venue = value;
            return this;
        }

        Trade runServed(String value) {
            runServed = value;
            return this;
        }

        Trade noShorts() {
            limits = Limit.SHORT_SELLING.in(limits, "false");
            return this;
        }

        Trade holding(String what, String signed) {
            positions.put(what, new Position(what, new BigDecimal(signed), new BigDecimal("2")));
            return this;
        }

        Trade reserved(String what, String howMuch, String perUnit) {
            return reserved(what, Side.BUY, howMuch, perUnit);
        }

        Trade reserved(String what, Side way, String howMuch, String perUnit) {
            reservations.put(
                    "v-" + what,
                    new Reservation("v-" + what, what, way, new BigDecimal(howMuch), new BigDecimal(perUnit)));
            return this;
        }

        Trade leaving(String what) {
            exits.put("x-" + what, new PendingExit("x-" + what, what, Side.SELL, BigDecimal.ONE));
            return this;
        }

        Trade lastEntry(Instant asOf, Side entered) {
            lastEntries.put(symbol, new LastEntry(symbol, entered, asOf, "v-last"));
            return this;
        }

        Trade gap() {
            gap = true;
            return this;
        }

        Trade disputed(String what) {
            disputed.add(what);
            return this;
        }

        Trade markAge(String bars) {
            markAge = new BigDecimal(bars);
            return this;
        }

        Trade equityUnknown() {
            equity = null;
            return this;
        }

        Trade equity(String value) {
            equity = new BigDecimal(value);
            return this;
        }

        Trade peak(String value) {
            peak = value == null ? null : new BigDecimal(value);
            return this;
        }

        Proposal proposal() {
            Instrument instrument = Market.INSTRUMENTS.find(symbol).orElse(null);
            Snapshot snapshot = snapshotOf(symbol);
            BigDecimal perUnit = new BigDecimal(price);
            Sizing sizing = sizable
                    ? new Sizing.Sized(perUnit, BigDecimal.ONE, BigDecimal.TEN, new BigDecimal(quantity), perUnit)
                    : new Sizing.Unsizable("the test says so");
            PortfolioTerms terms = new PortfolioTerms(
                    Market.PORTFOLIO,
                    Market.PRODUCER,
                    "USD",
                    Set.of("USDT"),
                    venue,
                    runServed,
                    runOrigin,
                    limits,
                    historyRequired,
                    Market.VERSION,
                    EntryOrders.MARKET);
            return new Proposal(
                    decision(anotherSymbolDecided ? snapshotOf("ETHUSDT") : snapshot),
                    now,
                    snapshotArrived ? snapshot : null,
                    instrument,
                    terms,
                    book(),
                    marks(),
                    closes,
                    trading,
                    equity == null
                            ? new Valuation.Unknown("the test says so", markAge)
                            : new Valuation.Known(equity, markAge),
                    purpose,
                    side,
                    sizing);
        }

        private Snapshot snapshotOf(String what) {
            Quote quote = new Quote(new BigDecimal(price), new BigDecimal(price), null, null, quotedAt, "test-market");
            Snapshot made = snapshot(what, AS_OF, quote, 1.0, quality);
            return new Snapshot(
                    made.runId(),
                    made.symbol(),
                    assetClass,
                    made.timeframe(),
                    made.asOf(),
                    origin,
                    made.quote(),
                    made.timeframes(),
                    null,
                    null,
                    null,
                    made.quality());
        }

        private Decision decision(Snapshot on) {
            Decision made = Market.decision(on, side == Side.BUY ? Action.BUY : Action.SELL);
            return new Decision(
                    made.runId(),
                    made.portfolioId(),
                    made.snapshotId(),
                    snapshotHash == null ? made.snapshotHash() : snapshotHash,
                    made.producer(),
                    anotherSymbolDecided ? symbol : made.symbol(),
                    made.timeframe(),
                    made.asOf(),
                    decisionOrigin == null ? made.origin() : decisionOrigin,
                    made.outcome(),
                    made.action(),
                    made.confidence(),
                    null,
                    made.tier(),
                    made.tierPath(),
                    made.votes(),
                    made.reasonCodes(),
                    made.decidedAt(),
                    made.asOf().plus(validFor),
                    null);
        }

        private ExposureBook book() {
            ExposureBook book = new ExposureBook(
                    Market.PORTFOLIO,
                    1,
                    EQUITY,
                    BigDecimal.ZERO,
                    BigDecimal.ZERO,
                    peak,
                    positions,
                    reservations,
                    exits,
                    lastEntries,
                    new TreeMap<>(),
                    disputed,
                    new Conduct(day, approvals, closed, throttles));
            if (!gap) {
                return book;
            }
            Account account = new Account();
            account.cash("1");
            account.cash("1");
            return book.fold(account.cash("1"));
        }

        /** Every position is priced at 2, the traded symbol at its price. */
        private Map<String, Mark> marks() {
            Map<String, Mark> marks = new TreeMap<>();
            positions.keySet().forEach(held -> marks.put(held, mark(held, "2")));
            if (marked) {
                marks.put(symbol, mark(symbol, newestPrice == null ? price : newestPrice));
            }
            return marks;
        }

        private static Mark mark(String of, String at) {
            return Mark.of(Market.snapshot(of, AS_OF, at, at)).orElseThrow();
        }
    }
}
