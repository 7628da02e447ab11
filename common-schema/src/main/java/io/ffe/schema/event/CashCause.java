package io.ffe.schema.event;

import org.jspecify.annotations.Nullable;

/**
 * Why cash came or went without a trade, told by how the reason of a CASH execution begins. Only a deposit is neither a gain
 * nor a loss; the others are part of the account's result.
 */
public enum CashCause {
    /** Money paid in or out; whatever has no other beginning. */
    DEPOSIT,
    /** Interest on what is held over night, paid or received. */
    FINANCING,
    /** A fee that belongs to no trade. */
    CHARGE,
    /** Cash of another currency, booked while no rate was known, turned into account currency. */
    CONVERSION;

    /** The cause that a reason names. */
    public static CashCause of(@Nullable String reason) {
        if (reason != null) {
            for (CashCause cause : values()) {
                if (reason.startsWith(cause.name())) {
                    return cause;
                }
            }
        }
        return DEPOSIT;
    }
}
