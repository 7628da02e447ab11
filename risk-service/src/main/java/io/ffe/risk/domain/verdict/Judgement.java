package io.ffe.risk.domain.verdict;

import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.book.PendingExit;
import io.ffe.risk.domain.book.Reservation;
import io.ffe.risk.domain.book.Valuation;
import io.ffe.risk.domain.gate.Gate;
import io.ffe.risk.domain.gate.Proposal;
import io.ffe.risk.domain.history.DailyCloses;
import io.ffe.risk.domain.limit.EntryOrders;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.risk.domain.size.Headroom;
import io.ffe.risk.domain.size.Sizing;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.event.Verdict.Result;
import io.ffe.schema.id.Ids;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import io.ffe.schema.serde.CoreHash;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of a decision. Equal questions give equal judgements.
 *
 * @param verdict goes to the topic
 * @param bookAfter the book with what the verdict reserved, to be stored in the same transaction
 */
public record Judgement(Verdict verdict, ExposureBook bookAfter) {

    /**
     * A decision and everything that it is judged by.
     *
     * @param snapshot the one that was decided on; absent when it did not arrive in time
     * @param marks newest price of each symbol
     * @param closes of the symbols that are open or asked for
     * @param trading the most restrictive trading state that concerns the portfolio; absent when it cannot be read
     * @param now logical time
     */
    public record Question(
            Decision decision,
            @Nullable Snapshot snapshot,
            PortfolioTerms terms,
            ExposureBook book,
            Map<String, Mark> marks,
            DailyCloses closes,
            @Nullable Control trading,
            Instruments instruments,
            Instant now) {}

    /**
     * Flat and BUY or SELL is an entry; against the open position it is an exit of all of it; with the open position it is
     * an entry that POSITION_DIRECTION refuses. HOLD, and every outcome but DECIDED, asks for nothing.
     */
    public static Judgement of(Question asked) {
        Valuation valuation =
                Valuation.of(asked.book(), asked.marks(), asked.terms(), asked.instruments(), asked.now());
        ExposureBook book = valuation
                .equityIfKnown()
                .map(equity -> asked.book().seen(equity, asked.now()))
                .orElse(asked.book());
        Decision decision = asked.decision();
        if (decision.outcome() != Decision.Outcome.DECIDED || decision.action() == Action.HOLD) {
            String why = "nothing was asked for: " + decision.outcome() + " " + decision.action();
            return new Judgement(verdict(asked, valuation, Result.NO_ORDER, Gate.skipAll(why), null, null), book);
        }
        Side side = decision.action() == Action.BUY ? Side.BUY : Side.SELL;
        boolean against = book.positionIn(decision.symbol()).signum() == -side.sign();
        return against ? exit(asked, valuation, book, side) : entry(asked, valuation, book, side);
    }

    private static Judgement entry(Question asked, Valuation valuation, ExposureBook book, Side side) {
        Sizing sizing = size(asked, valuation, book, side);
        List<GateResult> gates = Gate.judgeAll(proposal(asked, valuation, book, Purpose.ENTRY, side, sizing));
        if (anyFailed(gates) || !(sizing instanceof Sizing.Sized sized)) {
            ExposureBook after = failed(gates, Gate.REPEATED_EXECUTION)
                    ? book.trip(asked.decision().symbol(), asked.now())
                    : book;
            return new Judgement(verdict(asked, valuation, Result.REJECTED, gates, null, null), after);
        }
        String verdictId = Verdict.idOf(asked.decision().decisionId());
        EntryOrders entries = asked.terms().entries();
        OrderIntent intent = new OrderIntent(
                Ids.intentOfVerdict(verdictId),
                Purpose.ENTRY,
                side,
                sized.quantity(),
                sized.referencePrice(),
                sized.stopLoss(),
                sized.takeProfit(),
                entries.stated() ? entries.type() : null,
                sized.limitPrice(),
                entries.timeInForce(),
                sized.trailingDistance());
        Reservation reservation =
                new Reservation(verdictId, asked.decision().symbol(), side, sized.quantity(), sized.notionalPerUnit());
        return new Judgement(
                verdict(asked, valuation, Result.APPROVED, gates, intent, reservation.notional()),
                book.reserve(reservation, asked.decision().asOf(), asked.now()));
    }

