package io.ffe.execution.domain;

/** Why an order was denied here. The name starts the reason on the execution, and is the label of its metric. */
public enum DenialReason {
    /** The verdict's validity was over before the entry could leave. */
    VALIDITY_OVER,
    /** No quote of the instrument has been seen. */
    NO_QUOTE,
    /** The last quote of the instrument is older than allowed, or further in the future than allowed. */
    QUOTE_AGE,
    /** The verdict's prices or time are not of this run's kind, or they are not live and the venue is real. */
    ORIGIN,
    /** The books differ from the venue's, or have not been compared yet. */
    ENTRIES_CLOSED,
    /** Trading is reduced or halted. */
    TRADING_STATE,
    /** Risk has given no sign of life for longer than allowed. */
    RISK_SILENT,
    /** The venue has not said for longer than allowed what the account holds. */
    ACCOUNT_UNREAD,
    /** Another exit of the position has left and has not ended. */
    EXIT_UNDER_WAY,
    /** There is no position left that an exit could close. */
    POSITION_ALREADY_CLOSED,
    /** Execution does not trade this portfolio. */
    UNKNOWN_PORTFOLIO,
    /** Execution does not know this instrument. */
    UNKNOWN_SYMBOL,
    /** The venue's terms forbid the order: halted, unknown there, off its steps or out of its bounds. Nothing was sent. */
    VENUE_TERMS,
    /** The instrument does not trade at the venue now. What an operator wants closed waits for it instead. Nothing was sent. */
    MARKET_CLOSED,
    /** A dry run: everything was done but the sending. */
    DRY_RUN,
    /** Whoever ordered the exit took it back before it left. */
    WITHDRAWN,
    /** The verdict was dead-lettered; its reservation has to end. */
    VERDICT_UNREADABLE,
    /** The venue has the verdict's order already, from a life that was lost and restored without it. It is adopted, not sent again. */
    ORDER_ADOPTED;

    /** Whether a reason that stands on an execution is this one. */
    public boolean begins(String reason) {
        return reason.startsWith(name() + ": ");
    }

    /** The reason as it stands on the execution. */
    public String text(String detail) {
        return name() + ": " + detail;
    }
}
