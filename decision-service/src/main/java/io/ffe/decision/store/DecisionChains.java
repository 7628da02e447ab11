package io.ffe.decision.store;

import io.ffe.schema.event.ChainLink;
import io.ffe.schema.event.Decision;
import io.ffe.schema.serde.DecisionChain;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.util.Objects;

/** Where the chain of each portfolio ends; rows of {@code decision_chain}. */
@ApplicationScoped
class DecisionChains {

    /** Not by an entity: two first decisions of a portfolio must both find a row to lock. */
    private static final String BEGIN = """
            INSERT INTO decision_chain (portfolio_id, sequence, hash) VALUES (:portfolio, 0, :start)
            ON CONFLICT (portfolio_id) DO NOTHING
            """;

    private static final String LOCK =
            "SELECT sequence, hash FROM decision_chain WHERE portfolio_id = :portfolio FOR UPDATE";
    private static final String MOVE =
            "UPDATE decision_chain SET sequence = :sequence, hash = :hash WHERE portfolio_id = :portfolio";

    private final EntityManager entities;

    DecisionChains(EntityManager entities) {
        this.entities = entities;
    }

    /** The decision with the portfolio's next link. The portfolio's chain is locked until the transaction ends. */
    Decision append(Decision decision) {
        String portfolio = decision.portfolioId();
        entities.createNativeQuery(BEGIN)
                .setParameter("portfolio", portfolio)
                .setParameter("start", DecisionChain.START)
                .executeUpdate();
        Object[] head = (Object[]) entities.createNativeQuery(LOCK)
                .setParameter("portfolio", portfolio)
                .getSingleResult();
        Decision linked = DecisionChain.link(decision, ((Number) head[0]).longValue() + 1, (String) head[1]);
        ChainLink link = Objects.requireNonNull(linked.chain());
        entities.createNativeQuery(MOVE)
                .setParameter("portfolio", portfolio)
                .setParameter("sequence", link.sequence())
                .setParameter("hash", link.hash())
                .executeUpdate();
        return linked;
    }
}
