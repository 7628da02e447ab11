package io.ffe.stack.audit.rule;

/**
 * Something that must not be.
 *
 * @param id of the offender: an event's, an order's, a portfolio's or the place of a record
 * @param what is wrong with it, with the values
 */
public record Violation(Identity identity, String id, String what) {

    @Override
    public String toString() {
        return identity.label() + " " + id + ": " + what;
    }
}
