package io.ffe.stack;

/**
 * Something that a person has to know and can mend. The message names the thing, its value, what was expected and what to
 * do; it is all that is shown, unless {@code FFE_DEBUG=1} asks for the trace.
 */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    /** Whose turn it is: the one who typed the command, or the machine's. The number is the exit status. */
    public enum Kind {
        USAGE(2),
        FAILURE(1);

        private final int exitCode;

        Kind(int exitCode) {
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }

    private Problem(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    private Problem(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** The command as typed cannot be carried out. */
    public static Problem usage(String message) {
        return new Problem(Kind.USAGE, message);
    }

    /** The command was right and something on the way failed. */
    public static Problem failure(String message) {
        return new Problem(Kind.FAILURE, message);
    }

    /** As {@link #failure(String)}, with what was thrown. */
    public static Problem failure(String message, Throwable cause) {
        return new Problem(Kind.FAILURE, message, cause);
    }

    public Kind kind() {
        return kind;
    }
}
