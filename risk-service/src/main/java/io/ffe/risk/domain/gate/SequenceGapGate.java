package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.ExposureBook;

final class SequenceGapGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        ExposureBook book = proposal.book();
        int unsure = book.ahead().size() + book.disputed().size();
        String detail = "folded through execution " + book.throughSequence();
        if (!book.ahead().isEmpty()) {
            detail += ", next there is " + book.ahead().firstKey();
        }
        if (!book.disputed().isEmpty()) {
            detail += ", positions differ from what execution states in " + book.disputed();
        }
        return Finding.of(unsure == 0, String.valueOf(unsure), "0", detail);
    }
}
