package io.ffe.risk.domain.verdict;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.PORTFOLIO;
import static io.ffe.risk.domain.Market.decision;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.risk.domain.Account;
import io.ffe.risk.domain.Market;
import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.gate.Gate;
import io.ffe.risk.domain.history.DailyCloses;
import io.ffe.risk.domain.limit.Limit;
import io.ffe.risk.domain.limit.RiskLimits;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.GateResult.Status;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.event.Verdict.Result;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Ten thousand short histories of decisions, prices and fills. What an approved entry makes of the portfolio is counted here
 * once more, from what was approved and filled and not from risk's book, and held against every limit that can be counted. The
 * limits are narrow, so that each of them is met often.
 */
class EveryPrefixTest {

    private static final int SEQUENCES = 10_000;
    private static final int STEPS = 6;
    private static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT", "SOLUSDT");

    private static final RiskLimits LIMITS = narrow();

    private static RiskLimits narrow() {
        RiskLimits limits = Limit.MAX_ORDERS.in(Market.limits(), "2");
        limits = Limit.MAX_REPEATED_ENTRIES.in(limits, "3");
        limits = Limit.MAX_DAILY_LOSS.in(limits, "0.004");
        limits = Limit.MAX_DRAWDOWN.in(limits, "0.006");
        limits = Limit.MAX_STOPS.in(limits, "1");
        // Shorter than two steps of an hour, and than the pauses: trades leave them while what they led to is on.
        limits = Limit.STOP_LOOKBACK.in(limits, "PT100M");
        limits = Limit.DRAWDOWN_LOOKBACK.in(limits, "PT100M");
        limits = Limit.LOW_PROFIT_LOOKBACK.in(limits, "PT100M");
        limits = Limit.MAX_CLOSED_DRAWDOWN.in(limits, "0.003");
        limits = Limit.LOW_PROFIT_TRADES.in(limits, "2");
        limits = Limit.MIN_PROFIT.in(limits, "-0.001");
        return Limit.COOLDOWN.in(limits, "PT3M");
    }

    @Test
    void no_limit_is_exceeded_at_any_prefix() {
        long seed = Long.getLong("ffe.test.seed", System.nanoTime());
        System.out.println("EveryPrefixTest: seed " + seed + ", again with -Dffe.test.seed=" + seed);
        SplittableRandom seeds = new SplittableRandom(seed);
        Set<Gate> failed = EnumSet.noneOf(Gate.class);
        int entries = 0;
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            History history = new History(seeds.split(), failed);
            for (int step = 0; step < STEPS; step++) {
                history.step();
            }
            entries += history.approved.size();
        }

