package io.ffe.risk.store;

import io.ffe.risk.domain.book.Mark;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.NullUnmarked;

/** The last usable mid of a day. A snapshot holds what was before its asOf, so that of midnight belongs to the day that ended. */
@Entity
@Table(name = "daily_close")
@NullUnmarked
class CloseRow {

    @EmbeddedId
    Key id;

    BigDecimal price;
    Instant asOf;

    /** A day of a symbol, in UTC. */
    @Embeddable
    record Key(String symbol, LocalDate day) {}

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<CloseRow, Key> {

        private static final BigDecimal TWO = BigDecimal.valueOf(2);

        /** As {@link MarkRow.Rows#offer}, for its day. */
        void offer(Mark mark, Instant notAfter) {
            getEntityManager()
                    .createNativeQuery("""
                            INSERT INTO daily_close (symbol, day, price, as_of) VALUES (?1, ?2, ?3, ?4)
                            ON CONFLICT (symbol, day) DO UPDATE SET price = excluded.price, as_of = excluded.as_of
                            WHERE daily_close.as_of <= excluded.as_of OR daily_close.as_of > ?5
                            """)
                    .setParameter(1, mark.symbol())
                    .setParameter(
                            2, mark.asOf().minusNanos(1).atZone(ZoneOffset.UTC).toLocalDate())
                    .setParameter(3, mark.bid().add(mark.ask()).divide(TWO))
                    .setParameter(4, mark.asOf())
                    .setParameter(5, notAfter)
                    .executeUpdate();
        }
    }
}
