package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.Reservation;
import io.ffe.risk.domain.history.DailyCloses.Returns;
import io.ffe.risk.domain.history.Tail;
import io.ffe.risk.domain.size.Sizing;
import io.ffe.schema.money.Fraction;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Orders that are reserved may never be filled, so what they would gain on a bad day makes no room for a new one. */
final class ValueAtRiskGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        Fraction limit = proposal.limits().maxVar();
        String text = Finding.text(limit.value());
        Optional<BigDecimal> equity = proposal.equity();
        if (equity.isEmpty() || !(proposal.sizing() instanceof Sizing.Sized sized)) {
            return Finding.missing(text, proposal.whatIsMissing());
        }
        Map<String, BigDecimal> held = proposal.signedPositionsAfter(sized);
        Collection<Reservation> reserved = proposal.book().reservations().values();
        int days = proposal.limits().varDays();
        return switch (proposal.closes().returns(held.keySet(), days, proposal.now())) {
            case Returns.Short tooShort -> Finding.missing(text, tooShort.why());
            case Returns.Enough enough -> {
                BigDecimal atRisk = Tail.valueAtRisk(held, reserved, enough.bySymbol());
                yield Finding.of(
                        atRisk.compareTo(limit.of(equity.get())) <= 0,
                        Finding.ratio(atRisk, equity.get()),
                        text,
                        "95 % of " + days + " days through " + enough.through() + " with " + held.keySet());
            }
        };
    }

    @Override
    public Optional<String> notAsked(Proposal proposal) {
        return History.notAsked(
                proposal, proposal.openSymbolsAfter(), proposal.limits().varDays());
    }
}
