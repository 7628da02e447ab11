package io.ffe.risk.store;

import io.ffe.risk.domain.trading.TradingChange;
import io.ffe.schema.event.Control;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** The trading state of each scope, and every change of it. A state is changed only between {@link #locked} and the end of that transaction. */
@ApplicationScoped
public class TradingStates {

    private final TradingStateRow.Rows states;
    private final TradingStateChangeRow.Rows changes;

    TradingStates(TradingStateRow.Rows states, TradingStateChangeRow.Rows changes) {
        this.states = states;
        this.changes = changes;
    }

    /** The most restrictive state that concerns a portfolio; empty when that of all portfolios is not there, so that nothing is known. */
    public Optional<Control> inForce(String portfolioId) {
        return inForce(
                states.list("scope in ?1", List.of(Control.ALL, portfolioId)).stream()
                        .map(TradingStateRow::control)
                        .toList(),
                portfolioId);
    }

    /** As above, of each of these portfolios that something is known of. */
    public Map<String, Control> inForce(Collection<String> portfolioIds) {
        List<Control> all = all();
        Map<String, Control> inForce = new TreeMap<>();
        portfolioIds.forEach(
                portfolioId -> inForce(all, portfolioId).ifPresent(control -> inForce.put(portfolioId, control)));
        return inForce;
    }

    private static Optional<Control> inForce(List<Control> known, String portfolioId) {
        if (known.stream().noneMatch(control -> control.scope().equals(Control.ALL))) {
            return Optional.empty();
        }
        return known.stream()
                .filter(control ->
                        control.scope().equals(Control.ALL) || control.scope().equals(portfolioId))
                // Of two that restrict alike, that of all portfolios is named.
                .sorted(Comparator.comparing(Control::scope))
                .max(Control.BY_RESTRICTION);
    }

    /** The scope's state, with its row locked until the transaction ends. */
    public Control locked(String scope) {
        states.begin(Control.unspoken(scope));
        return Objects.requireNonNull(states.findById(scope, LockModeType.PESSIMISTIC_WRITE))
                .control();
    }

    /** Returns true when nobody has spoken of the scope before; then this is its state. */
    public boolean begin(Control first) {
        return states.begin(first);
    }

    /**
     * Writes a change and records it.
     *
     * @param before what {@link #locked} gave in this transaction
     * @param tokenHolder whose token the change came with
     */
    public void save(Control before, Control after, String tokenHolder) {
        Objects.requireNonNull(states.findById(after.scope())).becomes(after);
        changes.persist(
                TradingStateChangeRow.of(new TradingChange(before.state(), before.epoch(), after, tokenHolder)));
    }

    /** Every scope that somebody has spoken of. */
    public List<Control> all() {
        return states.listAll(Sort.by("scope")).stream()
                .map(TradingStateRow::control)
                .toList();
    }

    /** The newest changes first. */
    public List<TradingChange> newest(int limit) {
        return changes.findAll(Sort.descending("changeSeq")).page(0, limit).list().stream()
                .map(TradingStateChangeRow::change)
                .toList();
    }
}
