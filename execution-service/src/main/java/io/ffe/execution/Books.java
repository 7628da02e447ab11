package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Rates;
import io.ffe.execution.store.ExecutionStore;
import io.ffe.execution.store.FillStore;
import io.ffe.execution.store.LedgerStore;
import io.ffe.execution.store.OrderStore;
import io.ffe.execution.store.PortfolioStore;
import io.ffe.execution.store.PositionStore;
import io.ffe.execution.venue.Venue;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Traces;
import io.ffe.messaging.outbox.Outbox;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Singleton;
import java.util.concurrent.Callable;

/** The books of all portfolios: orders, positions, ledger, and what is published about them. Not proxied: its parts are fields. */
@Singleton
public class Books {

    final PortfolioStore portfolios;
    final OrderStore orders;
    final PositionStore positions;
    final FillStore fills;
    final LedgerStore ledger;
    final ExecutionStore executions;
    final Outbox outbox;
    final Traces traces;
    final LastQuotes quotes;
    final Rates rates;
    final ExecutionMeters meters;
    final Venue venue;
    final ExecutionConfig config;
    final RunConfig run;

    Books(
            PortfolioStore portfolios,
            OrderStore orders,
            PositionStore positions,
            FillStore fills,
            LedgerStore ledger,
            ExecutionStore executions,
            Outbox outbox,
            Traces traces,
            LastQuotes quotes,
            Rates rates,
            ExecutionMeters meters,
            Venue venue,
            ExecutionConfig config,
            RunConfig run) {
        this.portfolios = portfolios;
        this.orders = orders;
        this.positions = positions;
        this.fills = fills;
        this.ledger = ledger;
        this.executions = executions;
        this.outbox = outbox;
        this.traces = traces;
        this.quotes = quotes;
        this.rates = rates;
        this.meters = meters;
        this.venue = venue;
        this.config = config;
        this.run = run;
    }

    /** Reads in a transaction of its own; publishes nothing. */
    <T> T read(Callable<T> question) {
        return QuarkusTransaction.requiringNew().call(question);
    }

    /** Opens a portfolio's book under its lock, which ends with the transaction that this is called in. */
    PortfolioBook open(String portfolioId) {
        return new PortfolioBook(this, portfolios.lock(portfolioId));
    }
}
