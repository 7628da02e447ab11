package io.ffe.risk.store;

import io.ffe.risk.domain.book.Reservation;
import io.ffe.schema.event.Side;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "reservation")
@NullUnmarked
class ReservationRow {

    @Id
    String verdictId;

    String portfolioId;
    String symbol;

    @Enumerated(EnumType.STRING)
    Side side;

    BigDecimal quantity;
    BigDecimal notionalPerUnit;

    static ReservationRow of(String portfolioId, Reservation reservation) {
        ReservationRow row = new ReservationRow();
        row.verdictId = reservation.verdictId();
        row.portfolioId = portfolioId;
        row.symbol = reservation.symbol();
        row.side = reservation.side();
        row.quantity = reservation.quantity();
        row.notionalPerUnit = reservation.notionalPerUnit();
        return row;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<ReservationRow, String> {}
}
