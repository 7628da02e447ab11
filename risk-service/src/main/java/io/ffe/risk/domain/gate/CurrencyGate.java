package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.schema.money.Instrument;
import java.util.stream.Collectors;
import java.util.stream.Stream;

final class CurrencyGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        PortfolioTerms terms = proposal.terms();
        String accepted = Stream.concat(
                        Stream.of(terms.currency()),
                        terms.currencyEquivalents().stream().sorted())
                .distinct()
                .collect(Collectors.joining(", "));
        Instrument instrument = proposal.instrument();
        if (instrument == null) {
            return Finding.missing(accepted, "the instrument " + proposal.symbol() + " is not known");
        }
        return Finding.of(
                terms.isAccountCurrency(instrument.quoteCurrency()),
                instrument.quoteCurrency(),
                accepted,
                "quote currency of " + instrument.symbol());
    }
}
