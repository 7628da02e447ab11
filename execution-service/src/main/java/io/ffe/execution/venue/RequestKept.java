package io.ffe.execution.venue;

import io.ffe.execution.domain.VenueAnswer;

/** A request did not leave, for certain. What it was to change has not changed; of a question it says no more than its parent. */
public final class RequestKept extends VenueUnavailable {

    private static final long serialVersionUID = 1L;

    private final transient VenueAnswer answer;

    /** Kept by something that will pass. */
    public RequestKept(String detail) {
        this(detail, new VenueAnswer.NotYet(detail));
    }

    RequestKept(String detail, VenueAnswer answer) {
        super(detail);
        this.answer = answer;
    }

    /** What it means for the order that was to be placed. */
    public VenueAnswer answer() {
        return answer;
    }
}
