package io.ffe.execution.venue.oanda;

import io.ffe.execution.domain.VenueOrder.State;
import io.ffe.execution.venue.oanda.OandaJson.Transaction;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a stretch of history says about one order.
 *
 * @param creation the transaction that created it, or refused to
 * @param filled signed units
 */
record OrderTrail(
        Transaction creation, State state, @Nullable String reason, BigDecimal filled) {

    /** Of several orders under one id the one that traded, else one that works, else the last. Empty when there is none. */
    static Optional<OrderTrail> of(String clientOrderId, List<Transaction> history) {
        List<OrderTrail> found = new ArrayList<>();
        for (Transaction each : history) {
            boolean named = each.ownClientId() != null
                    && OandaEvents.protectionId(each.ownClientId(), each.id()).equals(clientOrderId);
            if (named && each.type().endsWith("_ORDER")) {
                follow(each, history).ifPresent(found::add);
            } else if (named
                    && each.type().endsWith("_ORDER_REJECT")
                    && each.units() != null
                    && OandaRefusal.of(each.rejectReason()) != OandaRefusal.SAME_ID_PENDING) {
                found.add(new OrderTrail(each, State.REJECTED, each.rejectReason(), BigDecimal.ZERO));
            }
        }
        return found.stream()
                .max(Comparator.comparingInt(
                                (OrderTrail trail) -> trail.filled.signum() != 0 ? 2 : trail.state.works() ? 1 : 0)
                        .thenComparingLong(trail -> trail.creation.number()));
    }

    /** Empty for a second copy that OANDA cancelled because of the first. */
    private static Optional<OrderTrail> follow(Transaction creation, List<Transaction> history) {
        String id = creation.id();
        State state = State.ACCEPTED;
        String reason = null;
        BigDecimal filled = BigDecimal.ZERO;
        for (Transaction each : history) {
            if (!id.equals(each.orderId())) {
                continue;
            }
            String replacement = each.replacedByOrderId();
            if (each.replaces() && replacement != null) {
                id = replacement;
            } else if (each.type().equals("ORDER_FILL") && each.units() != null) {
                filled = filled.add(each.units());
                state = State.FILLED;
            } else if (each.type().equals("ORDER_CANCEL") && filled.signum() == 0) {
                switch (OandaRefusal.of(each.reason())) {
                    case SAME_ID_OPEN -> {
                        return Optional.empty();
                    }
                    case EXPIRED -> state = State.EXPIRED;
                    case SAME_ID_PENDING, OTHER_INSTRUMENT_TERMS, FINAL -> state = State.CANCELED;
                }
                reason = each.reason();
            }
        }
        return Optional.of(new OrderTrail(creation, state, reason, filled));
    }
}
