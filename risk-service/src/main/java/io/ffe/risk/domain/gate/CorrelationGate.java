package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.history.DailyCloses.Returns;
import io.ffe.risk.domain.history.Tail;
import io.ffe.risk.domain.limit.RiskLimits;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Long and short count alike: two symbols that move together are one risk taken twice, or one hedge that may break. */
final class CorrelationGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        RiskLimits limits = proposal.limits();
        String limit = String.valueOf(limits.maxCorrelatedAssets());
        int days = limits.correlationDays();
        return switch (proposal.closes().returns(proposal.openSymbolsAfter(), days, proposal.now())) {
            case Returns.Short tooShort -> Finding.missing(limit, tooShort.why());
            case Returns.Enough enough -> {
                List<String> found = new ArrayList<>();
                int together = 1;
                List<BigDecimal> own = Objects.requireNonNull(enough.bySymbol().get(proposal.symbol()));
                for (Map.Entry<String, List<BigDecimal>> other :
                        enough.bySymbol().entrySet()) {
                    String symbol = other.getKey();
                    if (symbol.equals(proposal.symbol())) {
                        continue;
                    }
                    double r = Tail.correlation(own, other.getValue());
                    together += Math.abs(r) >= limits.maxCorrelation().value().doubleValue() ? 1 : 0;
                    found.add(symbol + " " + String.format(Locale.ROOT, "%.3f", r));
                }
                yield Finding.of(
                        together <= limits.maxCorrelatedAssets(),
                        String.valueOf(together),
                        limit,
                        "symbols that move with " + proposal.symbol() + ", itself included, at "
                                + Finding.text(limits.maxCorrelation().value()) + " over " + days + " days: " + found);
            }
        };
    }

    @Override
    public Optional<String> notAsked(Proposal proposal) {
        return History.notAsked(
                proposal, proposal.openSymbolsAfter(), proposal.limits().correlationDays());
    }
}
