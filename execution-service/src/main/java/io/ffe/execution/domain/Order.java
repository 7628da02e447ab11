package io.ffe.execution.domain;

import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.VenueEntries;
import io.ffe.schema.id.Ids;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One order and where it stands.
 *
 * @param clientOrderId H(intentId, leg, generation); the name under which the venue is asked about it
 * @param leg which order of its intent: {@code entry}, {@code exit}, {@code partial}, {@code oco}, or {@code outside}
 * @param entryId the clientOrderId of the entry that a protection travels with; absent on every other order and on
 *     protection that was placed again
 * @param verdictId the verdict that allowed it; absent on an exit that an operator asks for, and on an order that the venue has
 *     and execution never made
 * @param referencePrice what its fills are compared with: the quote's side for entry and exit, the stop for protection;
 *     absent on an order that execution never made
 * @param validUntil an entry that has not left by then is denied; absent on orders that only reduce
 * @param decidedAt logical time at which the verdict arrived here
 * @param logical true when {@code decidedAt} is the time of a replay and not the system's
 * @param terms how an entry is put; absent for the venue's usual way and on every other order
 * @param trailingDistance how far behind the best price its stop follows, or that of the protection that travels with it; absent where
 *     the stop stays
 */
public record Order(
        String clientOrderId,
        String intentId,
        String leg,
        int generation,
        @Nullable String entryId,
        @Nullable String verdictId,
        @Nullable String decisionId,
        @Nullable String snapshotId,
        String portfolioId,
        String symbol,
        Side side,
        Purpose purpose,
        @Nullable BigDecimal referencePrice,
        @Nullable BigDecimal stopLoss,
        @Nullable BigDecimal takeProfit,
        @Nullable Instant validUntil,
        Origin origin,
        Instant decidedAt,
        boolean logical,
        OrderLife life,
        @Nullable OrderTerms terms,
        @Nullable BigDecimal trailingDistance) {

    public static final String ENTRY_LEG = "entry";
    public static final String EXIT_LEG = "exit";

    /** An exit of a part of the position. */
    public static final String PARTIAL_LEG = "partial";

    public static final String PROTECTION_LEG = "oco";

    /** The leg of orders that execution never made. */
    public static final String OUTSIDE_LEG = "outside";

    /** An order that is put in the venue's usual way, with a stop that stays if it has one. */
    public Order(
            String clientOrderId,
            String intentId,
            String leg,
            int generation,
            @Nullable String entryId,
            @Nullable String verdictId,
            @Nullable String decisionId,
            @Nullable String snapshotId,
            String portfolioId,
            String symbol,
            Side side,
            Purpose purpose,
            @Nullable BigDecimal referencePrice,
            @Nullable BigDecimal stopLoss,
            @Nullable BigDecimal takeProfit,
            @Nullable Instant validUntil,
            Origin origin,
            Instant decidedAt,
            boolean logical,
            OrderLife life) {
        this(
                clientOrderId,
                intentId,
                leg,
                generation,
                entryId,
                verdictId,
                decisionId,
                snapshotId,
                portfolioId,
                symbol,
                side,
                purpose,
                referencePrice,
                stopLoss,
                takeProfit,
                validUntil,
                origin,
                decidedAt,
                logical,
                life,
                null,
                null);
    }

    /** An entry that may wait in the venue's book. */
    public boolean rests() {
        return purpose == Purpose.ENTRY && terms != null && terms.timeInForce().rests();
    }

    /** Why the venue has no such order, naming what it has; empty when it has. */
    public Optional<String> lack(VenueEntries venue) {
        return OrderTerms.lack(terms, venue)
                .or(() -> trailingDistance == null ? Optional.empty() : venue.lacksTrailing());
    }

    public OrderState state() {
        return life.state();
    }

    public BigDecimal quantity() {
        return life.quantity();
    }

    public boolean reducesOnly() {
        return purpose != Purpose.ENTRY;
    }

    /** Protection that is sent inside its entry's request, and that the venue makes an order of when the entry fills. */
    public boolean travelsWithEntry() {
        return entryId != null;
    }

    public Order with(OrderLife next) {
        return copy(generation, clientOrderId, entryId, validUntil, decidedAt, next);
    }

    /** The same under the next generation's clientOrderId, not sent. */
    public Order again() {
        return next(entryId, validUntil, decidedAt, quantity());
    }

    private Order next(@Nullable String entryId, @Nullable Instant validUntil, Instant decidedAt, BigDecimal quantity) {
        int next = generation + 1;
        return copy(
                next,
                Ids.clientOrderId(intentId, leg, next),
                entryId,
                validUntil,
                decidedAt,
                OrderLife.intent(quantity));
    }

    private Order copy(
            int generation,
            String clientOrderId,
            @Nullable String entryId,
            @Nullable Instant validUntil,
            Instant decidedAt,
            OrderLife life) {
        return new Order(
                clientOrderId,
                intentId,
                leg,
                generation,
                entryId,
                verdictId,
                decisionId,
                snapshotId,
                portfolioId,
                symbol,
                side,
                purpose,
                referencePrice,
                stopLoss,
                takeProfit,
                validUntil,
                origin,
                decidedAt,
                logical,
                life,
                terms,
                trailingDistance);
    }

    /**
     * The protection that travels with this entry: stop and target for its whole quantity, under an intent of its own.
     *
     * @throws IllegalStateException when this is no entry from a verdict
     */
    public Order protection() {
        if (purpose != Purpose.ENTRY || verdictId == null) {
            throw new IllegalStateException("order " + clientOrderId + " is " + purpose + " of verdict " + verdictId
                    + ", expected an ENTRY of a verdict");
        }
        String protectionIntent = Ids.intentOfProtection(verdictId);
        return new Order(
                Ids.clientOrderId(protectionIntent, PROTECTION_LEG, 0),
                protectionIntent,
                PROTECTION_LEG,
                0,
                clientOrderId,
                verdictId,
                decisionId,
                snapshotId,
                portfolioId,
                symbol,
                side.opposite(),
                Purpose.PROTECTION,
                stopLoss,
                stopLoss,
                takeProfit,
                null,
                origin,
                decidedAt,
                logical,
                OrderLife.intent(quantity()),
                null,
                trailingDistance);
    }

    /**
     * An exit that an operator's command asks for, without a verdict.
     *
     * @param commandId the command's own, or the halt's event id; with portfolio and symbol it makes the intent, so that a command that is carried
     *     out again makes the same order
     * @param quantity of the position or of a part of it
     * @param referencePrice what its fills are compared with; absent when no price is known
     */
    public static Order flattening(
            String commandId,
            int generation,
            String portfolioId,
            Position position,
            BigDecimal quantity,
            @Nullable BigDecimal referencePrice,
            Origin origin,
            Instant at,
            boolean logical) {
        String intentId = Ids.intentOfCommand(commandId, portfolioId, position.symbol());
        String leg = quantity.compareTo(position.quantity().abs()) < 0 ? PARTIAL_LEG : EXIT_LEG;
        return new Order(
                Ids.clientOrderId(intentId, leg, generation),
                intentId,
                leg,
                generation,
                null,
                null,
                null,
                null,
                portfolioId,
                position.symbol(),
                position.closingSide(),
                Purpose.EXIT,
                referencePrice,
                null,
                null,
                null,
                origin,
                at,
                logical,
                OrderLife.intent(quantity));
    }

    /** An order that the venue has under an id that execution never gave: taken into the books, so that they stay true. */
    public static Order adopted(VenueOrder found, String portfolioId, String venue, Instant at, boolean logical) {
        Purpose purpose = found.kind() == VenueOrder.Kind.OCO
                ? Purpose.PROTECTION
                : found.reduceOnly() ? Purpose.EXIT : Purpose.ENTRY;
        return new Order(
                found.clientOrderId(),
                Ids.of("outside", venue, found.clientOrderId()).toString(),
                OUTSIDE_LEG,
                0,
                null,
                null,
                null,
                null,
                portfolioId,
                found.symbol(),
                found.side(),
                purpose,
                null,
                null,
                null,
                null,
                found.origin(),
                at,
                logical,
                OrderLife.intent(found.quantity()));
    }

    /**
     * Protection to place anew after this one came to its definite end: the same stop and target under the next
     * generation's clientOrderId, for the position that is open now.
     */
    public Order nextGeneration(BigDecimal quantity, Instant now) {
        if (purpose != Purpose.PROTECTION || !life.ended()) {
            throw new IllegalStateException("order " + clientOrderId + " is " + purpose + " in state " + state()
                    + ", expected protection that has ended, before a next generation of it");
        }
        return next(null, null, now, quantity);
    }

    /** How the order goes onto the executions topic. */
    public Execution.OrderStatus status(String venue) {
        return new Execution.OrderStatus(
                clientOrderId,
                intentId,
                verdictId,
                decisionId,
                snapshotId,
                venue,
                life.venueOrderId(),
                symbol,
                side,
                purpose,
                state(),
                quantity(),
                life.filled(),
                stopLoss,
                takeProfit);
    }
}
