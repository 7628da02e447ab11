package io.ffe.execution.venue.oanda;

import io.ffe.execution.domain.VenueEvent;
import io.ffe.execution.domain.VenueOrder;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.execution.venue.oanda.OandaJson.TradeOpened;
import io.ffe.execution.venue.oanda.OandaJson.TradeReduced;
import io.ffe.execution.venue.oanda.OandaJson.Transaction;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * OANDA's transactions in the books' words. Transaction N becomes the events 2N-1, what it says about an order, a trade or money, and
 * 2N, what else it moved the balance by: financing that is settled with a fill, a rebate, and what OANDA's four digits round away. A
 * function of the transaction and of those that it names, but for the end of a protection: see {@link #leavesStop}.
 *
 * <p>The stop loss, the one that follows and the take profit of a trade are one protection here: whichever trades, it has traded.
 * OANDA's own order of things makes that safe: what is left is cancelled after the fill.
 */
final class OandaEvents {

    /** Largest difference for each closed trade that counts as rounding of results to four digits, in account currency. */
    private static final BigDecimal ROUNDING = new BigDecimal("0.0001");

    /** Digits of an average price: a hundred million units at it are right to a ten-thousandth. */
    private static final int PRICE_SCALE = 12;

    private final String accountId;
    private final AccountHistory history;
    private final OandaInstruments instruments;
    private final Predicate<String> stopIsPending;

    /** @param stopIsPending whether OANDA has a stop of a protection now, by our id */
    OandaEvents(
            String accountId, AccountHistory history, OandaInstruments instruments, Predicate<String> stopIsPending) {
        this.accountId = accountId;
        this.history = history;
        this.instruments = instruments;
        this.stopIsPending = stopIsPending;
    }

    /** The last event of a transaction. */
    static long lastEventOf(long transaction) {
        return 2 * transaction;
    }

    /** The last transaction all of whose events are within a number of events. */
    static long transactionOf(long lastEvent) {
        return lastEvent / 2;
    }

    /**
     * Both events.
     *
     * @throws VenueUnavailable when a transaction that it names could not be learned
     */
    List<VenueEvent> of(Transaction transaction) {
        long sequence = lastEventOf(transaction.number()) - 1;
        List<VenueEvent> events = new ArrayList<>(2);
        events.add(main(transaction, sequence));
        BigDecimal beside = besideTheTrade(transaction);
        events.add(
                beside.signum() == 0
                        ? new VenueEvent.Passed(sequence + 1, at(transaction))
                        : new VenueEvent.CashMoved(
                                sequence + 1,
                                at(transaction),
                                beside,
                                null,
                                fees(transaction).signum() < 0
                                        ? "FINANCING_REBATE_AND_ROUNDING"
                                        : "FINANCING_AND_ROUNDING"));
        return events;
    }

    private VenueEvent main(Transaction transaction, long sequence) {
        return switch (transaction.type()) {
            case "MARKET_ORDER",
                    "FIXED_PRICE_ORDER",
                    "LIMIT_ORDER",
                    "STOP_ORDER",
                    "MARKET_IF_TOUCHED_ORDER",
                    "TAKE_PROFIT_ORDER",
                    "STOP_LOSS_ORDER",
                    "GUARANTEED_STOP_LOSS_ORDER",
                    "TRAILING_STOP_LOSS_ORDER" ->
                changed(transaction, sequence, order(transaction, VenueOrder.State.ACCEPTED, null));
            case "MARKET_ORDER_REJECT", "LIMIT_ORDER_REJECT", "STOP_ORDER_REJECT" -> rejected(transaction, sequence);
            case "STOP_LOSS_ORDER_REJECT", "GUARANTEED_STOP_LOSS_ORDER_REJECT", "TRAILING_STOP_LOSS_ORDER_REJECT" ->
                stopRejected(transaction, sequence);
            case "ORDER_CANCEL" -> canceled(transaction, sequence);
            case "ORDER_FILL" -> traded(transaction, sequence);
            case "TRANSFER_FUNDS" ->
                moved(transaction, sequence, transaction.amount(), "TRANSFER " + transaction.reason());
            case "DAILY_FINANCING" -> moved(transaction, sequence, transaction.financing(), "FINANCING");
            case "DIVIDEND_ADJUSTMENT" ->
                moved(transaction, sequence, transaction.dividendAdjustment(), "DIVIDEND_ADJUSTMENT");
            default -> new VenueEvent.Passed(sequence, at(transaction));
        };
    }

    private VenueEvent changed(Transaction transaction, long sequence, VenueOrder order) {
        return new VenueEvent.OrderChanged(sequence, at(transaction), order, null);
    }

    private VenueEvent moved(Transaction transaction, long sequence, @Nullable BigDecimal amount, String reason) {
        return amount == null || amount.signum() == 0
                ? new VenueEvent.Passed(sequence, at(transaction))
                : new VenueEvent.CashMoved(sequence, at(transaction), amount, null, reason);
    }

    /**
     * Refused orders of others, and second copies of one that works, mean nothing: the first copy is the order.
     */
    private VenueEvent rejected(Transaction transaction, long sequence) {
        boolean ours = transaction.ownClientId() != null
                && transaction.instrument() != null
                && transaction.units() != null
                && transaction.units().signum() != 0;
        return ours && OandaRefusal.of(transaction.rejectReason()) != OandaRefusal.SAME_ID_PENDING
                ? changed(
                        transaction,
                        sequence,
                        order(transaction, VenueOrder.State.REJECTED, transaction.rejectReason()))
                : new VenueEvent.Passed(sequence, at(transaction));
    }

    /**
     * A stop that came with a fill and was refused leaves its position without one, so the protection is refused with it, whatever
     * becomes of its target. Not where another of its stops was taken, and not where the id is in use: that is the first copy's.
     */
    private VenueEvent stopRejected(Transaction transaction, long sequence) {
        boolean ours = transaction.ownClientId() != null
                && transaction.tradeId() != null
                && "ON_FILL".equals(transaction.reason());
        boolean copy = switch (OandaRefusal.of(transaction.rejectReason())) {
            case SAME_ID_PENDING, SAME_ID_OPEN -> true;
            case OTHER_INSTRUMENT_TERMS, EXPIRED, FINAL -> false;
        };
        return ours && !copy && !hasOtherStop(transaction)
                ? changed(
                        transaction,
                        sequence,
                        order(transaction, VenueOrder.State.REJECTED, transaction.rejectReason()))
                : new VenueEvent.Passed(sequence, at(transaction));
    }

    private boolean hasOtherStop(Transaction rejected) {
        return history.batch(rejected).stream()
                .anyMatch(each -> each.type().endsWith("STOP_LOSS_ORDER")
                        && clientOrderId(each).equals(clientOrderId(rejected)));
    }

    private VenueEvent canceled(Transaction transaction, long sequence) {
        OandaRefusal refusal = OandaRefusal.of(transaction.reason());
        if (refusal == OandaRefusal.SAME_ID_OPEN || transaction.replaces()) {
            return new VenueEvent.Passed(sequence, at(transaction));
        }
        Transaction created = created(transaction);
        if (leavesStop(transaction, created)) {
            return new VenueEvent.Passed(sequence, at(transaction));
        }
        VenueOrder.State state = refusal == OandaRefusal.EXPIRED ? VenueOrder.State.EXPIRED : VenueOrder.State.CANCELED;
        return changed(transaction, sequence, order(created, state, transaction.reason()));
    }

    /**
     * A protection ends with the last of its stops, not with a target that somebody takes off. Asked as of now: a stop that was pending
     * at that time and is no more has an end of its own in the history, and comes to the same.
     */
    private boolean leavesStop(Transaction cancellation, Transaction created) {
        return created.tradeId() != null
                && "CLIENT_REQUEST".equals(cancellation.reason())
                && stopIsPending.test(clientOrderId(created));
    }

    private VenueEvent traded(Transaction fill, long sequence) {
        BigDecimal units = present(fill, fill.units(), "units");
        BigDecimal price = price(fill);
        Transaction created = created(fill);
        VenueOrder order = order(created, VenueOrder.State.ACCEPTED, null);
        // A stop loss closes what is left of its trade.
        boolean oco = order.kind() == VenueOrder.Kind.OCO;
        BigDecimal filled = oco ? units.abs() : filledBefore(created).add(units.abs());
        boolean whole = oco || filled.compareTo(order.quantity()) >= 0;
        boolean gaveUp = !whole && isImmediate(created) && !isIssuedAnew(created, fill);
        String why =
                filled.toPlainString() + " of " + order.quantity().toPlainString() + " traded, the rest was given up";
        return new VenueEvent.Traded(
                sequence,
                at(fill),
                new VenueOrder(
                        order.clientOrderId(),
                        order.venueOrderId(),
                        order.symbol(),
                        order.side(),
                        order.kind(),
                        order.reduceOnly(),
                        order.origin(),
                        oco ? filled : order.quantity(),
                        filled,
                        whole
                                ? VenueOrder.State.FILLED
                                : gaveUp ? VenueOrder.State.CANCELED : VenueOrder.State.PARTIALLY_FILLED,
                        gaveUp ? why : null),
                // Numbers are unique within an account only.
                accountId + "-" + fill.id(),
                side(units),
                units.abs(),
                price,
                // The books have no fee below zero: what OANDA pays is money beside the trade.
                fees(fill).max(BigDecimal.ZERO),
                null,
                null,
                gaveUp ? why : null);
    }

    /**
     * Orders of which nothing is left to trade after a fill, whatever it filled: OANDA's state for a market order that got a part is
     * FILLED, and so it is for one that may only reduce and was larger than the position.
     */
    private static boolean isImmediate(Transaction created) {
        return created.type().equals("MARKET_ORDER") || "REDUCE_ONLY".equals(created.positionFill());
    }

    /** OANDA can issue an order anew for what a fill has left of it: another order under the same id, in the fill's batch. */
    private boolean isIssuedAnew(Transaction created, Transaction fill) {
        return history.batch(fill).stream()
                .anyMatch(each -> each.number() > fill.number()
                        && each.type().endsWith("_ORDER")
                        && each.tradeId() == null
                        && haveOneId(created, each));
    }

    /** What had been filled of an order before OANDA issued it anew as this one; zero for every other. */
    private BigDecimal filledBefore(Transaction created) {
        Transaction replaced = replaced(created);
        if (replaced != null) {
            return filledBefore(replaced);
        }
        if (created.ownClientId() == null || created.id().equals(created.batchId())) {
            return BigDecimal.ZERO;
        }
        for (Transaction each : history.batch(created)) {
            if (each.number() < created.number() && each.type().equals("ORDER_FILL")) {
                Transaction before = created(each);
                if (haveOneId(before, created)) {
                    return filledBefore(before)
                            .add(present(each, each.units(), "units").abs());
                }
            }
        }
        return BigDecimal.ZERO;
    }

    private static boolean haveOneId(Transaction one, Transaction other) {
        return other.ownClientId() != null && other.ownClientId().equals(one.ownClientId());
    }

    /**
     * A fill's own price, which OANDA documents as deprecated; without it the price of what it opened and closed, by quantity, and
     * without that the one before guarantees.
     */
    private static BigDecimal price(Transaction fill) {
        BigDecimal told = fill.price();
        if (told != null) {
            return told;
        }
        BigDecimal units = BigDecimal.ZERO;
        BigDecimal value = BigDecimal.ZERO;
        TradeOpened opened = fill.tradeOpened();
        if (opened != null && opened.price() != null) {
            units = opened.units().abs();
            value = units.multiply(opened.price());
        }
        for (TradeReduced part : closed(fill)) {
            if (part.price() != null) {
                units = units.add(part.units().abs());
                value = value.add(part.units().abs().multiply(part.price()));
            }
        }
        return units.signum() == 0
                ? present(fill, fill.fullVwap(), "price, neither its own nor one of its trades")
                : shortest(value.divide(units, PRICE_SCALE, RoundingMode.HALF_EVEN));
    }

    private static BigDecimal shortest(BigDecimal price) {
        BigDecimal stripped = price.stripTrailingZeros();
        return stripped.setScale(Math.max(0, stripped.scale()));
    }

    /** The trades that a fill closed, wholly or in part. */
    private static List<TradeReduced> closed(Transaction fill) {
        List<TradeReduced> closed = new ArrayList<>();
        Optional.ofNullable(fill.tradesClosed()).ifPresent(closed::addAll);
        Optional.ofNullable(fill.tradeReduced()).ifPresent(closed::add);
        return closed;
    }

    /** What a trade cost, below zero where OANDA paid for it. */
    private static BigDecimal fees(Transaction fill) {
        return Stream.of(fill.commission(), fill.guaranteedExecutionFee())
                .filter(each -> each != null)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** What a fill moved the balance by, besides its result and its fee: what was paid for it is among it. */
    private BigDecimal besideTheTrade(Transaction transaction) {
        if (!transaction.type().equals("ORDER_FILL")) {
            return BigDecimal.ZERO;
        }
        BigDecimal financing = transaction.financing() == null ? BigDecimal.ZERO : transaction.financing();
        BigDecimal rebate = fees(transaction).min(BigDecimal.ZERO).negate();
        return financing.add(rebate).add(rounded(transaction));
    }

    /** Result as OANDA booked it less result by prices; zero when that is too much to be rounding. */
    private BigDecimal rounded(Transaction fill) {
        List<TradeReduced> closed = closed(fill);
        if (closed.isEmpty() || fill.pl() == null) {
            return BigDecimal.ZERO;
        }
        BigDecimal price = price(fill);
        BigDecimal exact = BigDecimal.ZERO;
        for (TradeReduced part : closed) {
            Transaction opening = history.byNumber(Long.parseLong(part.tradeId()));
            exact = exact.add(
                    price.subtract(price(opening)).multiply(part.units().negate()));
        }
        BigDecimal difference = fill.pl().subtract(exact);
        BigDecimal largest = ROUNDING.multiply(BigDecimal.valueOf(closed.size()));
        return difference.abs().compareTo(largest) > 0 ? BigDecimal.ZERO : difference;
    }

    /** The order that a fill or a cancellation is about: it has the number of the transaction that created it. */
    private Transaction created(Transaction about) {
        return history.byNumber(Long.parseLong(present(about, about.orderId(), "orderID")));
    }

    /** @param created the transaction that created it, or refused to */
    VenueOrder order(Transaction created, VenueOrder.State state, @Nullable String reason) {
        VenueOrder.Kind kind = kind(created);
        String tradeId = created.tradeId();
        BigDecimal units;
        String instrument;
        if (tradeId == null) {
            BigDecimal own = present(created, created.units(), "units");
            BigDecimal before = filledBefore(created);
            units = own.signum() < 0 ? own.subtract(before) : own.add(before);
            instrument = present(created, created.instrument(), "instrument");
        } else {
            Transaction opening = history.byNumber(Long.parseLong(tradeId));
            instrument = present(opening, opening.instrument(), "instrument");
            units = opening.tradeOpened() == null
                    ? present(opening, opening.units(), "units").negate()
                    : opening.tradeOpened().units().negate();
        }
        return new VenueOrder(
                clientOrderId(created),
                created.id(),
                instruments.symbolOf(instrument),
                side(units),
                kind,
                kind == VenueOrder.Kind.OCO || "REDUCE_ONLY".equals(created.positionFill()),
                Origin.LIVE,
                units.abs(),
                BigDecimal.ZERO,
                state,
                reason);
    }

    /**
     * The stop losses and the take profit of one protection have one id here. Orders that nobody gave an id have OANDA's. One that
     * replaces another is that other, whatever id it has: somebody moved it.
     */
    String clientOrderId(Transaction created) {
        Transaction first = created;
        Transaction replaced = replaced(first);
        while (replaced != null) {
            first = replaced;
            replaced = replaced(first);
        }
        return protectionId(first.ownClientId(), first.id());
    }

    /** The order that this one goes on for, or null. */
    private @Nullable Transaction replaced(Transaction created) {
        String replaced = created.replacesOrderId();
        return replaced == null ? null : history.byNumber(Long.parseLong(replaced));
    }

    static String protectionId(@Nullable String clientId, String orderId) {
        if (clientId == null || clientId.isEmpty()) {
            return "oanda-" + orderId;
        }
        for (String leg : List.of(OandaOrders.TARGET, OandaOrders.TRAIL)) {
            if (clientId.endsWith(leg)) {
                return clientId.substring(0, clientId.length() - leg.length());
            }
        }
        return clientId;
    }

    private static VenueOrder.Kind kind(Transaction created) {
        if (created.tradeId() != null && !created.type().startsWith("MARKET_ORDER")) {
            return VenueOrder.Kind.OCO;
        }
        return switch (created.type()) {
            case "LIMIT_ORDER", "LIMIT_ORDER_REJECT", "MARKET_IF_TOUCHED_ORDER" -> VenueOrder.Kind.LIMIT;
            case "STOP_ORDER", "STOP_ORDER_REJECT" -> VenueOrder.Kind.STOP;
            default -> VenueOrder.Kind.MARKET;
        };
    }

    private static Side side(BigDecimal units) {
        return units.signum() < 0 ? Side.SELL : Side.BUY;
    }

    private static Instant at(Transaction transaction) {
        return present(transaction, transaction.time(), "time");
    }

    private static <T> T present(Transaction transaction, @Nullable T value, String field) {
        if (value == null) {
            throw new VenueUnavailable("OANDA's transaction " + transaction.id() + " of type " + transaction.type()
                    + " has no " + field + ", expected one");
        }
        return value;
    }
}