    /** The whole confirmed position and nothing more: turning it around needs a later snapshot. */
    private static Judgement exit(Question asked, Valuation valuation, ExposureBook book, Side side) {
        Sizing none = new Sizing.Unsizable("an exit has the size of its position");
        List<GateResult> gates = Gate.judgeAll(proposal(asked, valuation, book, Purpose.EXIT, side, none));
        if (anyFailed(gates)) {
            return new Judgement(verdict(asked, valuation, Result.REJECTED, gates, null, null), book);
        }
        Decision decision = asked.decision();
        String verdictId = Verdict.idOf(decision.decisionId());
        BigDecimal quantity = book.positionIn(decision.symbol()).abs();
        OrderIntent intent = new OrderIntent(
                Ids.intentOfVerdict(verdictId),
                Purpose.EXIT,
                side,
                quantity,
                exitReference(asked, book, side),
                null,
                null);
        return new Judgement(
                verdict(asked, valuation, Result.APPROVED, gates, intent, null),
                book.expect(new PendingExit(verdictId, decision.symbol(), side, quantity)));
    }

    private static Sizing size(Question asked, Valuation valuation, ExposureBook book, Side side) {
        Instrument instrument =
                asked.instruments().find(asked.decision().symbol()).orElse(null);
        if (asked.snapshot() == null) {
            return new Sizing.Unsizable("the snapshot has not arrived");
        }
        if (instrument == null) {
            return new Sizing.Unsizable("the instrument is not known");
        }
        return switch (valuation) {
            case Valuation.Unknown unknown -> new Sizing.Unsizable("equity is unknown: " + unknown.why());
            case Valuation.Known known ->
                Sizing.ofEntry(
                        side,
                        asked.snapshot(),
                        instrument,
                        known.equity(),
                        Headroom.in(
                                book,
                                asked.marks(),
                                asked.decision().symbol(),
                                known.equity(),
                                asked.terms().limits()),
                        asked.terms().limits(),
                        asked.terms().entries());
        };
    }

    /** An exit is never held up by a missing price: the snapshot's, else the newest one read, else what it was opened at. */
    private static BigDecimal exitReference(Question asked, ExposureBook book, Side side) {
        Quote quote = asked.snapshot() == null ? null : asked.snapshot().quote();
        if (quote != null) {
            return side == Side.BUY ? quote.ask() : quote.bid();
        }
        String symbol = asked.decision().symbol();
        Mark mark = asked.marks().get(symbol);
        if (mark != null) {
            return mark.closing(book.positionIn(symbol));
        }
        return Objects.requireNonNull(book.positions().get(symbol), "an exit has a position")
                .averagePrice();
    }

    private static Proposal proposal(
            Question asked, Valuation valuation, ExposureBook book, Purpose purpose, Side side, Sizing sizing) {
        return new Proposal(
                asked.decision(),
                asked.now(),
                asked.snapshot(),
                asked.instruments().find(asked.decision().symbol()).orElse(null),
                asked.terms(),
                book,
                asked.marks(),
                asked.closes(),
                asked.trading(),
                valuation,
                purpose,
                side,
                sizing);
    }

    /** A decision cannot make itself better than what it was made from, nor than the run that it came in. */
    private static Origin origin(Question asked) {
        Origin stated = asked.decision().origin().orWorse(asked.terms().runOrigin());
        Snapshot snapshot = asked.snapshot();
        return snapshot == null ? stated : stated.orWorse(snapshot.origin());
    }

    private static boolean anyFailed(List<GateResult> gates) {
        return gates.stream().anyMatch(gate -> gate.status() == GateResult.Status.FAILED);
    }

    private static boolean failed(List<GateResult> gates, Gate which) {
        return gates.stream()
                .anyMatch(gate -> gate.gate().equals(which.name()) && gate.status() == GateResult.Status.FAILED);
    }

    private static Verdict verdict(
            Question asked,
            Valuation valuation,
            Result result,
            List<GateResult> gates,
            @Nullable OrderIntent intent,
            @Nullable BigDecimal reservedNotional) {
        Decision decision = asked.decision();
        return new Verdict(
                decision.runId(),
                decision.decisionId(),
                CoreHash.of(decision),
                decision.portfolioId(),
                decision.snapshotId(),
                decision.symbol(),
                origin(asked),
                result,
                gates,
                intent,
                reservedNotional,
                valuation.equityIfKnown().orElse(null),
                asked.book().throughSequence(),
                asked.now(),
                decision.validUntil(),
                asked.terms().limitsVersion());
    }
}
