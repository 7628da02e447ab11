package io.ffe.papervenue.store;

/** The disk takes no more for now; what was asked has not happened, and the next attempt may work. */
public final class JournalUnwritable extends Exception {

    private static final long serialVersionUID = 1L;

    JournalUnwritable(String message) {
        super(message);
    }

    JournalUnwritable(String message, Throwable cause) {
        super(message, cause);
    }
}
