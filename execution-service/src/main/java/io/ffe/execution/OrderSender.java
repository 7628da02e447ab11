package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.ExitRule;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderEvent;
import io.ffe.execution.domain.OutcomePolicy;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.venue.Venue;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.messaging.FailPoints;
import io.ffe.messaging.LogIds;
import io.ffe.messaging.Traces;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.inbox.Trouble;
import io.ffe.messaging.outbox.Lead;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where an order is sent. One committed order at a time: checked, written down as SUBMITTING, sent once, and what came back
 * written down. Between the two writes the venue may have it; whoever finds it SUBMITTING afterwards asks
 * ({@link UnresolvedOrders}) and never sends.
 */
@ApplicationScoped
class OrderSender {

    private static final Logger LOG = Logger.getLogger(OrderSender.class);

    /** An order that could not leave for a moment leaves soon after it can: it may be the stop of an open position. */
    private static final Duration LONGEST_POSTPONEMENT = Duration.ofSeconds(2);

    private final Venue venue;
    private final ExitPreparation exits;
    private final UnresolvedOrders unresolved;
    private final EntryLook look;
    private final Books books;
    private final Transactions transactions;
    private final Traces traces;
    private final LogicalTime time;
    private final Clock clock;
    private final ExecutionConfig config;

    /** Of exits that wait for their market, and of orders that could not leave for a moment. */
    private final Map<String, Backoff> waits = new HashMap<>();

    OrderSender(
            Venue venue,
            ExitPreparation exits,
            UnresolvedOrders unresolved,
            EntryLook look,
            Books books,
            Transactions transactions,
            Traces traces,
            LogicalTime time,
            Clock clock,
            ExecutionConfig config) {
        this.venue = venue;
        this.exits = exits;
        this.unresolved = unresolved;
        this.look = look;
        this.books = books;
        this.transactions = transactions;
        this.traces = traces;
        this.time = time;
        this.clock = clock;
        this.config = config;
    }

    /**
     * Sends every committed order that may leave, oldest first. Belongs to one thread.
     *
     * @throws SQLException when the lead is lost: the rest is another's to send
     */
    void sendCommitted(Lead lead) throws SQLException {
        List<Order> committed = books.read(books.orders::toSend);
        waits.keySet().retainAll(committed.stream().map(Order::clientOrderId).collect(Collectors.toSet()));
        for (Order order : committed) {
            Backoff wait = waits.get(order.clientOrderId());
            if ((wait == null || wait.isOver()) && look.possible(order) && lead.held()) {
                time.runAt(
                        order.logical() ? order.decidedAt() : null,
                        () -> traces.inSpan(
                                "send order",
                                SpanKind.INTERNAL,
                                books.read(() -> books.orders.traceparent(order.clientOrderId())),
                                () -> LogIds.during(
                                        order.decisionId(), order.clientOrderId(), () -> checkAndSend(order, lead))));
            }
        }
    }

    private void checkAndSend(Order order, Lead lead) {
        FailPoints.hit("execution.after-intent");
        Instant now = look.now(order);
        Optional<String> denial = look.denial(order, now);
        if (denial.isPresent()) {
            settle(order, new OrderEvent.Denied(denial.get()), now);
            return;
        }
        if (!order.reducesOnly() && instrumentUnresolved(order)) {
            LOG.debugf("entry waits: an order of its instrument is unresolved order=%s", order.clientOrderId());
            return;
        }
        if (order.purpose() != Purpose.EXIT) {
            send(order, null, now, lead);
            return;
        }
        switch (wayOf(order, lead)) {
            case ExitPreparation.Way.Free(BigDecimal quantity) -> send(order, quantity, now, lead);
            case ExitPreparation.Way.Closed(String why) -> settle(order, new OrderEvent.Denied(why), now);
            case ExitPreparation.Way.Waits(String why) -> await(order, why, now);
            case ExitPreparation.Way.Blocked(String by) ->
                LOG.warnf("exit waits order=%s blocked by=%s", order.clientOrderId(), by);
        }
    }

    /** What may be open in the instrument is not known, so nothing is added to it. */
    private boolean instrumentUnresolved(Order order) {
        return !books.read(() -> books.orders.unresolvedOf(order.portfolioId(), order.symbol()))
                .isEmpty();
    }

