package io.ffe.papervenue.store;

/** The journal cannot be used as it is; the message names the file, the line, what is wrong and what to do. */
public final class JournalDamaged extends RuntimeException {

    private static final long serialVersionUID = 1L;

    JournalDamaged(String message) {
        super(message);
    }

    JournalDamaged(String message, Throwable cause) {
        super(message, cause);
    }
}
