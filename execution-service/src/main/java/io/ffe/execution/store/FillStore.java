package io.ffe.execution.store;

import io.ffe.execution.domain.VenueEvent;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.Set;
import org.hibernate.Session;

/** Trades, each once. */
@ApplicationScoped
public class FillStore implements PanacheRepositoryBase<FillRow, FillRow.Key> {

    /** True when this trade is booked already. Whoever asks holds the portfolio's lock, so the answer stays true. */
    public boolean isBooked(String venue, String venueTradeId) {
        return findByIdOptional(new FillRow.Key(venue, venueTradeId)).isPresent();
    }

    public void add(String venue, String portfolioId, VenueEvent.Traded trade, long executionSeq) {
        persist(new FillRow(
                new FillRow.Key(venue, trade.tradeId()),
                portfolioId,
                trade.order().clientOrderId(),
                trade.quantity(),
                trade.price(),
                trade.fee(),
                executionSeq));
    }

    /** Those of the trades that are booked. One array, however many there are: a statement has at most 65,535 parameters. */
    public Set<String> booked(String venue, Collection<String> venueTradeIds) {
        return Set.copyOf(getEntityManager()
                .unwrap(Session.class)
                .createNativeQuery(
                        "SELECT venue_trade_id FROM fill WHERE venue = :venue AND venue_trade_id = ANY(:trades)",
                        String.class)
                .setParameter("venue", venue)
                .setParameter("trades", venueTradeIds.toArray(String[]::new), String[].class)
                .getResultList());
    }

    /** Sum of the order's fills. */
    public BigDecimal filledOf(String clientOrderId) {
        return getEntityManager()
                .createQuery(
                        "select coalesce(sum(f.quantity), 0) from FillRow f where f.clientOrderId = ?1",
                        BigDecimal.class)
                .setParameter(1, clientOrderId)
                .getSingleResult();
    }
}
