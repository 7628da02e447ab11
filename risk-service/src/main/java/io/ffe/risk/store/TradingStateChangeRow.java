package io.ffe.risk.store;

import io.ffe.risk.domain.trading.TradingChange;
import io.ffe.schema.event.Control;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "trading_state_change")
@NullUnmarked
class TradingStateChangeRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long changeSeq;

    String scope;
    String fromState;
    long fromEpoch;
    String toState;
    long toEpoch;
    String actor;
    String tokenHolder;
    String reason;
    Instant changedAt;
    boolean flatten;

    static TradingStateChangeRow of(TradingChange change) {
        Control to = change.to();
        TradingStateChangeRow row = new TradingStateChangeRow();
        row.scope = to.scope();
        row.fromState = change.fromState().name();
        row.fromEpoch = change.fromEpoch();
        row.toState = to.state().name();
        row.toEpoch = to.epoch();
        row.actor = to.actor();
        row.tokenHolder = change.tokenHolder();
        row.reason = to.reason();
        row.changedAt = to.changedAt();
        row.flatten = to.flattens();
        return row;
    }

    TradingChange change() {
        return new TradingChange(
                Control.State.valueOf(fromState),
                fromEpoch,
                new Control(
                        scope,
                        Control.State.valueOf(toState),
                        toEpoch,
                        actor,
                        reason,
                        changedAt,
                        flatten ? true : null),
                tokenHolder);
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<TradingStateChangeRow, Long> {}
}
