package io.ffe.execution.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.execution.domain.DrillDesk.Bug;
import io.ffe.execution.domain.DrillDesk.Said;
import io.ffe.execution.domain.DrillDesk.Trouble;
import io.ffe.execution.domain.DrillVenue.Resting;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Side;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Whatever risk says, operators command, prices do and venues leave unanswered, in thousands of random sequences with repeats,
 * delays and deaths: books that balance, one entry for each approved verdict, and never more to be sold than there is.
 *
 * <p>A failure names its seed: {@code -Dtest=OrderDrillTest -Dffe.test.seed=SEED -Dffe.test.sequences=1} does it again.
 */
class OrderDrillTest {

    private static final int SEQUENCES = Integer.getInteger("ffe.test.sequences", 10_000);
    private static final long SEED = Long.getLong("ffe.test.seed", System.nanoTime());
    private static final int STEPS = 60;
    private static final List<String> SYMBOLS = List.of("BTCUSDT", "EURUSD", "USDJPY");
    private static final List<String> PAYMENTS = List.of("FINANCING", "CHARGE of inactivity", "WITHDRAWAL");
    private static final List<BigDecimal> FRACTIONS =
            List.of(BigDecimal.ONE, new BigDecimal("0.5"), new BigDecimal("0.34"));

    @Test
    void every_promise_about_orders_holds_after_every_step() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long started = threads.getCurrentThreadCpuTime();
        long traded = 0;
        for (int sequence = 0; sequence < SEQUENCES; sequence++) {
            traded += new Drill(SEED + sequence, EnumSet.noneOf(Bug.class)).run();
        }
        System.out.printf(
                "%d sequences of orders from seed %d, %d trades, %d ms of processor%n",
                SEQUENCES, SEED, traded, (threads.getCurrentThreadCpuTime() - started) / 1_000_000);
        assertThat(traded).as("trades in all sequences").isGreaterThan(SEQUENCES);
    }

    @ParameterizedTest
    @EnumSource(Bug.class)
    void what_is_built_wrong_is_found(Bug bug) {
        assertThatThrownBy(() -> {
                    for (int sequence = 0; sequence < 3_000; sequence++) {
                        new Drill(sequence, EnumSet.of(bug)).run();
                    }
                })
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("-Dffe.test.seed=");
    }

    /** One sequence. */
    private static final class Drill {

        private final long seed;
        private final Random random;
        private final DrillVenue venue = new DrillVenue();
        private final DrillDesk desk;
        private final List<Said> verdicts = new ArrayList<>();
        private final Set<String> delivered = new HashSet<>();
        private final List<String> commands = new ArrayList<>();
        private final List<String> symbols;
        private final StringBuilder story = new StringBuilder();
        private int halts;

        Drill(long seed, Set<Bug> bugs) {
            this.seed = seed;
            this.random = new Random(seed * 0x9E3779B97F4A7C15L);
            this.desk = new DrillDesk(venue, bugs);
            this.symbols = SYMBOLS.subList(0, 1 + random.nextInt(SYMBOLS.size()));
        }

        /** @return how many trades were booked */
        long run() {
            try {
                venue.pay(new BigDecimal("100000"), "DEPOSIT");
                for (int step = 0; step < STEPS; step++) {
                    step();
                    check();
                }
                comeToRest();
                check();
                checkAtRest();
                return venue.events.stream()
                        .filter(event -> event instanceof VenueEvent.Traded)
                        .count();
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError(
                        "-Dffe.test.seed=" + seed + " -Dffe.test.sequences=1 does it again: " + broken.getMessage()
                                + "\n" + story,
                        broken);
            }
        }

        private void step() {
            switch (random.nextInt(16)) {
                case 0, 1 -> decide();
                case 2, 3 -> deliver();
                case 4, 5, 6 -> send(trouble());
                case 7 -> ask(random.nextInt(3) > 0, random.nextBoolean());
                case 8, 9 -> {
                    say("book");
                    desk.book(1 + random.nextInt(4));
                }
                case 10, 11, 12 -> trade();
                case 13 -> command();
                case 14 -> {
                    switch (random.nextInt(8)) {
                        case 0 -> {
                            say("late requests arrive");
                            desk.arrive(late -> true);
                        }
                        case 1 -> {
                            say("told again");
                            desk.toldAgain(random);
                        }
                        case 2 -> quoteYen();
                        case 3 -> venue.pay(BigDecimal.valueOf(random.nextInt(200) - 100, 2), any(PAYMENTS));
                        case 4 -> endSomething();
                        case 5 -> {
                            say("protection again");
                            desk.protectAgain();
                        }
                        default -> {
                            boolean over = random.nextBoolean();
                            say("resting entries end, validity over=" + over);
                            desk.endResting(over);
                        }
                    }
                }
                default -> {
                    if (random.nextInt(4) == 0) {
                        halts++;
                    }
                    if (halts > 0) {
                        say("halt " + halts);
                        desk.halt("halt-" + halts);
                    }
                }
            }
        }

        /** Risk has reserved what it approved: one entry in a symbol that is flat and has nothing under way. */
        private void decide() {
            String symbol = any(symbols);
            BigDecimal held = venue.positions.getOrDefault(symbol, BigDecimal.ZERO);
            boolean approved = random.nextInt(4) > 0;
            String id = "verdict-" + verdicts.size();
            if (held.signum() != 0 && random.nextBoolean()) {
                verdicts.add(new Said(
                        id,
                        approved,
                        Purpose.EXIT,
                        symbol,
                        held.signum() > 0 ? Side.SELL : Side.BUY,
                        BigDecimal.valueOf(1 + random.nextInt(9))));
            } else if (!approved || free(symbol)) {
                verdicts.add(new Said(
                        id,
                        approved,
                        Purpose.ENTRY,
                        symbol,
                        random.nextBoolean() ? Side.BUY : Side.SELL,
                        BigDecimal.valueOf(1 + random.nextInt(9))));
            }
            say("risk says " + (verdicts.isEmpty() ? "nothing" : verdicts.getLast()));
        }

        private boolean free(String symbol) {
            boolean waiting = verdicts.stream()
                    .anyMatch(said -> said.approved()
                            && said.symbol().equals(symbol)
                            && said.purpose() == Purpose.ENTRY
                            && !delivered.contains(said.verdictId()));
            boolean living = desk.of(symbol).stream()
                    .anyMatch(order ->
                            order.purpose() == Purpose.ENTRY && !order.life().ended());
            boolean works = venue.working().stream()
                    .anyMatch(order -> order.made.symbol().equals(symbol));
            return !waiting
                    && !living
                    && !works
                    && desk.position(symbol).isFlat()
                    && venue.positions.getOrDefault(symbol, BigDecimal.ZERO).signum() == 0;
        }

        /** In any order, and any number of times. */
        private void deliver() {
            if (!verdicts.isEmpty()) {
                Said verdict = any(verdicts);
                delivered.add(verdict.verdictId());
                say("delivered " + verdict.verdictId());
                desk.take(verdict);
            }
        }

        private void send(Trouble trouble) {
            // One thread, oldest first.
            for (Order order : desk.toSend()) {
                if (desk.orders.get(order.clientOrderId()).state() == OrderState.INTENT) {
                    say("send " + order.purpose() + " " + order.symbol() + " with " + trouble);
                    desk.send(order, trouble);
                    checkNothingRestsBeside(order);
                }
            }
        }

        /** An exit that the venue has just taken closes what nothing known opens again. */
        private void checkNothingRestsBeside(Order sent) {
            Resting exit = venue.orders.get(sent.clientOrderId());
            if (sent.purpose() == Purpose.EXIT && exit != null && exit.works()) {
                ExitRule.toEnd(desk.of(sent.symbol()))
                        .forEach(entry -> require(
                                !venue.orders.get(entry.clientOrderId()).works(),
                                () -> entry + " rests beside " + sent));
            }
        }

        private Trouble trouble() {
            return random.nextInt(3) > 0 ? Trouble.NONE : any(List.of(Trouble.values()));
        }

        private void ask(boolean answered, boolean windowOver) {
            for (Order order : desk.unresolved()) {
                say("ask " + order.purpose() + " " + order.symbol() + " answered=" + answered + " window="
                        + windowOver);
                desk.ask(order, answered, windowOver);
            }
        }

        private void trade() {
            List<Resting> working = venue.working();
            if (!working.isEmpty()) {
                Resting order = any(working);
                BigDecimal part = random.nextBoolean()
                        ? order.remaining()
                        : BigDecimal.valueOf(
                                1 + random.nextInt(order.remaining().intValueExact()));
                say("trade " + part + " of " + order.made.purpose() + " " + order.made.symbol());
                venue.trade(order, part, BigDecimal.valueOf(9_000 + random.nextInt(2_000), 3), random);
            }
        }

        private void command() {
            if (commands.isEmpty() || random.nextBoolean()) {
                commands.add("command-" + commands.size());
            }
            String command = any(commands);
            String symbol = any(symbols);
            BigDecimal fraction = any(FRACTIONS);
            say(command + " flattens " + fraction + " of " + symbol);
            desk.flatten(command, symbol, fraction);
        }

        private void quoteYen() {
            say("a rate of the yen");
            desk.quoteYen(BigDecimal.valueOf(140 + random.nextInt(20)));
        }

        /** The venue ends an order by itself. */
        private void endSomething() {
            List<Resting> working = venue.working();
            if (!working.isEmpty()) {
                Resting order = any(working);
                say("the venue ends " + order.made.purpose() + " " + order.made.symbol());
                venue.end(order);
            }
        }

        private void comeToRest() {
            say("-- to rest");
            for (int round = 0; round < 20; round++) {
                desk.arrive(late -> true);
                ask(true, true);
                desk.protectAgain();
                send(Trouble.NONE);
                desk.book(Integer.MAX_VALUE);
                for (Resting order : venue.working()) {
                    if (order.works() && (order.made.purpose() != Purpose.PROTECTION)) {
                        venue.trade(order, order.remaining(), BigDecimal.TEN, random);
                    }
                }
                desk.book(Integer.MAX_VALUE);
            }
        }

        private void check() {
            desk.ledger.forEach((currency, accounts) -> {
                BigDecimal sum = accounts.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
                require(sum.signum() == 0, () -> "the ledger sums to " + sum + " " + currency + ": " + accounts);
            });
            for (Position position : desk.positions.values()) {
                BigDecimal traded = desk.signedFills.get(position.symbol());
                require(same(position.quantity(), traded), () -> position + ", its fills make " + traded);
                BigDecimal cost = cost(position.symbol());
                require(same(position.cost(), cost), () -> position + ", in the ledger it cost " + cost);
            }
            for (String symbol : symbols) {
                BigDecimal held = venue.positions.getOrDefault(symbol, BigDecimal.ZERO);
                for (Side side : Side.values()) {
                    BigDecimal reducible = side == Side.SELL ? held : held.negate();
                    BigDecimal reducing = venue.reducing(symbol, side);
                    require(
                            reducing.compareTo(reducible.max(BigDecimal.ZERO)) <= 0,
                            () -> side + " orders that only reduce add up to " + reducing + " of " + symbol
                                    + ", there is " + held);
                }
            }
            checkWhoAllowedIt();
        }

        private static void require(boolean holds, Supplier<String> otherwise) {
            if (!holds) {
                throw new AssertionError(otherwise.get());
            }
        }

        private static boolean same(BigDecimal one, BigDecimal other) {
            return one.compareTo(other) == 0;
        }

        private BigDecimal cost(String symbol) {
            return desk.ledger.values().stream()
                    .map(accounts -> accounts.getOrDefault(LedgerTransaction.positionAccount(symbol), BigDecimal.ZERO))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
        }

        private void checkWhoAllowedIt() {
            Set<String> entered = new HashSet<>();
            for (Resting resting : venue.orders.values()) {
                Order order = resting.made;
                String verdictId = order.verdictId();
                if (verdictId == null) {
                    require(
                            order.purpose() == Purpose.EXIT && desk.commands.contains(order.intentId()),
                            () -> "nobody asked for " + order);
                    continue;
                }
                Said said = verdicts.get(Integer.parseInt(verdictId.substring(verdictId.indexOf('-') + 1)));
                require(said.approved(), () -> said + " made " + order);
                if (order.purpose() == Purpose.PROTECTION) {
                    require(said.purpose() == Purpose.ENTRY, () -> said + " protects with " + order);
                } else {
                    require(said.purpose() == order.purpose(), () -> said + " made " + order);
                    require(entered.add(verdictId), () -> "a second order of " + said + ": " + order);
                }
            }
        }

        /** Once everything was answered, sent, filled and booked. */
        private void checkAtRest() {
            assertThat(desk.unresolved()).isEmpty();
            for (String symbol : symbols) {
                BigDecimal held = venue.positions.getOrDefault(symbol, BigDecimal.ZERO);
                assertThat(desk.position(symbol).quantity())
                        .as("position in %s", symbol)
                        .isEqualByComparingTo(held);
                boolean givenUp = Protection.givenUp(desk.protections(desk.position(symbol)));
                if (held.signum() != 0 && !givenUp) {
                    assertThat(venue.reducing(symbol, held.signum() > 0 ? Side.SELL : Side.BUY))
                            .as("protection of %s", symbol)
                            .isEqualByComparingTo(held.abs());
                }
            }
            if (!symbols.contains("USDJPY")) {
                assertThat(desk.ledger.get(DrillDesk.USD).get(LedgerTransaction.CASH))
                        .isEqualByComparingTo(venue.cash);
            }
        }

        private <T> T any(List<T> choices) {
            return choices.get(random.nextInt(choices.size()));
        }

        /** Told only when one sequence is done again: ten thousand stories nobody reads. */
        private void say(String what) {
            if (SEQUENCES == 1) {
                story.append(what).append('\n');
            }
        }
    }
}
