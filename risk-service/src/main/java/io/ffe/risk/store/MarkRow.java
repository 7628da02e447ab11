package io.ffe.risk.store;

import io.ffe.risk.domain.book.Mark;
import io.ffe.schema.event.Timeframe;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "snapshot_latest")
@NullUnmarked
class MarkRow {

    @Id
    String symbol;

    BigDecimal bid;
    BigDecimal ask;
    String timeframe;
    Instant asOf;

    Mark mark() {
        return new Mark(symbol, bid, ask, Timeframe.ofLabel(timeframe), asOf);
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<MarkRow, String> {

        /**
         * Takes a mark unless a newer one is there; one statement, so that two readers cannot undo one another.
         *
         * @param notAfter what is there and later than this came while a clock was ahead, and gives way
         */
        void offer(Mark mark, Instant notAfter) {
            getEntityManager()
                    .createNativeQuery("""
                            INSERT INTO snapshot_latest (symbol, bid, ask, timeframe, as_of) VALUES (?1, ?2, ?3, ?4, ?5)
                            ON CONFLICT (symbol) DO UPDATE
                            SET bid = excluded.bid, ask = excluded.ask, timeframe = excluded.timeframe, as_of = excluded.as_of
                            WHERE snapshot_latest.as_of <= excluded.as_of OR snapshot_latest.as_of > ?6
                            """)
                    .setParameter(1, mark.symbol())
                    .setParameter(2, mark.bid())
                    .setParameter(3, mark.ask())
                    .setParameter(4, mark.timeframe().label())
                    .setParameter(5, mark.asOf())
                    .setParameter(6, notAfter)
                    .executeUpdate();
        }
    }
}
