package io.ffe.execution.venue;

/** A question to the venue got no usable answer. Says nothing about what the venue has: never read it as "nothing there". */
public class VenueUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public VenueUnavailable(String detail) {
        super(detail);
    }
}
