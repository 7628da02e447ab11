package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.history.DailyCloses.Returns;
import java.util.Collection;
import java.util.Optional;

/** Whether gates that need daily closes are asked at all. */
final class History {

    private History() {}

    /**
     * Where history is not required, what there is too little of is not asked for; where there is enough, it counts all the
     * same.
     */
    static Optional<String> notAsked(Proposal proposal, Collection<String> symbols, int days) {
        if (proposal.terms().historyRequired()) {
            return Optional.empty();
        }
        return proposal.closes().returns(symbols, days, proposal.now()) instanceof Returns.Short tooShort
                ? Optional.of("daily history is not required here; " + tooShort.why())
                : Optional.empty();
    }
}
