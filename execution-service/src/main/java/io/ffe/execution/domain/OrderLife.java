package io.ffe.execution.domain;

import io.ffe.schema.event.OrderState;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Where an order stands. {@link #after} is total: every event in every state has an answer, and one that is stale,
 * repeated or impossible there leaves the life as it is. What the venue says (acknowledged, traded, ended) may come in
 * any order and any number of times, before or after the answer to the request, and leads to the same life.
 * {@link OrderEvent.Resized} is the exception: it is only right in its place.
 *
 * @param quantity of the order
 * @param filled sum of its fills, at most the quantity
 * @param attempt how often the order was sent, always under the same clientOrderId
 * @param venueOrderId the venue's own id, absent before it was heard
 * @param reason why the state is what it is; present on UNKNOWN, REJECTED, CANCELED, EXPIRED and DENIED, and on an INTENT that waits
 */
public record OrderLife(
        OrderState state,
        BigDecimal quantity,
        BigDecimal filled,
        int attempt,
        @Nullable String venueOrderId,
        @Nullable String reason) {

    public OrderLife {
        if (quantity.signum() <= 0 || filled.signum() < 0 || filled.compareTo(quantity) > 0) {
            throw new IllegalArgumentException("filled is " + filled.toPlainString() + ", expected 0 to the quantity "
                    + quantity.toPlainString() + ", which is above zero");
        }
    }

    /** An order that was just committed and not yet sent. */
    public static OrderLife intent(BigDecimal quantity) {
        return new OrderLife(OrderState.INTENT, quantity, BigDecimal.ZERO, 0, null, null);
    }

    public boolean ended() {
        return state.terminal();
    }

    /** True when a request may have left and nobody knows what became of it. */
    public boolean unresolved() {
        return state == OrderState.SUBMITTING || state == OrderState.UNKNOWN;
    }

    /** The life after an event; the same object when the event changes nothing. */
    public OrderLife after(OrderEvent event) {
        return switch (event) {
            case OrderEvent.Denied(String why) -> state == OrderState.INTENT ? to(OrderState.DENIED, why) : this;
            case OrderEvent.Waits(String why) ->
                state == OrderState.INTENT && !why.equals(reason) ? to(OrderState.INTENT, why) : this;
            case OrderEvent.Sending(int next) ->
                state == OrderState.INTENT && next == attempt + 1
                        ? new OrderLife(OrderState.SUBMITTING, quantity, filled, next, venueOrderId, null)
                        : this;
            case OrderEvent.Withheld(int kept, String why) ->
                state == OrderState.SUBMITTING && kept == attempt ? to(OrderState.DENIED, why) : this;
            case OrderEvent.Postponed(int kept, String why) ->
                unresolved() && kept == attempt ? to(OrderState.INTENT, why) : this;
            case OrderEvent.Acknowledged(String venueId) -> acknowledged(venueId);
            case OrderEvent.Refused(String why) -> end(OrderState.REJECTED, why);
            case OrderEvent.NoAnswer(int asked, String detail) ->
                state == OrderState.SUBMITTING && asked == attempt ? to(OrderState.UNKNOWN, detail) : this;
            case OrderEvent.FoundAbsent(int asked) ->
                unresolved() && asked == attempt ? to(OrderState.INTENT, null) : this;
            case OrderEvent.Traded(BigDecimal total) -> traded(total);
            case OrderEvent.Canceled(String why) -> end(OrderState.CANCELED, why);
            case OrderEvent.Expired(String why) -> end(OrderState.EXPIRED, why);
            case OrderEvent.Resized(BigDecimal size) -> resized(size);
        };
    }

    /** A quantity below what has traded is impossible and changes nothing. */
    private OrderLife resized(BigDecimal size) {
        return ended() || size.signum() <= 0 || size.compareTo(filled) < 0 || size.compareTo(quantity) == 0
                ? this
                : new OrderLife(state, size, filled, attempt, venueOrderId, reason);
    }

    /** The venue is right about what works there, so even an order that was denied here lives when it turns up. */
    private OrderLife acknowledged(String venueId) {
        return switch (state) {
            case INTENT, SUBMITTING, UNKNOWN, DENIED ->
                new OrderLife(OrderState.ACCEPTED, quantity, filled, attempt, venueId, null);
            case ACCEPTED, PARTIALLY_FILLED, FILLED, REJECTED, CANCELED, EXPIRED ->
                venueOrderId == null ? new OrderLife(state, quantity, filled, attempt, venueId, reason) : this;
        };
    }

    /** Money has moved, so a fill counts in every state; it leaves an end in place unless it completes the order. */
    private OrderLife traded(BigDecimal total) {
        BigDecimal capped = total.min(quantity);
        if (capped.compareTo(filled) <= 0) {
            return this;
        }
        if (capped.compareTo(quantity) == 0) {
            return new OrderLife(OrderState.FILLED, quantity, capped, attempt, venueOrderId, null);
        }
        return switch (state) {
            case INTENT, SUBMITTING, UNKNOWN, ACCEPTED, PARTIALLY_FILLED, DENIED ->
                new OrderLife(OrderState.PARTIALLY_FILLED, quantity, capped, attempt, venueOrderId, null);
            case FILLED, REJECTED, CANCELED, EXPIRED ->
                new OrderLife(state, quantity, capped, attempt, venueOrderId, reason);
        };
    }

    /** The first end stays: a second one is a repeat, or a contradiction that changes nothing here. */
    private OrderLife end(OrderState end, String why) {
        return ended() ? this : to(end, why);
    }

    private OrderLife to(OrderState next, @Nullable String why) {
        return new OrderLife(next, quantity, filled, attempt, venueOrderId, why);
    }
}
