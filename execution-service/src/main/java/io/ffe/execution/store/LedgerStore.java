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

    /** Balances of one portfolio in one currency through an execution, by account. */
    public Map<String, BigDecimal> balances(String portfolioId, String currency, long throughSequence) {
        Map<String, BigDecimal> byAccount = new TreeMap<>();
        for (Object row : getEntityManager()
                .createQuery("""
                        select l.key.account, sum(l.amount) from LedgerRow l
                        where l.key.portfolioId = ?1 and l.key.currency = ?2 and l.key.executionSeq <= ?3
                        group by l.key.account""", Object[].class)
                .setParameter(1, portfolioId)
                .setParameter(2, currency)
                .setParameter(3, throughSequence)
                .getResultList()) {
            Object[] balance = (Object[]) row;
            byAccount.put((String) balance[0], (BigDecimal) balance[1]);
        }
        return byAccount;
    }

    /** Cash of a portfolio in other currencies than the account's, by currency; empty when all of it was converted. */
    public Map<String, BigDecimal> foreignCash(String portfolioId, String accountCurrency) {
        Map<String, BigDecimal> owed = new TreeMap<>();
        for (Balance balance : balances()) {
            if (balance.portfolioId().equals(portfolioId)
                    && balance.account().equals(LedgerTransaction.CASH)
                    && !balance.currency().equals(accountCurrency)
                    && balance.amount().signum() != 0) {
                owed.put(balance.currency(), balance.amount());
            }
        }
        return owed;
    }

    /**
     * What was booked after an execution.
     *
     * @param through the last execution that is in it
     * @param byCurrency sums of entries; anything but zero is a broken ledger
     */
    public record Booked(long through, Map<String, BigDecimal> byCurrency) {}

    /** Sums of a portfolio's entries of later executions: as much is read as was booked since. */
    public Booked bookedAfter(String portfolioId, long sequence) {
        long through = sequence;
        Map<String, BigDecimal> byCurrency = new TreeMap<>();
        for (Object[] sum : getEntityManager()
                .createQuery("""
                        select l.key.currency, sum(l.amount), max(l.key.executionSeq) from LedgerRow l
                        where l.key.portfolioId = ?1 and l.key.executionSeq > ?2
                        group by l.key.currency""", Object[].class)
                .setParameter(1, portfolioId)
                .setParameter(2, sequence)
                .getResultList()) {
            byCurrency.put((String) sum[0], (BigDecimal) sum[1]);
            through = Math.max(through, (Long) sum[2]);
        }
        return new Booked(through, byCurrency);
    }

    /** Sum of all entries by currency; anything but zero is a broken ledger. Reads the whole ledger. */
    public Map<String, BigDecimal> imbalance() {
        Map<String, BigDecimal> byCurrency = new TreeMap<>();
        for (Balance balance : balances()) {
            byCurrency.merge(balance.currency(), balance.amount(), BigDecimal::add);
        }
        return byCurrency;
    }
}
