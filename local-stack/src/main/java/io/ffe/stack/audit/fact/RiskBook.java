package io.ffe.stack.audit.fact;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;

/**
 * A portfolio as risk knows it, at one instant.
 *
 * @param through last execution that is folded in
 * @param positions signed, by symbol; flat ones are absent
 * @param reservations quantity that an approved entry may still fill, by verdictId
 * @param pendingExits verdictIds of approved exits that have not ended
 */
public record RiskBook(
        String portfolioId,
        long through,
        BigDecimal cash,
        BigDecimal fees,
        Map<String, BigDecimal> positions,
        Map<String, BigDecimal> reservations,
        Set<String> pendingExits) {}
