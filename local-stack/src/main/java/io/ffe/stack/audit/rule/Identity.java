package io.ffe.stack.audit.rule;

/** What has to hold between topics, databases and the venue's journal. */
public enum Identity {
    TICKS("I1", "every tick is folded, late, repeated, refused or a dead letter, without a gap"),
    DECISIONS("I2", "one decision for each snapshot and portfolio"),
    VERDICTS("I3", "one verdict for each decision"),
    ORDERS("I4", "one order for each approved verdict, with one end or a reason to work"),
    VENUE_ORDERS("I5", "the venue has the orders that left, each once"),
    LEDGER("I6", "fills make positions, cash and a ledger that sums to zero"),
    VENUE_ACCOUNT("I7", "the venue's account is ours"),
    OUTBOX("I9", "outboxes are empty and on their topics"),
    OFFSETS("I12", "no offset is committed beyond what was taken in"),
    CHAIN("I13", "the chain of decisions is whole, in database and topic, and so is what they were made of"),
    HALTS("I14", "no entry left while trading was stopped"),
    OUTCOMES("I15", "each decision is scored once, not before its window is over"),
    RISK_BOOK("book", "risk's positions and reservations are execution's"),
    EVENT_IDS("ids", "one event id has one content");

    private final String label;
    private final String promise;

    Identity(String label, String promise) {
        this.label = label;
        this.promise = promise;
    }

    /** The short name in tables and metrics. */
    public String label() {
        return label;
    }

    /** What holds, in words. */
    public String promise() {
        return promise;
    }
}
