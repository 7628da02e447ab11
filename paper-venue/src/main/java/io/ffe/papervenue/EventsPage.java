package io.ffe.papervenue;

import io.ffe.papervenue.domain.VenueEvent;
import java.util.List;

/**
 * Some events of a portfolio.
 *
 * @param lastSequence of the portfolio's last event, whether or not it is on this page
 * @param beat last beat merged, zero when there are none
 */
public record EventsPage(List<VenueEvent> events, long lastSequence, long beat) {}