        assertThat(entries).as("entries approved").isGreaterThan(SEQUENCES / 2);
        assertThat(failed)
                .as("gates that had something to refuse")
                .contains(
                        Gate.POSITION_DIRECTION,
                        Gate.DUPLICATE_INTENT,
                        Gate.ORDER_RATE,
                        Gate.CONCURRENT_POSITIONS,
                        Gate.DAILY_LOSS,
                        Gate.DRAWDOWN,
                        Gate.COOLDOWN,
                        Gate.STOP_LOSS_GUARD,
                        Gate.DRAWDOWN_PAUSE,
                        Gate.LOW_PROFIT_PAUSE);
    }

    /** What was approved, as this test counts it. */
    private record Entry(String symbol, Side side, Instant at) {}

    /** What was closed, likewise. */
    private record Exit(String symbol, boolean stop, BigDecimal result, Instant at) {}

    /** What closed trades had come to when one of them closed, and until when that counts. Never taken back. */
    private record Toll(BigDecimal result, Instant until) {}

    private static final class History {

        private final SplittableRandom random;
        private final Set<Gate> failed;
        private final Account account = new Account();
        private final Map<String, BigDecimal> prices = new TreeMap<>();
        private final Map<String, Verdict> working = new TreeMap<>();
        private final Map<String, Verdict> entries = new TreeMap<>();
        private final Map<String, BigDecimal> costs = new TreeMap<>();
        private final List<Entry> approved = new ArrayList<>();
        private final List<Exit> closed = new ArrayList<>();
        private final List<Toll> falls = new ArrayList<>();
        private final Map<String, List<Toll>> poor = new TreeMap<>();
        private Instant stopsPauseUntil = Instant.MIN;
        private ExposureBook book = ExposureBook.empty(PORTFOLIO);
        private Instant now = AS_OF.plusSeconds(60);
        private BigDecimal dayStart;
        private LocalDate dayOfStart;
        private BigDecimal peak = BigDecimal.ZERO;

        History(SplittableRandom random, Set<Gate> failed) {
            this.random = random;
            this.failed = failed;
            SYMBOLS.forEach(symbol -> prices.put(symbol, new BigDecimal("1000.00")));
            book = book.fold(account.cash("100000"));
        }

        void step() {
            // Now and then a moment, now and then an hour, now and then the next day.
            int kind = random.nextInt(8);
            now = now.plusSeconds(kind < 5 ? 1 + random.nextInt(120) : kind < 7 ? 3_600 : 80_000);
            SYMBOLS.forEach(this::movePrice);
            if (random.nextInt(3) == 0) {
                protect();
                latchPauses();
            }
            decide(SYMBOLS.get(random.nextInt(SYMBOLS.size())));
            now = now.plusSeconds(1);
            if (random.nextInt(4) > 0) {
                fillAll();
                latchPauses();
            }
        }

        private void decide(String symbol) {
            Snapshot on = snapshotOf(symbol);
            Map<String, Mark> marks = new TreeMap<>();
            SYMBOLS.forEach(each -> marks.put(each, new Mark(each, bid(each), ask(each), Timeframe.M15, now)));
            Judgement judgement = Judgement.of(new Judgement.Question(
                    decision(on, random.nextBoolean() ? Action.BUY : Action.SELL),
                    on,
                    Market.terms(LIMITS),
                    book,
                    marks,
                    DailyCloses.NONE,
                    Market.TRADING,
                    Market.INSTRUMENTS,
                    now));
            Verdict verdict = judgement.verdict();
            verdict.gates().stream()
                    .filter(gate -> gate.status() == Status.FAILED)
                    .map(GateResult::gate)
                    .map(Gate::valueOf)
                    .forEach(failed::add);
            BigDecimal equity = equity();
            boolean newDay = dayStart == null || !day(now).equals(dayOfStart);
            dayStart = newDay ? equity : dayStart;
            dayOfStart = newDay ? day(now) : dayOfStart;
            peak = peak.max(equity);
            if (verdict.result() == Result.APPROVED) {
                if (verdict.intent().purpose() == Purpose.ENTRY) {
                    check(verdict, equity);
                    approved.add(new Entry(symbol, verdict.intent().side(), now));
                }
                working.put(verdict.verdictId(), verdict);
            }
            book = judgement.bookAfter();
        }

        private static LocalDate day(Instant time) {
            return time.atZone(ZoneOffset.UTC).toLocalDate();
        }

        /** Cash and positions as execution's side of the books has them, at what they could be closed at. */
        private BigDecimal equity() {
            BigDecimal equity = account.cash();
            for (String symbol : SYMBOLS) {
                BigDecimal held = account.position(symbol);
                equity = equity.add(held.multiply(held.signum() > 0 ? bid(symbol) : ask(symbol)));
            }
            return equity.setScale(8, RoundingMode.FLOOR);
        }

        private BigDecimal exposure(String symbol) {
            BigDecimal held = account.position(symbol);
            BigDecimal exposure = held.abs().multiply(held.signum() > 0 ? bid(symbol) : ask(symbol));
            for (Verdict verdict : working.values()) {
                if (verdict.symbol().equals(symbol) && verdict.intent().purpose() == Purpose.ENTRY) {
                    exposure = exposure.add(verdict.reservedNotional());
                }
            }
            return exposure;
        }

        private void check(Verdict verdict, BigDecimal equity) {
            OrderIntent intent = verdict.intent();
            String symbol = verdict.symbol();
            BigDecimal notional = verdict.reservedNotional();
            assertThat(verdict.equity()).isEqualByComparingTo(equity);
            assertThat(notional).isLessThanOrEqualTo(LIMITS.maxOrderValue());
            assertThat(exposure(symbol).add(notional))
                    .isLessThanOrEqualTo(LIMITS.maxConcentration().of(equity));
            BigDecimal gross = SYMBOLS.stream().map(this::exposure).reduce(notional, BigDecimal::add);
            assertThat(gross).isLessThanOrEqualTo(LIMITS.maxLeverage().multiply(equity));
            assertThat(SYMBOLS.stream()
                            .filter(other -> !other.equals(symbol))
                            .filter(other -> exposure(other).signum() > 0))
                    .hasSizeLessThan(LIMITS.maxConcurrentPositions());
            assertThat(account.position(symbol)).isEqualByComparingTo("0");
            assertThat(dayStart.subtract(equity))
                    .isLessThanOrEqualTo(LIMITS.maxDailyLoss().of(dayStart));
            assertThat(peak.subtract(equity))
                    .isLessThanOrEqualTo(LIMITS.maxDrawdown().of(peak));
            assertThat(intent.referencePrice().subtract(prices.get(symbol)).abs())
                    .isLessThanOrEqualTo(LIMITS.priceCollar().of(prices.get(symbol)));
            assertThat(approved.stream().filter(entry -> entry.at().isAfter(now.minus(LIMITS.orderWindow()))))
                    .hasSizeLessThan(LIMITS.maxOrders());
            assertThat(approved.stream()
                            .filter(entry -> entry.symbol().equals(symbol) && entry.side() == intent.side())
                            .filter(entry -> entry.at().isAfter(now.minus(LIMITS.repeatWindow()))))
                    .hasSizeLessThan(LIMITS.maxRepeatedEntries());
            assertThat(closed.stream()
                            .filter(exit -> exit.symbol().equals(symbol))
                            .filter(exit -> exit.at().isAfter(now.minus(LIMITS.cooldown()))))
                    .isEmpty();
            assertThat(now).as("entry in the pause after stops").isAfterOrEqualTo(stopsPauseUntil);
            assertThat(counting(falls))
                    .as("entry in the pause after a fall")
                    .allMatch(fall ->
                            fall.negate().compareTo(LIMITS.maxClosedDrawdown().of(equity)) <= 0);
            assertThat(counting(poor.getOrDefault(symbol, List.of())))
                    .as("entry in the pause after poor trades")
                    .allMatch(sum -> sum.compareTo(LIMITS.minProfit().multiply(equity)) >= 0);
        }

        private Stream<BigDecimal> counting(List<Toll> tolls) {
            return tolls.stream().filter(toll -> now.isBefore(toll.until())).map(Toll::result);
        }

        /** Looks at what has just closed, once, with what closed before it; later steps find only what this leaves. */
        private void latchPauses() {
            if (closed.isEmpty() || !closed.getLast().at().equals(now)) {
                return;
            }
            List<Exit> justNow =
                    closed.stream().filter(exit -> exit.at().equals(now)).toList();
            long stops = within(LIMITS.stopLookback()).filter(Exit::stop).count();
            if (justNow.stream().anyMatch(Exit::stop) && stops > LIMITS.maxStops()) {
                stopsPauseUntil = now.plus(LIMITS.stopPause());
            }
            falls.add(new Toll(
                    worstRun(within(LIMITS.drawdownLookback()).map(Exit::result).toList()),
                    now.plus(LIMITS.drawdownPause())));
            for (Exit exit : justNow) {
                List<Exit> own = within(LIMITS.lowProfitLookback())
                        .filter(other -> other.symbol().equals(exit.symbol()))
                        .toList();
                if (own.size() >= LIMITS.lowProfitTrades()) {
                    BigDecimal sum = own.stream().map(Exit::result).reduce(BigDecimal.ZERO, BigDecimal::add);
                    poor.computeIfAbsent(exit.symbol(), first -> new ArrayList<>())
                            .add(new Toll(sum, now.plus(LIMITS.lowProfitPause())));
                }
            }
        }

        /** What closed so lately, in order; of one moment by symbol, as verdicts count it. */
        private Stream<Exit> within(Duration lookback) {
            return closed.stream()
                    .filter(exit -> exit.at().isAfter(now.minus(lookback)))
                    .sorted(Comparator.comparing(Exit::at).thenComparing(Exit::symbol));
        }

        /** The least that results which follow one another come to; zero when none lose. */
        private static BigDecimal worstRun(List<BigDecimal> results) {
            BigDecimal worst = BigDecimal.ZERO;
            for (int from = 0; from < results.size(); from++) {
                for (int to = from + 1; to <= results.size(); to++) {
                    worst = worst.min(results.subList(from, to).stream().reduce(BigDecimal.ZERO, BigDecimal::add));
                }
            }
            return worst;
        }

        /** Every working order is filled at the quote, with a fee. */
        private void fillAll() {
            for (Verdict verdict : List.copyOf(working.values())) {
                OrderIntent intent = verdict.intent();
                BigDecimal quantity = intent.quantity();
                if (intent.purpose() == Purpose.EXIT) {
                    quantity = quantity.min(account.position(verdict.symbol()).abs());
                }
                working.remove(verdict.verdictId());
                if (quantity.signum() > 0) {
                    fold(verdict, intent.purpose(), intent.side(), quantity, price(verdict.symbol(), intent.side()));
                }
                if (quantity.compareTo(intent.quantity()) < 0) {
                    book = book.fold(account.order(verdict, OrderState.CANCELED));
                }
            }
        }

        /** Protection closes a position, at whatever the price is. */
        private void protect() {
            for (Map.Entry<String, Verdict> entry : List.copyOf(entries.entrySet())) {
                BigDecimal held = account.position(entry.getKey());
                if (held.signum() != 0 && random.nextBoolean()) {
                    Side side = held.signum() > 0 ? Side.SELL : Side.BUY;
                    fold(entry.getValue(), Purpose.PROTECTION, side, held.abs(), price(entry.getKey(), side));
                }
            }
        }

        private void fold(Verdict verdict, Purpose purpose, Side side, BigDecimal quantity, BigDecimal price) {
            BigDecimal held = account.position(verdict.symbol());
            BigDecimal fee = quantity.multiply(price).multiply(new BigDecimal("0.0005"));
            BigDecimal result = purpose == Purpose.ENTRY
                    ? BigDecimal.ZERO
                    : held.multiply(price.subtract(costs.get(verdict.symbol()))).subtract(fee);
            Execution made = account.fill(verdict, purpose, side, quantity, quantity, price, fee);
            book = book.fold(at(made, result));
            if (purpose == Purpose.ENTRY) {
                costs.put(verdict.symbol(), price);
                entries.put(verdict.symbol(), verdict);
            } else {
                closed.add(
                        new Exit(verdict.symbol(), purpose == Purpose.PROTECTION && result.signum() < 0, result, now));
            }
        }

        /** The same step, now, and with what it realised. */
        private Execution at(Execution made, BigDecimal result) {
            return new Execution(
                    made.runId(),
                    made.portfolioId(),
                    made.sequence(),
                    made.kind(),
                    now,
                    made.origin(),
                    made.order(),
                    made.fill(),
                    made.cashDelta(),
                    result,
                    made.positionQuantity(),
                    made.reason());
        }

        private void movePrice(String symbol) {
            BigDecimal factor = BigDecimal.valueOf(990 + random.nextInt(21), 3);
            prices.computeIfPresent(
                    symbol, (same, price) -> price.multiply(factor).setScale(2, RoundingMode.HALF_EVEN));
        }

        private BigDecimal bid(String symbol) {
            return prices.get(symbol);
        }

        private BigDecimal ask(String symbol) {
            return prices.get(symbol).add(new BigDecimal("0.01"));
        }

        private BigDecimal price(String symbol, Side side) {
            return side == Side.BUY ? ask(symbol) : bid(symbol);
        }

        private Snapshot snapshotOf(String symbol) {
            return snapshot(
                    symbol, now, bid(symbol).toPlainString(), ask(symbol).toPlainString());
        }
    }
}
