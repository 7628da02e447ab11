package io.ffe.stack.audit.fact;

/**
 * A record that a stage refused for good.
 *
 * @param original where the refused record stands
 * @param consumer the stage's label
 * @param payload the original bytes; empty for a tombstone
 */
public record DeadLetter(Place original, String consumer, String reason, byte[] payload) {

    /** The same record refused by the same stage, however often the letter was written. */
    public Refusal refusal() {
        return new Refusal(original, consumer);
    }

    /** Who refused what. */
    public record Refusal(Place original, String consumer) {}
}
