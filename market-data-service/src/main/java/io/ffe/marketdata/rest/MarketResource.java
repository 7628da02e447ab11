package io.ffe.marketdata.rest;

import io.ffe.marketdata.MarketView;
import io.ffe.marketdata.MarketView.Market;
import io.ffe.marketdata.MarketView.Pulse;
import io.ffe.marketdata.domain.QuoteAge;
import io.ffe.marketdata.domain.TickRing;
import io.ffe.messaging.rest.Mistake;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.MarketHours;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Alignment;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the run has last seen of its symbols. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin", "service"})
@Tag(name = "market", description = "What the run has last seen of its symbols")
public class MarketResource {

    private static final int MOST = 5_000;
    private static final String LIMIT = "At most so many";

    private final MarketView view;

    MarketResource(MarketView view) {
        this.view = view;
    }

    /**
     * A symbol in short.
     *
     * @param ticks taken in since the start of the process
     */
    public record Symbol(
            String symbol,
            AssetClass assetClass,
            BigDecimal tickSize,
            BigDecimal lotSize,
            long ticks,
            @Nullable Quote lastQuote,
            @Nullable Quality quality) {}

    /**
     * Ticks, oldest first.
     *
     * @param before asks for the page before this one; absent when there is none in memory
     */
    public record Ticks(
            String symbol,
            List<TickRing.Entry> ticks,
            @Nullable Long before) {}

    /** Closed bars, oldest first. */
    public record Bars(String symbol, Timeframe timeframe, List<Bar> bars) {}

    /**
     * A symbol's pulse.
     *
     * @param asOf end of the last closed minute in it
     * @param session whether the symbol's market is open at asOf
     * @param timeframes all seven, shortest first
     * @param alignment how far they agree; absent while fewer than two have a trend
     * @param lastQuote the newest, which may be newer than asOf
     * @param quoteAge its age at asOf, absent without one
     * @param regime as of the last snapshot, as are volatility and quality
     */
    public record SymbolPulse(
            String symbol,
            Instant asOf,
            Session session,
            List<TimeframePulse> timeframes,
            @Nullable Alignment alignment,
            @Nullable Quote lastQuote,
            @Nullable QuoteSeconds quoteAge,
            @Nullable Instant snapshotAsOf,
            Snapshot.@Nullable Regime regime,
            Snapshot.@Nullable Volatility volatility,
            @Nullable Quality quality) {}

    /**
     * Market hours at a time.
     *
     * @param opensAt absent while open
     */
    public record Session(boolean open, @Nullable Instant opensAt) {

        static Session of(AssetClass assetClass, Instant time) {
            return MarketHours.isOpen(assetClass, time)
                    ? new Session(true, null)
                    : new Session(false, MarketHours.nextOpen(assetClass, time));
        }
    }

    /**
     * How old a quote is.
     *
     * @param limitSeconds the age beyond which it makes a snapshot stale
     */
    public record QuoteSeconds(double seconds, double limitSeconds) {

        static QuoteSeconds of(QuoteAge age) {
            return new QuoteSeconds(age.age().toMillis() / 1000.0, age.limit().toMillis() / 1000.0);
        }
    }

    @GET
    @Path("symbols")
    @Operation(summary = "All symbols of the run, with their last quotes")
    public List<Symbol> symbols() {
        return view.symbols().stream()
                .flatMap(symbol -> view.market(symbol).stream())
                .map(market -> new Symbol(
                        market.instrument().symbol(),
                        market.instrument().assetClass(),
                        market.instrument().tickSize(),
                        market.instrument().lotSize(),
                        market.ticks().taken(),
                        market.lastQuote().map(Quote::of).orElse(null),
                        market.snapshot().map(Snapshot::quality).orElse(null)))
                .toList();
    }

