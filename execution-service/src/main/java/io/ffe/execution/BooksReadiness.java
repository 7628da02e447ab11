package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.venue.Venue;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when every portfolio's books were compared with the venue's and agree. A venue that stops answering later is told
 * and does not count: orders wait for it, and restarting this service would not bring it back.
 */
@Readiness
@ApplicationScoped
class BooksReadiness implements HealthCheck {

    private final Books books;
    private final Reconciliation reconciliation;
    private final Venue venue;
    private final Preflight preflight;
    private final ExecutionConfig config;

    BooksReadiness(
            Books books, Reconciliation reconciliation, Venue venue, Preflight preflight, ExecutionConfig config) {
        this.books = books;
        this.reconciliation = reconciliation;
        this.venue = venue;
        this.preflight = preflight;
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder response = HealthCheckResponse.named("books");
        boolean agree = true;
        for (String portfolioId : config.portfolios()) {
            String state = state(portfolioId);
            agree &= state.equals("agree");
            response.withData(portfolioId, state);
        }
        return response.withData("venue", venue.trouble().orElse("answers"))
                .withData("venue.name", config.venue().name())
                .withData("venue.preflight", preflight.state())
                .withData("venue.dry-run", config.venue().dryRun())
                .status(agree)
                .build();
    }

    private String state(String portfolioId) {
        if (!reconciliation.compared(portfolioId)) {
            return "not compared with the venue yet: entries closed";
        }
        return books.read(() -> books.portfolios
                .byId(portfolioId)
                .map(row -> row.entriesClosed() == null ? "agree" : "entries closed: " + row.entriesClosed())
                .orElse("not booked yet"));
    }
}
