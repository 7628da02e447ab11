package io.ffe.risk.domain.verdict;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.PORTFOLIO;
import static io.ffe.risk.domain.Market.decision;
import static io.ffe.risk.domain.Market.limits;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.risk.domain.Account;
import io.ffe.risk.domain.Market;
import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.book.Valuation;
import io.ffe.risk.domain.history.DailyCloses;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.event.Verdict.Result;
import io.ffe.schema.seeded.Tries;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * Random histories of a portfolio: prices walk, decisions come at random, executions of approved orders arrive late, in
 * part, twice and out of order. After every single step the limits are held against a second set of books.
 */
class LimitsHoldTest {

    private static final int STEPS = 120;
    private static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT", "SOLUSDT", "BTCUSD");

    @Tries(200)
    void hold_at_every_prefix_of_a_history(long seed) {
        History history = new History(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            history.step();
            history.checkPrefix();
        }
        history.deliverAll();
        history.checkEnd();
    }

    @Tries(60)
    void folding_executions_again_or_in_another_order_gives_the_same_book(long seed) {
        History history = new History(new Random(seed));
        for (int step = 0; step < STEPS; step++) {
            history.step();
        }
        history.deliverAll();

        List<Execution> shuffled = new ArrayList<>(history.executions);
        shuffled.addAll(history.executions);
        Collections.shuffle(shuffled, new Random(seed));
        ExposureBook inOrder = fold(history.executions);

        assertThat(fold(shuffled)).isEqualTo(inOrder);
    }

    private static ExposureBook fold(List<Execution> executions) {
        ExposureBook book = ExposureBook.empty(PORTFOLIO);
        for (Execution execution : executions) {
            book = book.fold(execution);
        }
        return book;
    }

    /** One random history. Prices move only between snapshots, fills come at the quote with slippage and a fee. */
    private static final class History {

        private final Random random;
        private final Account account = new Account();
        private final List<Execution> executions = new ArrayList<>();
        private final List<Execution> undelivered = new ArrayList<>();
        private final Map<String, BigDecimal> prices = new HashMap<>();
        private final Map<String, Mark> marks = new TreeMap<>();
        private final Map<String, Verdict> working = new LinkedHashMap<>();
        private final Map<String, BigDecimal> filled = new HashMap<>();
        private ExposureBook book = ExposureBook.empty(PORTFOLIO);
        private Instant now = AS_OF;

        History(Random random) {
            this.random = random;
            SYMBOLS.forEach(symbol -> prices.put(symbol, new BigDecimal("1000.00")));
            happens(account.cash("100000"));
            deliverAll();
        }

        void step() {
            switch (random.nextInt(10)) {
                case 0, 1, 2, 3 -> decide();
                case 4, 5, 6 -> fillSome();
                case 7 -> endOne();
                default -> deliverOne();
            }
        }

        private void decide() {
            now = now.plusSeconds(900);
            String symbol = SYMBOLS.get(random.nextInt(SYMBOLS.size()));
            SYMBOLS.forEach(this::movePrice);
            Snapshot snapshot = snapshotOf(symbol);
            Decision decision = decision(snapshot, random.nextBoolean() ? Action.BUY : Action.SELL);
            Judgement judgement = Judgement.of(new Judgement.Question(
                    decision,
                    snapshot,
                    Market.terms(),
                    book,
                    marks,
                    DailyCloses.NONE,
                    Market.TRADING,
                    Market.INSTRUMENTS,
                    Market.now(snapshot)));
            Verdict verdict = judgement.verdict();
            if (verdict.result() == Result.APPROVED) {
                checkApproval(verdict);
                working.put(verdict.verdictId(), verdict);
            }
            book = judgement.bookAfter();
        }

        /** What an approved entry makes of the portfolio is within every limit, at the prices that it was judged on. */
        private void checkApproval(Verdict verdict) {
            OrderIntent intent = verdict.intent();
            if (intent.purpose() == Purpose.EXIT) {
                assertThat(intent.quantity())
                        .isEqualByComparingTo(book.positionIn(verdict.symbol()).abs());
                return;
            }
            assertThat(book.ahead()).as("entry in a gap").isEmpty();
            BigDecimal equity = verdict.equity();
            BigDecimal notional = verdict.reservedNotional();
            assertThat(notional).isLessThanOrEqualTo(limits().maxOrderValue());
            assertThat(book.exposureTo(verdict.symbol(), marks).add(notional))
                    .isLessThanOrEqualTo(limits().maxConcentration().of(equity));
            assertThat(book.grossExposure(marks).add(notional))
                    .isLessThanOrEqualTo(limits().maxLeverage().multiply(equity));
            BigDecimal lost =
                    intent.referencePrice().subtract(intent.stopLoss()).abs().multiply(intent.quantity());
            assertThat(lost).isLessThanOrEqualTo(limits().riskFraction().of(equity));
        }

