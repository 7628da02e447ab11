package io.ffe.risk.store;

import io.ffe.schema.event.Control;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "trading_state")
@NullUnmarked
class TradingStateRow {

    @Id
    String scope;

    String state;
    long epoch;
    String actor;
    String reason;
    Instant changedAt;
    boolean flatten;

    /** What cannot be read is a halt: it is lifted like every other, by a resume that names its epoch. */
    Control control() {
        return Arrays.stream(Control.State.values())
                .filter(known -> known.name().equals(state))
                .findFirst()
                .map(known -> new Control(scope, known, epoch, actor, reason, changedAt, flatten ? true : null))
                .orElseGet(() -> new Control(
                        scope,
                        Control.State.HALTED,
                        epoch,
                        "risk-service",
                        "the stored state is '" + state + "', expected one of "
                                + Arrays.toString(Control.State.values()),
                        changedAt,
                        null));
    }

    void becomes(Control control) {
        state = control.state().name();
        epoch = control.epoch();
        actor = control.actor();
        reason = control.reason();
        changedAt = control.changedAt();
        flatten = control.flattens();
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<TradingStateRow, String> {

        private static final String INSERT = """
                INSERT INTO trading_state (scope, state, epoch, actor, reason, changed_at)
                VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING
                """;

        /** Returns true when there was no row of the scope. */
        boolean begin(Control first) {
            return getEntityManager()
                            .createNativeQuery(INSERT)
                            .setParameter(1, first.scope())
                            .setParameter(2, first.state().name())
                            .setParameter(3, first.epoch())
                            .setParameter(4, first.actor())
                            .setParameter(5, first.reason())
                            .setParameter(6, first.changedAt())
                            .executeUpdate()
                    == 1;
        }
    }
}
