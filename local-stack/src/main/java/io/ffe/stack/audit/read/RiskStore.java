package io.ffe.stack.audit.read;

import io.ffe.stack.audit.fact.RiskBook;
import io.ffe.stack.postgres.Databases;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Risk's exposure books. */
public final class RiskStore {

    private final Databases.Access access;

    public RiskStore(Databases.Access access) {
        this.access = access;
    }

    private record Amount(String portfolioId, String name, BigDecimal amount) {}

    public List<RiskBook> books() {
        try (Look look = Look.at(access)) {
            if (!look.has("portfolio_book", "portfolio_id")) {
                return List.of();
            }
            Map<String, Map<String, BigDecimal>> positions =
                    amounts(look, "SELECT portfolio_id, symbol, quantity FROM position");
            Map<String, Map<String, BigDecimal>> reservations =
                    amounts(look, "SELECT portfolio_id, verdict_id, quantity FROM reservation");
            Map<String, Map<String, BigDecimal>> exits =
                    amounts(look, "SELECT portfolio_id, verdict_id, quantity FROM pending_exit");
            return look.rows("SELECT portfolio_id, through_sequence, cash, fees FROM portfolio_book", row -> {
                String portfolio = row.getString(1);
                return new RiskBook(
                        portfolio,
                        row.getLong(2),
                        row.getBigDecimal(3),
                        row.getBigDecimal(4),
                        positions.getOrDefault(portfolio, Map.of()),
                        reservations.getOrDefault(portfolio, Map.of()),
                        Set.copyOf(new HashSet<>(
                                exits.getOrDefault(portfolio, Map.of()).keySet())));
            });
        }
    }

    private static Map<String, Map<String, BigDecimal>> amounts(Look look, String sql) {
        Map<String, Map<String, BigDecimal>> byPortfolio = new HashMap<>();
        look.rows(sql, row -> new Amount(row.getString(1), row.getString(2), row.getBigDecimal(3)))
                .forEach(row -> byPortfolio
                        .computeIfAbsent(row.portfolioId(), first -> new HashMap<>())
                        .put(row.name(), row.amount()));
        return byPortfolio;
    }
}