    @GET
    @Path("ticks")
    @Operation(summary = "The last ticks of a symbol, oldest first, of the 50,000 that are in memory")
    @APIResponseSchema(Ticks.class)
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Ticks ticks(
            @QueryParam("symbol") @Parameter(required = true, example = "BTCUSDT") @Nullable String symbol,
            @QueryParam("limit")
                    @DefaultValue("500")
                    @Parameter(
                            description = LIMIT,
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "5000"))
                    int limit,
            @QueryParam("before")
                    @Parameter(
                            description = "Only ticks with a lower number: what an answer names for the page before it")
                    @Nullable
                    Long before) {
        Market market = market(symbol);
        List<TickRing.Entry> entries =
                market.ticks().before(Objects.requireNonNullElse(before, Long.MAX_VALUE), checked(limit));
        Long first = entries.isEmpty() ? null : Long.valueOf(entries.getFirst().number());
        boolean more = first != null && !market.ticks().before(first, 1).isEmpty();
        return new Ticks(market.instrument().symbol(), entries, more ? first : null);
    }

    @GET
    @Path("bars")
    @Operation(summary = "The last closed bars of a symbol, oldest first, of some 1,000 that are in memory")
    @APIResponseSchema(Bars.class)
    @APIResponse(responseCode = "404", ref = "NotFound")
    public Bars bars(
            @QueryParam("symbol") @Parameter(required = true, example = "BTCUSDT") @Nullable String symbol,
            @QueryParam("timeframe")
                    @DefaultValue("1m")
                    @Parameter(
                            schema =
                                    @Schema(
                                            type = SchemaType.STRING,
                                            enumeration = {"1m", "5m", "15m", "30m", "1h", "4h", "1d"}))
                    String timeframe,
            @QueryParam("limit")
                    @DefaultValue("500")
                    @Parameter(
                            description = LIMIT,
                            schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "5000"))
                    int limit) {
        Market market = market(symbol);
        Timeframe chosen = Arrays.stream(Timeframe.values())
                .filter(each -> each.label().equals(timeframe))
                .findFirst()
                .orElseThrow(() -> Mistake.badRequest(
                        "TIMEFRAME",
                        "timeframe is '" + timeframe + "', expected one of "
                                + Arrays.stream(Timeframe.values())
                                        .map(Timeframe::label)
                                        .collect(Collectors.joining(" "))));
        return new Bars(market.instrument().symbol(), chosen, market.bars(chosen, checked(limit)));
    }

    @GET
    @Path("pulse/{symbol}")
    @Operation(summary = "All indicators of a symbol, on all seven timeframes")
    public SymbolPulse pulse(@PathParam("symbol") @Parameter(example = "BTCUSDT") String symbol) {
        Market market = market(symbol);
        Pulse pulse = market.pulse()
                .orElseThrow(() -> Mistake.notFound("NO_PULSE_YET", "no minute of " + symbol + " has closed yet"));
        return new SymbolPulse(
                symbol,
                pulse.asOf(),
                Session.of(market.instrument().assetClass(), pulse.asOf()),
                pulse.timeframes(),
                pulse.alignment().orElse(null),
                market.lastQuote().map(Quote::of).orElse(null),
                market.lastQuote()
                        .map(quote -> QuoteSeconds.of(market.age(quote, pulse.asOf())))
                        .orElse(null),
                market.snapshot().map(Snapshot::asOf).orElse(null),
                market.snapshot().map(Snapshot::regime).orElse(null),
                market.snapshot().map(Snapshot::volatility).orElse(null),
                market.snapshot().map(Snapshot::quality).orElse(null));
    }

    private Market market(@Nullable String symbol) {
        if (symbol == null) {
            throw Mistake.badRequest("SYMBOL", "symbol is missing, expected one of " + view.symbols());
        }
        return view.market(symbol)
                .orElseThrow(() -> Mistake.notFound(
                        "NO_SUCH_SYMBOL", "symbol is '" + symbol + "', expected one of " + view.symbols()));
    }

    private static int checked(int limit) {
        if (limit < 1 || limit > MOST) {
            throw Mistake.badRequest("LIMIT", "limit is " + limit + ", expected 1 to " + MOST);
        }
        return limit;
    }
}
