package io.ffe.papervenue.rest;

import io.ffe.papervenue.EventsPage;
import io.ffe.papervenue.domain.Reason;
import io.ffe.papervenue.domain.VenueEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One event as clients see it; see {@link VenueEvent}. */
record EventView(
        long sequence,
        Instant at,
        VenueEvent.Kind kind,
        String portfolioId,
        long beat,
        @Nullable OrderView order,
        VenueEvent.@Nullable Fill fill,
        BigDecimal cashDelta,
        BigDecimal cash,
        @Nullable BigDecimal positionQuantity,
        @Nullable Reason reason,
        @Nullable String traceparent) {

    /** Some of them; see {@link EventsPage}. */
    record Page(List<EventView> events, long lastSequence, long beat) {}

    static Page page(EventsPage page) {
        return new Page(page.events().stream().map(EventView::of).toList(), page.lastSequence(), page.beat());
    }

    private static EventView of(VenueEvent event) {
        return new EventView(
                event.sequence(),
                event.at(),
                event.kind(),
                event.portfolioId(),
                event.beat(),
                event.order() == null ? null : OrderView.of(event.order()),
                event.fill(),
                event.cashDelta(),
                event.cash(),
                event.positionQuantity(),
                event.reason(),
                event.order() == null ? null : event.order().traceparent());
    }
}
