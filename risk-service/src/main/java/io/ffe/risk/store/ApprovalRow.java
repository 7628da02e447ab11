package io.ffe.risk.store;

import io.ffe.risk.domain.book.Approval;
import io.ffe.schema.event.Side;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "approval")
@NullUnmarked
class ApprovalRow {

    @Id
    String verdictId;

    String portfolioId;
    String symbol;

    @Enumerated(EnumType.STRING)
    Side side;

    BigDecimal quantity;
    Instant approvedAt;

    static ApprovalRow of(String portfolioId, Approval approval) {
        ApprovalRow row = new ApprovalRow();
        row.verdictId = approval.verdictId();
        row.portfolioId = portfolioId;
        row.symbol = approval.symbol();
        row.side = approval.side();
        row.quantity = approval.quantity();
        row.approvedAt = approval.at();
        return row;
    }

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<ApprovalRow, String> {}
}
