package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
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
import io.ffe.messaging.outbox.Lead;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.OrderState;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * Asks the venue, by clientOrderId, what became of orders that left and were not answered for. Asking never ends and never
 * guesses; the pauses between questions grow. Belongs to the sender's thread, so an order is never asked about while it is
 * being sent.
 */
@ApplicationScoped
class UnresolvedOrders {

    private static final Logger LOG = Logger.getLogger(UnresolvedOrders.class);

    private final Venue venue;
    private final Books books;
    private final Transactions transactions;
    private final Traces traces;
    private final LogicalTime time;
    private final ExecutionConfig config;
    private final ExecutionMeters meters;
    private final Map<String, Long> sentNanos = new HashMap<>();
    private final Escalation escalation;
    private final Map<String, Backoff> backoffs = new HashMap<>();
    private long leadingSinceNanos = System.nanoTime();

    UnresolvedOrders(
            Venue venue,
            Books books,
            Transactions transactions,
            Traces traces,
            LogicalTime time,
            ExecutionConfig config,
            ExecutionMeters meters) {
        this.venue = venue;
        this.books = books;
        this.transactions = transactions;
        this.traces = traces;
        this.time = time;
        this.config = config;
        this.meters = meters;
        this.escalation = new Escalation(config.asking().escalateAfter());
    }

    /** From now on it is this process that asks and sends; another may have sent until a moment ago. */
    void leadBegins() {
        leadingSinceNanos = System.nanoTime();
    }

    /** An order leaves now. */
    void leaving(String clientOrderId) {
        sentNanos.put(clientOrderId, System.nanoTime());
        backoffs.remove(clientOrderId);
    }

    /**
     * Asks about every unresolved order whose pause is over.
     *
     * @throws SQLException when the lead is lost: the rest is another's to ask
     */
    void askDue(Lead lead) throws SQLException {
        List<Order> unresolved = books.read(books.orders::unresolved);
        for (Order order : unresolved) {
            Backoff backoff = backoffs.computeIfAbsent(
                    order.clientOrderId(), id -> new Backoff(config.asking().firstPause()));
            if (backoff.isOver() && lead.held()) {
                backoff.lengthen(config.asking().longestPause());
                Duration underWay = config.venue().inFlightWindow().minus(sinceSending(order.clientOrderId()));
                if (underWay.isPositive()) {
                    // An absence counts as soon as nothing can be under way any more, and is asked for then.
                    backoff.endWithin(underWay);
                }
                time.runAt(
                        order.logical() ? order.decidedAt() : null,
                        () -> traces.inSpan(
                                "ask for order",
                                SpanKind.INTERNAL,
                                books.read(() -> books.orders.traceparent(order.clientOrderId())),
                                () -> LogIds.during(order.decisionId(), order.clientOrderId(), () -> ask(order))));
            }
        }
        Set<String> asked = unresolved.stream().map(Order::clientOrderId).collect(Collectors.toSet());
        backoffs.keySet().retainAll(asked);
        // Sending and asking take turns on one thread: whatever left by now and is not among them has been settled.
        sentNanos.keySet().retainAll(asked);
        escalate(unresolved);
        meters.unknownOrders(books.read(books.orders::unknownCount));
    }

    /** What stays unknown blocks its instrument: an error in the log for whoever is on call, beside the metric and its alert. */
    private void escalate(List<Order> unresolved) {
        List<Order> unknown = unresolved.stream()
                .filter(order -> order.state() == OrderState.UNKNOWN)
                .toList();
        long now = System.nanoTime();
        for (Escalation.Due due :
                escalation.due(unknown.stream().map(Order::clientOrderId).toList(), now)) {
            unknown.stream()
                    .filter(order -> order.clientOrderId().equals(due.clientOrderId()))
                    .forEach(order -> LOG.errorf(
                            "order unknown for long order=%s symbol=%s seconds=%d blocks=entries reason=%s",
                            due.clientOrderId(),
                            order.symbol(),
                            due.age().toSeconds(),
                            order.life().reason()));
        }
        meters.oldestUnknown(escalation.oldest(now));
    }

    private void ask(Order order) {
        int attempt = order.life().attempt();
        FailPoints.hit("execution.before-asking");
        // At the question and not at its answer, which may be of any moment in between.
        Duration sinceSending = sinceSending(order.clientOrderId());
        VenueAnswer answer = answerAbout(order);
        Optional<OrderEvent> settled = OutcomePolicy.afterAsking(
                answer, attempt, sinceSending, config.venue().inFlightWindow());
        if (settled.isEmpty() && order.state() == OrderState.UNKNOWN) {
            LOG.warnf("order still unknown order=%s answer=%s", order.clientOrderId(), answer);
            return;
        }
        // SUBMITTING without a sender: the process ended, or failed, before it could write down what came back.
        OrderEvent event =
                settled.orElseGet(() -> new OrderEvent.NoAnswer(attempt, "the answer was not recorded: " + answer));
        Instant at = time.now(config.hopLatency());
        transactions.run(() -> {
            PortfolioBook book = books.open(order.portfolioId());
            books.orders.byId(order.clientOrderId()).ifPresent(fresh -> book.apply(fresh, event, at));
        });
        LOG.infof("order asked for order=%s answer=%s event=%s", order.clientOrderId(), answer, event);
    }

    private VenueAnswer answerAbout(Order order) {
        try {
            return venue.ask(order.clientOrderId());
        } catch (VenueUnavailable | CircuitBreakerOpenException nothing) {
            return new VenueAnswer.Nothing(String.valueOf(nothing.getMessage()));
        }
    }

    /** What another process sent may have left just before this one took the lead. */
    private Duration sinceSending(String clientOrderId) {
        return Duration.ofNanos(System.nanoTime() - sentNanos.getOrDefault(clientOrderId, leadingSinceNanos));
    }
}
