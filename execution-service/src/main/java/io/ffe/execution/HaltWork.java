package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Flattening;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.Position;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.store.PositionStore;
import io.ffe.execution.venue.Venue;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.outbox.Lead;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.id.Ids;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * What a halt asks for beside that nothing leaves: entries that work at the venue are cancelled, protections stay, and where
 * the halt says so every position is closed. Nothing is remembered about it: each look at the books finds what is left to do,
 * so it goes on after a death, and an order that turns up late is cancelled too. Belongs to the thread that sends.
 */
@ApplicationScoped
class HaltWork {

    private static final Logger LOG = Logger.getLogger(HaltWork.class);

    private final TradingLatch latch;
    private final Venue venue;
    private final Books books;
    private final CommandedExits exits;
    private final Transactions transactions;
    private final LogicalTime time;
    private final ExecutionConfig config;
    private final Map<String, Backoff> backoffs = new HashMap<>();

    HaltWork(
            TradingLatch latch,
            Venue venue,
            Books books,
            CommandedExits exits,
            Transactions transactions,
            LogicalTime time,
            ExecutionConfig config) {
        this.latch = latch;
        this.venue = venue;
        this.books = books;
        this.exits = exits;
        this.transactions = transactions;
        this.time = time;
        this.config = config;
    }

    /** @throws SQLException when the lead is lost: the rest is another's to do */
    void doWhatIsLeft(Lead lead) throws SQLException {
        Set<String> goesOn = new HashSet<>();
        for (String portfolioId : config.portfolios()) {
            if (latch.inForce(portfolioId).control().state() == Control.State.HALTED) {
                for (Order entry : workingEntries(portfolioId)) {
                    goesOn.add(entry.clientOrderId());
                    cancel(entry, lead);
                }
                for (Control halt : latch.state().flattening(portfolioId).toList()) {
                    flatten(halt.eventId(), portfolioId, goesOn);
                }
            }
        }
        backoffs.keySet().retainAll(goesOn);
    }

    private List<Order> workingEntries(String portfolioId) {
        return books.read(() -> books.orders.working(portfolioId)).stream()
                .filter(order -> order.purpose() == Purpose.ENTRY)
                .toList();
    }

    /** That it was cancelled is read from the venue's events, like every end of an order. */
    private void cancel(Order entry, Lead lead) throws SQLException {
        Backoff backoff = backoffs.computeIfAbsent(
                entry.clientOrderId(), id -> new Backoff(config.asking().firstPause()));
        if (!backoff.isOver() || !lead.held()) {
            return;
        }
        backoff.lengthen(config.asking().longestPause());
        time.runAt(entry.logical() ? entry.decidedAt() : null, () -> {
            VenueAnswer answer = venue.cancel(entry.clientOrderId());
            LOG.infof("halted entry cancelled order=%s answer=%s", entry.clientOrderId(), answer);
        });
    }

    /** @param intents those of exits that are not done are added */
    private void flatten(String commandId, String portfolioId, Set<String> intents) {
        List<Position> open = books.read(() -> books.positions.open(portfolioId)).stream()
                .map(PositionStore.Marked::position)
                .toList();
        for (Position each : open) {
            intents.add(Ids.intentOfCommand(commandId, portfolioId, each.symbol()));
            transactions.run(() -> makeExit(commandId, portfolioId, each.symbol()));
        }
    }

    private void makeExit(String commandId, String portfolioId, String symbol) {
        PortfolioBook book = books.open(portfolioId);
        Position position = books.positions.position(portfolioId, symbol);
        List<Order> own =
                books.orders.lastOf(Ids.intentOfCommand(commandId, portfolioId, symbol), Flattening.MOST_IN_A_ROW);
        OptionalInt generation = Flattening.generation(
                commandId,
                portfolioId,
                position,
                Stream.concat(books.orders.living(portfolioId, symbol).stream(), own.stream())
                        .toList());
        if (generation.isEmpty() || isPaused(own)) {
            return;
        }
        exits.commit(
                book,
                position,
                commandId,
                generation.getAsInt(),
                position.quantity().abs());
    }

    /** The first pause begins when it is seen that the last one came to nothing, each further one with the exit before it. */
    private boolean isPaused(List<Order> newestFirst) {
        if (newestFirst.isEmpty() || !Flattening.cameToNothing(newestFirst.getFirst())) {
            return false;
        }
        String intentId = newestFirst.getFirst().intentId();
        boolean first = !backoffs.containsKey(intentId);
        Backoff pause = backoffs.computeIfAbsent(
                intentId, id -> new Backoff(config.asking().firstPause()));
        if (!first && !pause.isOver()) {
            return true;
        }
        pause.lengthen(config.asking().longestPause());
        return first;
    }
}
