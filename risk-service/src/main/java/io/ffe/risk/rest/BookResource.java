package io.ffe.risk.rest;

import io.ffe.messaging.rest.Mistake;
import io.ffe.risk.RiskView;
import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.PendingExit;
import io.ffe.risk.domain.book.Position;
import io.ffe.risk.domain.book.Reservation;
import io.ffe.risk.domain.book.Valuation;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A portfolio as risk knows it. */
@Path("/api/v1/book")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin"})
@Tag(name = "book", description = "Portfolios as risk knows them")
public class BookResource {

    private final RiskView view;

    BookResource(RiskView view) {
        this.view = view;
    }

    /** Whether an entry of the portfolio can be sized. */
    public enum Mode {
        TRADING,
        SIGNAL_ONLY
    }

    /**
     * A book for people. Money is in account currency.
     *
     * @param mode SIGNAL_ONLY while no entry can be sized, because the equity cannot be known; else TRADING
     * @param equity at the newest prices; absent when it cannot be known
     * @param equityUnknown why it cannot
     * @param drawdownFraction absent with the equity
     * @param executionsAhead sequences that wait for one that is missing
     * @param disputed symbols whose position is not the one that execution states
     */
    public record BookView(
            String portfolioId,
            Mode mode,
            long throughSequence,
            BigDecimal cash,
            @Nullable BigDecimal equity,
            @Nullable String equityUnknown,
            @Nullable BigDecimal peakEquity,
            @Nullable BigDecimal drawdownFraction,
            BigDecimal realisedPnl,
            BigDecimal fees,
            BigDecimal grossExposure,
            List<Position> positions,
            List<Reservation> reservations,
            List<PendingExit> pendingExits,
            Set<Long> executionsAhead,
            Set<String> disputed) {

        static BookView of(RiskView.ValuedBook valued) {
            ExposureBook book = valued.book();
            BigDecimal equity = valued.valuation().equityIfKnown().orElse(null);
            BigDecimal peak = book.peakEquity();
            return new BookView(
                    book.portfolioId(),
                    equity == null ? Mode.SIGNAL_ONLY : Mode.TRADING,
                    book.throughSequence(),
                    book.cash(),
                    equity,
                    valued.valuation() instanceof Valuation.Unknown unknown ? unknown.why() : null,
                    peak,
                    equity == null || peak == null
                            ? null
                            : Valuation.drawdown(equity, peak).value(),
                    book.realisedPnl(),
                    book.fees(),
                    book.grossExposure(valued.marks()),
                    List.copyOf(book.positions().values()),
                    List.copyOf(book.reservations().values()),
                    List.copyOf(book.pendingExits().values()),
                    book.ahead().keySet(),
                    book.disputed());
        }
    }

    @GET
    @Path("{portfolio}")
    @Operation(summary = "Cash, positions, reservations and drawdown of a portfolio")
    public BookView of(@PathParam("portfolio") @Parameter(example = "main") String portfolioId) {
        return view.book(portfolioId)
                .map(BookView::of)
                .orElseThrow(() -> Mistake.notFound(
                        "NOT_FOUND",
                        "portfolio is '" + portfolioId
                                + "', expected one of ffe.risk.portfolios: GET /api/v1/limits lists them"));
    }
}
