package io.ffe.execution.domain;

import java.math.BigDecimal;
import java.util.Map;

/**
 * The venue's account of a portfolio.
 *
 * @param cash in account currency: all of it, also what orders hold
 * @param positions signed quantity by symbol, flat ones left out; what the venue has and no instrument of ours names stands
 *     here under the venue's own name, so that it is seen
 * @param lastSequence the last event that it contains
 */
public record VenueAccount(BigDecimal cash, Map<String, BigDecimal> positions, long lastSequence) {}
