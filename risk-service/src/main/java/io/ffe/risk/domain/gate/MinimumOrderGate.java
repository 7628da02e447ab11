package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.size.Sizing;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;

final class MinimumOrderGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        Instrument instrument = proposal.instrument();
        if (instrument == null) {
            return Finding.missing("0", "the instrument " + proposal.symbol() + " is not known");
        }
        String limit = Finding.text(instrument.minQuantity());
        if (!(proposal.sizing() instanceof Sizing.Sized sized)) {
            return Finding.missing(limit, proposal.whatIsMissing());
        }
        BigDecimal value = sized.lowestValue();
        boolean tradable = sized.quantity().signum() > 0
                && sized.quantity().compareTo(instrument.minQuantity()) >= 0
                && value.compareTo(instrument.minNotional()) >= 0;
        return Finding.of(
                tradable,
                Finding.text(sized.quantity()),
                limit,
                "order value " + Finding.text(value) + ", the least is " + Finding.text(instrument.minNotional()) + " "
                        + instrument.quoteCurrency());
    }
}
