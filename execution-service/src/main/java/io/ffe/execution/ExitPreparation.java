package io.ffe.execution;

import io.ffe.execution.domain.DenialReason;
import io.ffe.execution.domain.ExitRule;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.Position;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.domain.VenueOrder;
import io.ffe.execution.venue.Venue;
import io.ffe.messaging.outbox.Lead;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Clears the way for an exit: first no protection and no resting entry of the symbol works any more, confirmed by the venue,
 * then whatever traded until then is booked, and only then is the quantity known. So reducing orders never add up to more than
 * the position.
 * Every step may be repeated; dying in between leaves an exit in state INTENT that begins again.
 *
 * <p>All steps together take longer than the database waits for a word of whoever leads, so it has one after each: a lead that is lost on
 * the way would keep the exit here after its protection came off.
 */
@ApplicationScoped
class ExitPreparation {

    private static final Way NOT_LEADING = new Way.Blocked("another process leads by now");

    private final Venue venue;
    private final VenueBooking booking;
    private final Books books;

    ExitPreparation(Venue venue, VenueBooking booking, Books books) {
        this.venue = venue;
        this.booking = booking;
        this.books = books;
    }

    /** Whether the exit may go. */
    sealed interface Way {

        /** @param quantity at most the confirmed position's */
        record Free(BigDecimal quantity) implements Way {}

        /** There is nothing to exit from, or another exit does it. */
        record Closed(String denial) implements Way {}

        /** What keeps it here will end, and it leaves then; protection stays on until then. */
        record Waits(String reason) implements Way {}

        /** Not all protection is known to be off; to be tried again. */
        record Blocked(String by) implements Way {}
    }

    Way clear(Order exit, Lead lead) {
        List<Order> orders = livingOf(exit);
        Optional<Order> other = ExitRule.underWay(exit, orders);
        if (other.isPresent()) {
            return new Way.Closed(DenialReason.EXIT_UNDER_WAY.text("exit "
                    + other.get().clientOrderId() + " of " + exit.symbol() + " is "
                    + other.get().state()));
        }
        List<Order> toTakeOff = Stream.concat(ExitRule.toEnd(orders).stream(), ExitRule.toTakeOff(orders).stream())
                .toList();
        // A venue that answers no questions now might take the cancel and not the exit: protection stays on then.
        if (!toTakeOff.isEmpty() && !caughtUp(exit, lead)) {
            return NOT_LEADING;
        }
        List<VenueOrder> takenOff = new ArrayList<>();
        for (Order order : toTakeOff) {
            String name = (order.reducesOnly() ? "protection " : "resting entry ") + order.clientOrderId();
            if (order.reducesOnly() && ExitRule.mayStillArrive(order)) {
                return new Way.Blocked(name + " is " + order.state());
            }
            switch (venue.cancel(order.clientOrderId())) {
                case VenueAnswer.Has(var there)
                when there.state().works() -> {
                    return new Way.Blocked(name + " still works");
                }
                case VenueAnswer.Has(var ended) -> takenOff.add(ended);
                // Nothing of that name works there; protection of an entry that has not filled is such a case.
                case VenueAnswer.HasNot absent -> {}
                case VenueAnswer.Refused(String code, String detail) -> {
                    return new Way.Blocked("the venue did not cancel " + name + ": " + code + ", " + detail);
                }
                case VenueAnswer.NotSent(String reason) -> {
                    return new Way.Blocked(name + " was not cancelled: " + reason);
                }
                case VenueAnswer.NotYet(String reason) -> {
                    return new Way.Blocked(name + " was not cancelled yet: " + reason);
                }
                case VenueAnswer.Nothing(String detail) -> {
                    return new Way.Blocked("no answer to a cancel of " + name + ": " + detail);
                }
            }
            if (!lead.kept()) {
                return NOT_LEADING;
            }
        }
        if (!caughtUp(exit, lead)) {
            return NOT_LEADING;
        }
        Optional<VenueOrder> unlisted =
                takenOff.stream().filter(this::tradedBeyondTheBooks).findFirst();
        if (unlisted.isPresent()) {
            return new Way.Blocked("order " + unlisted.get().clientOrderId() + " traded "
                    + unlisted.get().filled().toPlainString() + ", and the venue does not list all of its trades yet");
        }
        Position position = books.read(() -> books.positions.position(exit.portfolioId(), exit.symbol()));
        return ExitRule.quantity(exit, position)
                .<Way>map(Way.Free::new)
                .orElseGet(() -> new Way.Closed(DenialReason.POSITION_ALREADY_CLOSED.text("the position in "
                        + exit.symbol() + " is " + position.quantity().toPlainString() + ", a " + exit.side()
                        + " would not reduce it")));
    }

    private boolean caughtUp(Order exit, Lead lead) {
        boolean all;
        do {
            all = booking.look(exit.portfolioId());
            if (!lead.kept()) {
                return false;
            }
        } while (!all);
        return true;
    }

    private boolean tradedBeyondTheBooks(VenueOrder ended) {
        return books.read(() -> books.orders.byId(ended.clientOrderId()))
                .filter(booked -> booked.life().filled().compareTo(ended.filled()) < 0)
                .isPresent();
    }

    private List<Order> livingOf(Order exit) {
        return books.read(() -> books.orders.living(exit.portfolioId(), exit.symbol()));
    }
}
