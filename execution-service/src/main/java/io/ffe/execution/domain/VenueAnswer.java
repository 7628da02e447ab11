package io.ffe.execution.domain;

/** What came back from a venue that was sent an order, asked for one, or told to cancel one. */
public sealed interface VenueAnswer {

    /** The venue has the order, because it took it just now or because it had it already. */
    record Has(VenueOrder order) implements VenueAnswer {}

    /** The venue understood the request and refused it; no order came of it. */
    record Refused(String code, String detail) implements VenueAnswer {}

    /** The venue has no order of that clientOrderId. */
    record HasNot() implements VenueAnswer {}

    /** Nothing left from here, for certain: the venue's terms forbid the order, or this is a dry run. */
    record NotSent(String reason) implements VenueAnswer {}

    /** Nothing left from here, for certain, and what kept it will pass: the order may be tried again soon. */
    record NotYet(String reason) implements VenueAnswer {}

    /** Nothing that says what happened: no connection, a timeout, a 5xx, a 401, an answer that cannot be read. */
    record Nothing(String detail) implements VenueAnswer {}
}
