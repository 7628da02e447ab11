package io.ffe.execution.domain;

import java.util.List;

/**
 * Events after a number.
 *
 * @param lastSequence the last number that the venue has given out, on this page or not
 * @param beat the last beat that the venue has merged, 0 when there are none
 */
public record VenueEventPage(List<VenueEvent> events, long lastSequence, long beat) {

    /** The last number on this page, or the one that it was asked from when there is none on it. */
    public long lastFrom(long after) {
        return events.isEmpty() ? after : events.getLast().sequence();
    }
}
