package io.ffe.stack.doctor;

/**
 * One answer.
 *
 * @param check whose it is
 * @param subject what was looked at, as in {@code port 19092 (kafka)}
 * @param value what was seen
 * @param expected what should have been; empty where nothing else could be
 * @param remedy what to do; empty when nothing is to be done
 */
public record Finding(String check, Level level, String subject, String value, String expected, String remedy) {

    /** How bad it is. */
    public enum Level {
        OK,
        /** It works, and not as well as it could, or not for long. */
        WARNING,
        /** Something will not work. */
        FAILURE,
        /** It could not be looked at, for a reason that is no fault. */
        SKIPPED
    }

    static Finding ok(String check, String subject, String value) {
        return new Finding(check, Level.OK, subject, value, "", "");
    }

    static Finding warning(String check, String subject, String value, String expected, String remedy) {
        return new Finding(check, Level.WARNING, subject, value, expected, remedy);
    }

    static Finding failure(String check, String subject, String value, String expected, String remedy) {
        return new Finding(check, Level.FAILURE, subject, value, expected, remedy);
    }

    static Finding skipped(String check, String subject, String why) {
        return new Finding(check, Level.SKIPPED, subject, why, "", "");
    }
}
