package io.ffe.risk.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "limit_live")
@NullUnmarked
class LimitRow {

    @EmbeddedId
    Key id;

    String value;

    /** A limit in its scope. */
    @Embeddable
    record Key(String portfolioId, String scope, String limitKey) {}

    @ApplicationScoped
    static class Rows implements PanacheRepositoryBase<LimitRow, Key> {}
}
