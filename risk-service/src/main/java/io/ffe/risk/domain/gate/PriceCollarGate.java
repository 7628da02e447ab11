package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.Mark;
import io.ffe.risk.domain.size.Sizing;
import io.ffe.schema.money.Fraction;
import java.math.BigDecimal;

/** Holds the order's price, which came with the decision's snapshot, against the newest quote that was read since. */
final class PriceCollarGate implements GateRule {

    private static final BigDecimal TWO = BigDecimal.valueOf(2);

    @Override
    public Finding judge(Proposal proposal) {
        Fraction limit = proposal.limits().priceCollar();
        Mark mark = proposal.marks().get(proposal.symbol());
        if (mark == null) {
            return Finding.missing(Finding.text(limit.value()), "no quote of " + proposal.symbol() + " was read");
        }
        if (!(proposal.sizing() instanceof Sizing.Sized sized)) {
            return Finding.missing(Finding.text(limit.value()), proposal.whatIsMissing());
        }
        BigDecimal mid = mark.bid().add(mark.ask()).divide(TWO);
        BigDecimal price = sized.worstPrice(proposal.side());
        BigDecimal away = price.subtract(mid).abs();
        return Finding.of(
                away.compareTo(limit.of(mid)) <= 0,
                Finding.ratio(away, mid),
                Finding.text(limit.value()),
                "order at " + Finding.text(price) + ", newest mid " + Finding.text(mid) + " of " + mark.asOf());
    }
}
