package io.ffe.execution.store;

import io.ffe.execution.domain.LedgerTransaction;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The double-entry ledger; the database refuses a transaction that does not sum to zero, and any change afterwards. */
@ApplicationScoped
public class LedgerStore implements PanacheRepositoryBase<LedgerRow, LedgerRow.Key> {

    /** An account's balance; gains and deposits are below zero, as double entry has it. */
    public record Balance(String portfolioId, String account, String currency, BigDecimal amount) {}

    /** @param executionSeq the execution that this is the booking of */
    public void book(String portfolioId, long executionSeq, LedgerTransaction transaction) {
        for (LedgerTransaction.Entry entry : transaction.entries()) {
            persist(new LedgerRow(
                    new LedgerRow.Key(portfolioId, executionSeq, entry.account(), entry.currency()), entry.amount()));
        }
    }

    public List<Balance> balances() {
        return getEntityManager().createQuery("""
                        select new io.ffe.execution.store.LedgerStore$Balance(
                            l.key.portfolioId, l.key.account, l.key.currency, sum(l.amount))
                        from LedgerRow l group by l.key.portfolioId, l.key.account, l.key.currency
                        order by l.key.portfolioId, l.key.account, l.key.currency""", Balance.class).getResultList();
    }

    /** Sum of all entries by currency; anything but zero is a broken ledger. */
    public Map<String, BigDecimal> imbalance() {
        Map<String, BigDecimal> byCurrency = new TreeMap<>();
        for (Balance balance : balances()) {
            byCurrency.merge(balance.currency(), balance.amount(), BigDecimal::add);
        }
        return byCurrency;
    }
}
