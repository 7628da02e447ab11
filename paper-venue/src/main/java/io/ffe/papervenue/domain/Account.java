package io.ffe.papervenue.domain;

import io.ffe.papervenue.domain.VenueEvent.Fill;
import io.ffe.papervenue.domain.VenueEvent.Kind;
import io.ffe.schema.event.Side;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A portfolio's account. Immutable: folding an entry gives the next one.
 *
 * @param cash in account currency; below zero when leverage is used
 * @param fees sum of all fees paid
 * @param positions by symbol; a closed one stays, with its realised result
 * @param working orders that may still fill, in the order of their acceptance
 * @param lastSequence of the events so far
 */
public record Account(
        String portfolioId,
        BigDecimal cash,
        BigDecimal fees,
        Map<String, Position> positions,
        Map<String, VenueOrder> working,
        long lastSequence) {

    public Account {
        positions = Collections.unmodifiableMap(positions);
        working = Collections.unmodifiableMap(working);
    }

    static Account unopened(String portfolioId) {
        return new Account(portfolioId, BigDecimal.ZERO, BigDecimal.ZERO, Map.of(), Map.of(), 0);
    }

    /**
     * The account after an entry.
     *
     * @param order the one that the entry changed
     * @param event tells the account's owner; absent for what is not told
     */
    record Folded(
            Account account,
            @Nullable VenueOrder order,
            @Nullable VenueEvent event) {}

    /** What an entry happens in: its line's time, beat and cause. */
    record Moment(Instant at, long beat, @Nullable TickRef tick) {}

    public Position position(String symbol) {
        return positions.getOrDefault(symbol, Position.NONE);
    }

    /** Working orders of a symbol, in the order of their acceptance. */
    List<VenueOrder> working(String symbol) {
        return working.values().stream()
                .filter(order -> order.symbol().equals(symbol))
                .toList();
    }

    Folded fold(Entry entry, Moment moment) {
        return switch (entry) {
            case Entry.CashCredited(String ignored, BigDecimal amount, Instant at, Reason reason) ->
                next(Decimals.plain(cash.add(amount)), fees, positions, working)
                        .told(new Moment(at, 0, null), Kind.CASH, null, null, amount, reason);
            case Entry.OrderAccepted(VenueOrder order) -> changed(order).told(moment, order, null);
            case Entry.OrderRejected(VenueOrder order) -> changed(order).told(moment, order, order.reason());
            case Entry.OrderResized(String ignored, String id, BigDecimal quantity) -> {
                VenueOrder order = require(id).resized(quantity, moment.at());
                yield changed(order).told(moment, order, Reason.RESIZED);
            }
            case Entry.StopMoved(String ignored, String id, BigDecimal stopPrice) -> {
                VenueOrder order = require(id).stoppedAt(stopPrice, moment.at());
                yield new Folded(
                        new Account(portfolioId, cash, fees, positions, with(order), lastSequence), order, null);
            }
            case Entry.OrderEnded(
                    String ignored,
                    String id,
                    VenueOrderState state,
                    Reason reason,
                    @Nullable String detail) -> {
                VenueOrder order = require(id).ended(state, reason, detail, moment.at());
                yield changed(order).told(moment, order, reason);
            }
            case Entry.OrderFilled filled -> fold(filled, moment);
            case Entry.FaultsSet faults -> throw new IllegalStateException("no account has " + faults);
        };
    }

    private Folded fold(Entry.OrderFilled filled, Moment moment) {
        VenueOrder order = require(filled.clientOrderId())
                .filled(filled.quantity(), filled.price(), filled.fee(), filled.liquidity(), moment.at());
        BigDecimal value = filled.price().multiply(filled.quantity());
        BigDecimal paid = order.side() == Side.BUY ? value.negate() : value;
        BigDecimal delta = Decimals.plain(paid.subtract(filled.fee()));
        Map<String, Position> moved = new TreeMap<>(positions);
        moved.put(order.symbol(), position(order.symbol()).after(order.side(), filled.quantity(), filled.price()));
        Fill fill = new Fill(
                filled.tradeId(),
                order.side(),
                filled.quantity(),
                filled.price(),
                filled.fee(),
                filled.liquidity(),
                Objects.requireNonNull(moment.tick(), "a fill is caused by a tick"));
        Account after =
                next(Decimals.plain(cash.add(delta)), Decimals.plain(fees.add(filled.fee())), moved, with(order));
        return after.told(moment, Kind.FILL, order, fill, delta, null);
    }

    private VenueOrder require(String clientOrderId) {
        return Objects.requireNonNull(
                working.get(clientOrderId), () -> portfolioId + " has no working order " + clientOrderId);
    }

    private Account changed(VenueOrder order) {
        return next(cash, fees, positions, with(order));
    }

    private Map<String, VenueOrder> with(VenueOrder order) {
        Map<String, VenueOrder> orders = new LinkedHashMap<>(working);
        if (order.state().working()) {
            orders.put(order.clientOrderId(), order);
        } else {
            orders.remove(order.clientOrderId());
        }
        return orders;
    }

    private Account next(
            BigDecimal nextCash,
            BigDecimal nextFees,
            Map<String, Position> nextPositions,
            Map<String, VenueOrder> orders) {
        return new Account(portfolioId, nextCash, nextFees, nextPositions, orders, lastSequence + 1);
    }

    private Folded told(Moment moment, VenueOrder order, @Nullable Reason reason) {
        return told(moment, Kind.ORDER, order, null, BigDecimal.ZERO, reason);
    }

    private Folded told(
            Moment moment,
            Kind kind,
            @Nullable VenueOrder order,
            @Nullable Fill fill,
            BigDecimal cashDelta,
            @Nullable Reason reason) {
        return new Folded(
                this,
                order,
                new VenueEvent(
                        lastSequence,
                        moment.at(),
                        kind,
                        portfolioId,
                        moment.beat(),
                        order,
                        fill,
                        cashDelta,
                        cash,
                        order == null ? null : position(order.symbol()).quantity(),
                        reason));
    }
}
