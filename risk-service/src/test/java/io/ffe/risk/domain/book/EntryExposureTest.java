package io.ffe.risk.domain.book;

import static io.ffe.risk.domain.Market.AS_OF;
import static io.ffe.risk.domain.Market.PORTFOLIO;
import static io.ffe.risk.domain.Market.decision;
import static io.ffe.risk.domain.Market.marks;
import static io.ffe.risk.domain.Market.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.risk.domain.Account;
import io.ffe.risk.domain.Market;
import io.ffe.risk.domain.history.DailyCloses;
import io.ffe.risk.domain.verdict.Judgement;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.seeded.Tries;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One entry from its approval to its end, its executions arriving late, out of order and up to ten times each. */
class EntryExposureTest {

    @Tries(500)
    void what_was_approved_is_reserved_or_held_at_every_prefix_and_never_both(long seed) {
        Random random = new Random(seed);
        Account account = new Account();
        Snapshot btc = snapshot("BTCUSDT", AS_OF, "50000", "50001");
        ExposureBook funded = ExposureBook.empty(PORTFOLIO).fold(account.cash("100000"));
        Judgement entry = Judgement.of(new Judgement.Question(
                decision(btc, Action.BUY),
                btc,
                Market.terms(),
                funded,
                marks(btc),
                DailyCloses.NONE,
                Market.TRADING,
                Market.INSTRUMENTS,
                Market.now(btc)));
        Verdict verdict = entry.verdict();
        BigDecimal ordered = verdict.intent().quantity();
        List<Execution> inOrder = life(account, verdict, random);
        long end = inOrder.getLast().sequence();

        ExposureBook book = entry.bookAfter();
        for (Execution arriving : arrivals(inOrder, random)) {
            book = book.fold(arriving);

            BigDecimal held = book.positionIn("BTCUSDT");
            Reservation left = book.reservations().get(verdict.verdictId());
            BigDecimal reserved = left == null ? BigDecimal.ZERO : left.quantity();
            if (book.throughSequence() < end) {
                assertThat(held.add(reserved))
                        .as("held %s and reserved %s through %d of %d", held, reserved, book.throughSequence(), end)
                        .isEqualByComparingTo(ordered);
            } else {
                assertThat(reserved).isEqualByComparingTo(BigDecimal.ZERO);
                assertThat(held).isEqualByComparingTo(account.position("BTCUSDT"));
            }
        }
        assertThat(book.throughSequence()).isEqualTo(end);
    }

    /** Accepted, filled in parts, and at its end filled whole, or canceled with what is left. */
    private static List<Execution> life(Account account, Verdict verdict, Random random) {
        BigDecimal left = verdict.intent().quantity();
        List<Execution> life = new ArrayList<>();
        life.add(account.order(verdict, OrderState.INTENT));
        life.add(account.order(verdict, OrderState.ACCEPTED));
        for (int part = random.nextInt(5); part > 0; part--) {
            BigDecimal quantity = Market.INSTRUMENTS
                    .require("BTCUSDT")
                    .floorToLot(left.multiply(BigDecimal.valueOf(random.nextInt(1, 100), 2)));
            if (quantity.signum() > 0) {
                life.add(account.fill(verdict, quantity, new BigDecimal("50001"), BigDecimal.ONE));
                left = left.subtract(quantity);
            }
        }
        life.add(
                random.nextBoolean()
                        ? account.fill(verdict, left, new BigDecimal("50001"), BigDecimal.ONE)
                        : account.order(verdict, OrderState.CANCELED));
        return life;
    }

    private static List<Execution> arrivals(List<Execution> inOrder, Random random) {
        List<Execution> arrivals = new ArrayList<>();
        for (Execution execution : inOrder) {
            arrivals.addAll(Collections.nCopies(random.nextInt(1, 11), execution));
        }
        Collections.shuffle(arrivals, random);
        return arrivals;
    }
}