        private void movePrice(String symbol) {
            BigDecimal factor = BigDecimal.valueOf(980 + random.nextInt(41), 3);
            prices.computeIfPresent(
                    symbol,
                    (same, price) -> price.multiply(factor)
                            .setScale(2, RoundingMode.HALF_EVEN)
                            .max(BigDecimal.ONE));
            Mark.of(snapshotOf(symbol)).ifPresent(mark -> marks.put(symbol, mark));
        }

        private Snapshot snapshotOf(String symbol) {
            BigDecimal bid = prices.get(symbol);
            return snapshot(
                    symbol,
                    now,
                    bid.toPlainString(),
                    bid.add(new BigDecimal("0.01")).toPlainString(),
                    (double) random.nextInt(40));
        }

        /** Part or all of a working order is filled, at most 0.4 % from its reference price. */
        private void fillSome() {
            anyWorking().ifPresent(verdict -> {
                OrderIntent intent = verdict.intent();
                BigDecimal done = filled.getOrDefault(verdict.verdictId(), BigDecimal.ZERO);
                BigDecimal left = intent.quantity().subtract(done);
                if (intent.purpose() == Purpose.EXIT) {
                    // What protection has closed meanwhile, an exit no longer can: execution caps it.
                    left = left.min(account.position(verdict.symbol()).abs());
                }
                BigDecimal part = random.nextBoolean()
                        ? left
                        : Market.INSTRUMENTS.require(verdict.symbol()).floorToLot(left.multiply(new BigDecimal("0.5")));
                if (part.signum() == 0) {
                    return;
                }
                BigDecimal slippage = BigDecimal.valueOf(1000 + random.nextInt(9) - 4, 3);
                BigDecimal price = intent.referencePrice().multiply(slippage);
                filled.put(verdict.verdictId(), done.add(part));
                happens(account.fill(verdict, part, price, part.multiply(price).multiply(new BigDecimal("0.001"))));
                if (done.add(part).compareTo(intent.quantity()) == 0) {
                    working.remove(verdict.verdictId());
                }
            });
        }

        private void endOne() {
            anyWorking().ifPresent(verdict -> {
                List<OrderState> ends =
                        List.of(OrderState.CANCELED, OrderState.REJECTED, OrderState.EXPIRED, OrderState.DENIED);
                happens(account.order(verdict, ends.get(random.nextInt(ends.size()))));
                working.remove(verdict.verdictId());
            });
        }

        private Optional<Verdict> anyWorking() {
            List<Verdict> all = List.copyOf(working.values());
            return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
        }

        private void happens(Execution execution) {
            executions.add(execution);
            undelivered.add(execution);
        }

        /** Any of those that are under way arrives next; now and then one comes again. */
        private void deliverOne() {
            if (!undelivered.isEmpty()) {
                book = book.fold(undelivered.remove(random.nextInt(undelivered.size())));
            }
            if (random.nextInt(4) == 0) {
                book = book.fold(executions.get(random.nextInt(executions.size())));
            }
        }

        void deliverAll() {
            while (!undelivered.isEmpty()) {
                book = book.fold(undelivered.removeFirst());
            }
        }

        void checkPrefix() {
            Set<String> open = book.openSymbols();
            assertThat(open).hasSizeLessThanOrEqualTo(limits().maxConcurrentPositions());
            working.values().stream()
                    .filter(verdict -> verdict.intent().purpose() == Purpose.ENTRY)
                    .forEach(verdict -> assertThat(open)
                            .as("a working entry is reserved or held")
                            .contains(verdict.symbol()));
            SYMBOLS.forEach(symbol -> assertThat(working.values().stream()
                            .filter(verdict -> verdict.symbol().equals(symbol))
                            .filter(verdict -> verdict.intent().purpose() == Purpose.ENTRY))
                    .as("working entries in " + symbol)
                    .hasSizeLessThanOrEqualTo(1));
        }

        void checkEnd() {
            assertThat(book.ahead()).isEmpty();
            assertThat(book.disputed()).isEmpty();
            assertThat(book.throughSequence()).isEqualTo(account.sequence());
            assertThat(book.cash()).isEqualByComparingTo(account.cash());
            SYMBOLS.forEach(
                    symbol -> assertThat(book.positionIn(symbol)).isEqualByComparingTo(account.position(symbol)));
            assertThat(book.reservations().keySet()).isSubsetOf(working.keySet());
            assertThat(Valuation.of(book, marks, Market.terms(), Market.INSTRUMENTS, now))
                    .isInstanceOf(Valuation.Known.class);
        }
    }
}