    private ExitPreparation.Way wayOf(Order exit, Lead lead) {
        try {
            // Protection stays on where the exit could not be placed anyway.
            Optional<String> obstacle = venue.obstacle(exit, null);
            if (obstacle.isEmpty()) {
                return exits.clear(exit, lead);
            }
            return ExitRule.waitsOut(exit, obstacle.get())
                    ? new ExitPreparation.Way.Waits(obstacle.get())
                    : new ExitPreparation.Way.Closed(obstacle.get());
        } catch (VenueUnavailable | CircuitBreakerOpenException away) {
            return new ExitPreparation.Way.Blocked(String.valueOf(away.getMessage()));
        } catch (RuntimeException failed) {
            if (Trouble.isInfrastructure(failed)) {
                throw failed;
            }
            // What the venue tells of its portfolio cannot be booked. Other orders go on.
            LOG.errorf(failed, "exit not prepared order=%s", exit.clientOrderId());
            return new ExitPreparation.Way.Blocked(failed.toString());
        }
    }

    /** The venue is asked again after pauses that grow; the order says meanwhile what it waits for. */
    private void await(Order exit, String why, Instant now) {
        pause(exit, config.asking().longestPause());
        if (!why.equals(exit.life().reason())) {
            LOG.warnf("exit waits order=%s symbol=%s for=%s", exit.clientOrderId(), exit.symbol(), why);
            settle(exit, new OrderEvent.Waits(why), now);
        }
    }

    private void pause(Order order, Duration longest) {
        waits.computeIfAbsent(
                        order.clientOrderId(), id -> new Backoff(config.asking().firstPause()))
                .lengthen(longest);
    }

    /** @param quantity the confirmed position's, for an exit; null to keep the order's own */
    private void send(Order order, @Nullable BigDecimal quantity, Instant now, Lead lead) {
        int attempt = order.life().attempt() + 1;
        Optional<Order> begun = transactions.call(() -> {
            PortfolioBook book = books.open(order.portfolioId());
            Order fresh = books.orders.byId(order.clientOrderId()).orElseThrow();
            if (quantity != null) {
                fresh = book.apply(fresh, new OrderEvent.Resized(quantity), now);
            }
            Order submitting = book.apply(fresh, new OrderEvent.Sending(attempt), now);
            books.orders.leaves(order.clientOrderId(), clock.instant());
            return submitting == fresh ? Optional.empty() : Optional.of(submitting);
        });
        if (begun.isEmpty()) {
            // The venue has told of it meanwhile, or another process has begun to send it.
            return;
        }
        Order submitting = begun.get();
        Order travelling = books.read(
                () -> books.orders.travellingWith(order.clientOrderId()).orElse(null));
        unresolved.leaving(order.clientOrderId());
        FailPoints.hit("execution.before-send");
        VenueAnswer answer = venue.place(submitting, travelling, () -> keptHere(submitting, lead));
        if (answer instanceof VenueAnswer.NotYet) {
            pause(order, LONGEST_POSTPONEMENT);
        } else if (answer instanceof VenueAnswer.Nothing) {
            // The venue may have asked questions of its own first: what can still arrive has left by now, and not
            // before.
            unresolved.leaving(order.clientOrderId());
        }
        FailPoints.hit("execution.after-send");
        LOG.infof("order sent order=%s attempt=%d answer=%s", order.clientOrderId(), attempt, answer);
        settle(submitting, OutcomePolicy.afterSending(answer, attempt), now);
    }

    /** The last look: since the first one the database and the venue's questions may have taken as long as they are let. */
    private Optional<VenueAnswer> keptHere(Order order, Lead lead) {
        return lead.certain()
                ? look.lastDenial(order).map(VenueAnswer.NotSent::new)
                : Optional.of(new VenueAnswer.NotYet(
                        "the database has not heard of this process for so long that another may lead by now"));
    }

    private void settle(Order order, OrderEvent event, Instant at) {
        transactions.run(() -> {
            PortfolioBook book = books.open(order.portfolioId());
            Order fresh = books.orders.byId(order.clientOrderId()).orElseThrow();
            book.apply(fresh, event, at);
            FailPoints.hit("execution.before-recording");
        });
        FailPoints.hit("execution.after-recording");
    }
}
