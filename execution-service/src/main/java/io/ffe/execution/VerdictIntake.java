package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.DenialReason;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.OrderEvent;
import io.ffe.execution.domain.OrderLife;
import io.ffe.execution.domain.OrderTerms;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.inbox.RunAdmission;
import io.ffe.messaging.time.LogicalTime;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import io.ffe.schema.money.Instruments;
import io.ffe.schema.serde.Envelope;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Makes orders of approved verdicts: an order row in state INTENT, for an entry its protection beside it, and the
 * executions that say so. Nothing is sent here; {@link OrderSender} sends what is committed.
 */
@ApplicationScoped
public class VerdictIntake {

    private final Books books;
    private final LogicalTime time;
    private final ExecutionConfig config;
    private final RunConfig run;
    private final RunAdmission admission;
    private final Instruments instruments;

    VerdictIntake(
            Books books,
            LogicalTime time,
            ExecutionConfig config,
            RunConfig run,
            RunAdmission admission,
            Instruments instruments) {
        this.books = books;
        this.time = time;
        this.config = config;
        this.run = run;
        this.admission = admission;
        this.instruments = instruments;
    }

    /**
     * Takes a verdict; to be called in the transaction that holds its inbox row. One that does not fit the run is denied here:
     * risk may hold a reservation for it.
     *
     * @throws io.ffe.messaging.inbox.Refusal for another run's
     */
    public void take(Verdict verdict, Envelope envelope) {
        admission.admit(verdict.runId());
        OrderIntent intent = verdict.intent();
        if (verdict.result() != Verdict.Result.APPROVED || intent == null) {
            return;
        }
        Optional<String> unknown = unknown(verdict);
        Optional<String> denial = unknown.isPresent()
                ? unknown
                : admission
                        .misfit(verdict.origin(), envelope)
                        .map(objection -> DenialReason.ORIGIN.text(objection.detail()));
        take(order(verdict, intent, nowOrLastBooked(verdict.portfolioId())), denial);
    }

    /** Ends the reservation of a verdict that cannot be read: a DENIED execution in its name. Repeats change nothing. */
    public void deny(UnreadableVerdict verdict, String why) {
        if (config.portfolios().contains(verdict.portfolioId())) {
            take(
                    order(verdict, nowOrLastBooked(verdict.portfolioId())),
                    Optional.of(DenialReason.VERDICT_UNREADABLE.text(why)));
        }
    }

    /** At the order's own time: a verdict that brought none is denied at one that the next reader can take. */
    private void take(Order order, Optional<String> denial) {
        time.runAt(order.decidedAt(), () -> commit(order, denial));
    }

    private void commit(Order order, Optional<String> denial) {
        Instant at = order.logical() ? order.decidedAt().plus(config.hopLatency()) : order.decidedAt();
        PortfolioBook book = books.open(order.portfolioId());
        if (answered(order.intentId())) {
            adopted(order).ifPresent(known -> denyAdopted(book, order, known, at));
            return;
        }
        book.commit(order, at);
        if (order.purpose() == Purpose.ENTRY && denial.isEmpty()) {
            book.commit(order.protection(), at);
        }
        denial.ifPresent(reason -> book.apply(order, new OrderEvent.Denied(reason), at));
    }

    /**
     * The inbox stops a second delivery; this stops a second order of one verdict under another guise. One that was denied
     * unread, when not even its purpose could be told, stays denied when it comes back repaired.
     */
    private boolean answered(String intentId) {
        return Stream.of(Order.ENTRY_LEG, Order.EXIT_LEG)
                .map(leg -> Ids.clientOrderId(intentId, leg, 0))
                .anyMatch(id -> books.orders.byId(id).isPresent());
    }

    /** The verdict's order, when execution knows of it from the venue alone. */
    private Optional<Order> adopted(Order order) {
        return books.orders
                .byId(order.clientOrderId())
                .filter(known -> known.leg().equals(Order.OUTSIDE_LEG));
    }

    /**
     * A restored database has lost the verdict and the venue has not lost the order: it was adopted and stays as it is. The verdict
     * is answered by the next generation, which is denied in the transaction that makes it, so that its reservation ends.
     */
    private void denyAdopted(PortfolioBook book, Order order, Order known, Instant at) {
        Order again = order.again();
        if (books.orders.byId(again.clientOrderId()).isEmpty()) {
            book.commit(again, at);
            book.apply(
                    again,
                    new OrderEvent.Denied(DenialReason.ORDER_ADOPTED.text("the venue has order " + known.clientOrderId()
                            + " of this verdict, found after a restore; it is adopted and never sent again")),
                    at);
        }
    }

    private Optional<String> unknown(Verdict verdict) {
        if (!config.portfolios().contains(verdict.portfolioId())) {
            return Optional.of(DenialReason.UNKNOWN_PORTFOLIO.text("portfolio is '" + verdict.portfolioId()
                    + "', traded here are " + config.portfolios() + " (ffe.execution.portfolios)"));
        }
        return instruments.find(verdict.symbol()).isPresent()
                ? Optional.empty()
                : Optional.of(DenialReason.UNKNOWN_SYMBOL.text(
                        "symbol is '" + verdict.symbol() + "', which is not in the instrument file"));
    }

    private Order order(Verdict verdict, OrderIntent intent, Instant now) {
        String intentId = Ids.intentOfVerdict(verdict.verdictId());
        String leg = intent.purpose() == Purpose.ENTRY ? Order.ENTRY_LEG : Order.EXIT_LEG;
        return new Order(
                Ids.clientOrderId(intentId, leg, 0),
                intentId,
                leg,
                0,
                null,
                verdict.verdictId(),
                verdict.decisionId(),
                verdict.snapshotId(),
                verdict.portfolioId(),
                verdict.symbol(),
                intent.side(),
                intent.purpose(),
                intent.referencePrice(),
                intent.stopLoss(),
                intent.takeProfit(),
                intent.purpose() == Purpose.ENTRY ? verdict.validUntil() : null,
                verdict.origin().orWorse(run.origin()),
                now,
                run.origin() != Origin.LIVE,
                OrderLife.intent(intent.quantity()),
                OrderTerms.of(intent),
                intent.trailingDistance());
    }

    /** What is denied may lack its logical time; then the portfolio's own last time has to do. */
    private Instant nowOrLastBooked(String portfolioId) {
        Instant bound = time.header(Duration.ZERO);
        if (bound != null || run.origin() == Origin.LIVE) {
            return time.now();
        }
        return books.portfolios.lock(portfolioId).asOf();
    }

    private Order order(UnreadableVerdict verdict, Instant now) {
        String intentId = Ids.intentOfVerdict(verdict.verdictId());
        String leg = verdict.purpose() == Purpose.ENTRY ? Order.ENTRY_LEG : Order.EXIT_LEG;
        return new Order(
                Ids.clientOrderId(intentId, leg, 0),
                intentId,
                leg,
                0,
                null,
                verdict.verdictId(),
                null,
                null,
                verdict.portfolioId(),
                verdict.symbol(),
                verdict.side(),
                verdict.purpose(),
                null,
                null,
                null,
                null,
                run.origin(),
                now,
                run.origin() != Origin.LIVE,
                OrderLife.intent(verdict.quantity()));
    }
}
