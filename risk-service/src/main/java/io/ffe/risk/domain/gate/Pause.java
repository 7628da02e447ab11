package io.ffe.risk.domain.gate;

import java.time.Instant;

/** What follows a limit that recent trades have passed: a pause from the last of them on. */
final class Pause {

    private Pause() {}

    /** Fails until the pause is over. */
    static Finding finding(Proposal proposal, Instant until, String value, String limit, String what) {
        boolean over = !proposal.now().isBefore(until);
        return Finding.of(
                over, value, limit, what + (over ? ", the pause ended at " : ", entries pause until ") + until);
    }
}
