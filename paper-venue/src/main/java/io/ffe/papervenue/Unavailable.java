package io.ffe.papervenue;

/** The venue cannot do what was asked, for now; it has not happened. */
public final class Unavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Cause why;

    /** What keeps the venue from it. */
    public enum Cause {
        /** A fault setting. */
        UNAVAILABLE,
        /** The disk takes nothing more, and what cannot be written down is not accepted. */
        JOURNAL_UNWRITABLE
    }

    Unavailable(Cause why, String detail) {
        super(detail);
        this.why = why;
    }

    public Cause why() {
        return why;
    }
}
