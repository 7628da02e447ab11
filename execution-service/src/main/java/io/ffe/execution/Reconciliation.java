package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.BookDifferences;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.VenueAccount;
import io.ffe.execution.store.PositionStore;
import io.ffe.execution.venue.Venue;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.inbox.Trouble;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * Compares orders, positions and cash with the venue's, before trading begins and from then on. A difference closes entries, with
 * what differs as the reason, and they open again when there is none; nothing is corrected by trading. Each booked event is compared
 * as it comes, too, where the venue tells what it made of it ({@link PortfolioBook}), and one that cannot be booked is a difference.
 */
@ApplicationScoped
public class Reconciliation {

    private static final Logger LOG = Logger.getLogger(Reconciliation.class);

    private final Venue venue;
    private final Preflight preflight;
    private final VenueBooking booking;
    private final Books books;
    private final Transactions transactions;
    private final ExecutionConfig config;
    private final AccountAge age;

    /** By portfolio: what the last comparison found. */
    private final Map<String, List<String>> compared = new ConcurrentHashMap<>();

    Reconciliation(
            Venue venue,
            Preflight preflight,
            VenueBooking booking,
            Books books,
            Transactions transactions,
            ExecutionConfig config,
            AccountAge age) {
        this.preflight = preflight;
        this.venue = venue;
        this.booking = booking;
        this.books = books;
        this.transactions = transactions;
        this.config = config;
        this.age = age;
    }

    /** Both sides have to stand still for a comparison, and one did not. */
    static final class WentOn extends RuntimeException {

        private static final long serialVersionUID = 1L;

        WentOn(String detail) {
            super(detail);
        }
    }

    /** True once the portfolio was compared with the venue, whatever that gave. */
    boolean compared(String portfolioId) {
        return compared.containsKey(portfolioId);
    }

    /** True once every portfolio was compared and agreed. */
    boolean clean() {
        return config.portfolios().stream().allMatch(this::clean);
    }

    /** True once this portfolio was compared and agreed. */
    boolean clean(String portfolioId) {
        return Optional.ofNullable(compared.get(portfolioId))
                .filter(List::isEmpty)
                .isPresent();
    }

    /**
     * Books what the venue has, then compares.
     *
     * @throws VenueUnavailable when the venue did not answer: nothing is concluded then
     * @throws WentOn when the venue or the books went on while they were compared: nothing is concluded either
     */
    void compare(String portfolioId) {
        preflight.require();
        booking.catchUp(portfolioId, 0, null);
        VenueAccount account = venue.account(portfolioId);
        age.read(portfolioId);
        Set<String> working = venue.workingOrders(portfolioId);
        long afterwards = venue.account(portfolioId).lastSequence();
        List<String> differences = transactions.call(() -> {
            PortfolioBook book = books.open(portfolioId);
            if (account.lastSequence() != afterwards || book.head().venueCursor() != afterwards) {
                throw new WentOn("the venue went on from event " + book.head().venueCursor() + " to " + afterwards
                        + " while the books were compared");
            }
            List<String> found = new ArrayList<>(BookDifferences.between(
                    ours(portfolioId, book),
                    new BookDifferences.Books(account.cash(), account.positions(), working),
                    config.venue().cashTolerance()));
            found.addAll(leftForAPerson(portfolioId));
            String unconverted = book.head().account().unconverted();
            if (unconverted != null) {
                found.add("the account cannot be valued: " + unconverted);
            }
            if (found.isEmpty()) {
                book.head().openEntries();
            } else {
                book.head().closeEntries(String.join("; ", found));
            }
            books.meters.valued(portfolioId, book.head().valuation());
            books.meters.entriesClosed(portfolioId, !found.isEmpty());
            return List.copyOf(found);
        });
        books.meters.compared(portfolioId, differences.size());
        List<String> before = compared.put(portfolioId, differences);
        if (!differences.equals(before)) {
            LOG.infof("books compared portfolio=%s differences=%s", portfolioId, differences);
        }
    }

    /**
     * The venue's events could not be booked, so the books are behind it: no entry leaves until they were compared again. A venue or a
     * database that is away is waited for, and closes nothing.
     */
    void notBooked(String portfolioId, RuntimeException failed) {
        if (failed instanceof VenueUnavailable
                || failed instanceof CircuitBreakerOpenException
                || Trouble.isInfrastructure(failed)) {
            return;
        }
        String reason = "what the venue tells cannot be booked: " + failed.getMessage();
        transactions.run(() -> books.open(portfolioId).closeEntries(reason));
        compared.computeIfPresent(portfolioId, (id, before) -> List.of(reason));
    }

    /** What both sides agree on and nobody here has asked for: outside orders, and positions without protection. */
    private List<String> leftForAPerson(String portfolioId) {
        Set<String> open = books.positions.open(portfolioId).stream()
                .map(marked -> marked.position().symbol())
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> found = new ArrayList<>();
        for (Order outside : books.orders.outside(portfolioId)) {
            if (!outside.life().ended() || open.contains(outside.symbol())) {
                found.add("order " + outside.clientOrderId() + " in " + outside.symbol() + " was never made here");
            }
        }
        for (String symbol : open) {
            if (books.orders.living(portfolioId, symbol).stream().noneMatch(Order::reducesOnly)) {
                found.add("position in " + symbol + " has no protection");
            } else if (!venue.carriesProtection()) {
                partlyProtected(portfolioId, symbol).ifPresent(found::add);
            }
        }
        return found;
    }

    /** Protection that is an order of its own does not grow with the position. */
    private Optional<String> partlyProtected(String portfolioId, String symbol) {
        BigDecimal open =
                books.positions.position(portfolioId, symbol).quantity().abs();
        BigDecimal covered = books.orders.living(portfolioId, symbol).stream()
                .filter(Order::reducesOnly)
                .map(order -> order.quantity().subtract(order.life().filled()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return covered.compareTo(open) < 0
                ? Optional.of("position in " + symbol + " is " + open.toPlainString() + " and protected for "
                        + covered.toPlainString())
                : Optional.empty();
    }

    private BookDifferences.Books ours(String portfolioId, PortfolioBook book) {
        return new BookDifferences.Books(
                book.head().cash(),
                books.positions.open(portfolioId).stream()
                        .map(PositionStore.Marked::position)
                        .collect(Collectors.toMap(position -> position.symbol(), position -> position.quantity())),
                books.orders.working(portfolioId).stream()
                        .map(Order::clientOrderId)
                        .collect(Collectors.toSet()));
    }
}
