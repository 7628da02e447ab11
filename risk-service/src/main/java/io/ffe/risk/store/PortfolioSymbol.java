package io.ffe.risk.store;

import jakarta.persistence.Embeddable;

/** The key of what a portfolio has once for each symbol. */
@Embeddable
record PortfolioSymbol(String portfolioId, String symbol) {}
