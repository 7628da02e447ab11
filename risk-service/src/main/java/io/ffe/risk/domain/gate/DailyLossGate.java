package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.TradingDay;
import io.ffe.risk.domain.book.Valuation;
import io.ffe.schema.money.Fraction;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

final class DailyLossGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        Fraction limit = proposal.limits().maxDailyLoss();
        Optional<BigDecimal> equity = proposal.equity();
        TradingDay day = proposal.book().conduct().day();
        LocalDate today = proposal.now().atZone(ZoneOffset.UTC).toLocalDate();
        if (equity.isEmpty() || day == null || !day.date().equals(today)) {
            return Finding.missing(
                    Finding.text(limit.value()),
                    equity.isEmpty()
                            ? proposal.whatIsMissing()
                            : "the equity that " + today + " began with is not known");
        }
        Fraction lost = Valuation.drawdown(equity.get(), day.startEquity());
        return Finding.of(
                lost.compareTo(limit) <= 0,
                Finding.text(lost.value()),
                Finding.text(limit.value()),
                "equity " + Finding.text(equity.get()) + ", " + day.date() + " began with "
                        + Finding.text(day.startEquity()));
    }
}
