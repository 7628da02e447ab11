package io.ffe.papervenue.domain;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * How the venue misbehaves on purpose. Counts go down as they are used; all of it survives a restart.
 *
 * @param rejectNext how many of the next orders are rejected
 * @param answerDelayMillis wait before each answer to an order or a cancel; what was decided is in force already
 * @param dropAnswerAfterAccept how many of the next accepted orders get a closed connection for an answer
 * @param errorAfterAccept how many of the next accepted orders are answered with status 500
 * @param unavailable orders, cancels and reads are answered with status 503
 * @param rejectPercent share of orders that are rejected, picked by seed and clientOrderId, 0 to 100
 * @param fillPercent share of what is left that one tick fills, 1 to 100
 * @param seed chooses which orders rejectPercent hits
 */
public record Faults(
        int rejectNext,
        int answerDelayMillis,
        int dropAnswerAfterAccept,
        int errorAfterAccept,
        boolean unavailable,
        int rejectPercent,
        int fillPercent,
        long seed) {

    /** A venue that behaves. */
    public static final Faults NONE = new Faults(0, 0, 0, 0, false, 0, 100, 1);

    private static final int LONGEST_DELAY_MILLIS = 600_000;

    public Faults {
        within("rejectNext", rejectNext, 0, Integer.MAX_VALUE);
        within("answerDelayMillis", answerDelayMillis, 0, LONGEST_DELAY_MILLIS);
        within("dropAnswerAfterAccept", dropAnswerAfterAccept, 0, Integer.MAX_VALUE);
        within("errorAfterAccept", errorAfterAccept, 0, Integer.MAX_VALUE);
        within("rejectPercent", rejectPercent, 0, 100);
        within("fillPercent", fillPercent, 1, 100);
    }

    boolean rejects(String clientOrderId) {
        if (rejectNext > 0) {
            return true;
        }
        CRC32 hash = new CRC32();
        hash.update((seed + ":" + clientOrderId).getBytes(StandardCharsets.UTF_8));
        return hash.getValue() % 100 < rejectPercent;
    }

    Faults afterReject() {
        return rejectNext == 0 ? this : counts(rejectNext - 1, dropAnswerAfterAccept, errorAfterAccept);
    }

    /** One accepted order uses up one lost answer; dropped ones come before errors. */
    Faults afterAccept() {
        if (dropAnswerAfterAccept > 0) {
            return counts(rejectNext, dropAnswerAfterAccept - 1, errorAfterAccept);
        }
        return errorAfterAccept > 0 ? counts(rejectNext, dropAnswerAfterAccept, errorAfterAccept - 1) : this;
    }

    private Faults counts(int rejects, int drops, int errors) {
        return new Faults(rejects, answerDelayMillis, drops, errors, unavailable, rejectPercent, fillPercent, seed);
    }

    private static void within(String field, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(field + " is " + value + ", expected " + least + " to " + most);
        }
    }
}
