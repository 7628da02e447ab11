package io.ffe.marketdata.rest;

import io.ffe.marketdata.MarketView;
import io.ffe.marketdata.MarketView.Market;
import io.ffe.marketdata.MarketView.Pulse;
import io.ffe.marketdata.SymbolOwners;
import io.ffe.marketdata.TickHistory;
import io.ffe.marketdata.domain.QuoteAge;
import io.ffe.marketdata.domain.TickCursor;
import io.ffe.marketdata.domain.TickRing;
import io.ffe.messaging.rest.Mistake;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.MarketHours;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Snapshot.Alignment;
import io.ffe.schema.event.Snapshot.AssetClass;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final MarketView view;
    private final TickHistory history;
    private final SymbolOwners owners;

    MarketResource(MarketView view, TickHistory history, SymbolOwners owners) {
        this.view = view;
        this.history = history;
        this.owners = owners;
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
     * @param before asks for the page before this one; absent when there is none in memory, and for stored ones
     * @param after asks for the page of stored ticks behind this one, with the same times; absent when there is none
     */
    public record Ticks(
            String symbol,
            List<SeenTick> ticks,
            @Nullable Long before,
            @Nullable String after) {}

    /**
     * A tick. One from memory lacks what is too large for a {@link TickRing}.
     *
     * @param number of those in memory, rising by one from 1; absent on stored ones
     * @param bid absent on a trade, as are ask and their sizes
     * @param price absent on a quote
     */
    public record SeenTick(
            @Nullable Long number,
            Instant occurredAt,
            String source,
            long sequence,
            Tick.Kind kind,
            @Nullable BigDecimal bid,
            @Nullable BigDecimal ask,
            @Nullable BigDecimal bidSize,
            @Nullable BigDecimal askSize,
            @Nullable BigDecimal price,
            @Nullable BigDecimal size) {

        private static SeenTick of(TickRing.Entry entry) {
            return new SeenTick(
                    entry.number(),
                    entry.occurredAt(),
                    entry.source(),
                    entry.sequence(),
                    entry.kind(),
                    entry.bid(),
                    entry.ask(),
                    entry.bidSize(),
                    entry.askSize(),
                    entry.price(),
                    entry.size());
        }

        private static SeenTick of(Tick tick) {
            return new SeenTick(
                    null,
                    tick.occurredAt(),
                    tick.source(),
                    tick.sequence(),
                    tick.kind(),
                    tick.bid(),
                    tick.ask(),
                    tick.bidSize(),
                    tick.askSize(),
                    tick.price(),
                    tick.size());
        }
    }

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
    @Operation(
            summary =
                    "The symbols of the run, with their last quotes: those that this instance has, where several share them")
    public List<Symbol> symbols() {
        return view.symbols().stream()
                .flatMap(symbol -> view.market(symbol).stream())
                .map(market -> new Symbol(
                        market.instrument().symbol(),
                        market.instrument().assetClass(),
                        market.instrument().tickSize(),
                        market.instrument().lotSize(),
                        market.taken(),
                        market.lastQuote().map(Quote::of).orElse(null),
                        market.snapshot().map(Snapshot::quality).orElse(null)))
                .toList();
    }

    @GET
    @Path("ticks")
    @Operation(
            summary =
                    "Ticks of a symbol, oldest first: the last of the 50,000 in memory; or with from, to or after those in"
                            + " the store, which has a tick about a second after memory")
    @APIResponseSchema(Ticks.class)
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "421", ref = "Elsewhere")
    @APIResponse(responseCode = "503", ref = "Unavailable")
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
                    Long before,
            @QueryParam("from")
                    @Parameter(description = "First time, inclusive: asks the store", example = "2024-08-05T13:45:00Z")
                    @Nullable
                    String from,
            @QueryParam("to")
                    @Parameter(description = "Last time, exclusive: asks the store", example = "2024-08-05T14:00:00Z")
                    @Nullable
                    String to,
            @QueryParam("after")
                    @Parameter(description = "Asks the store for the page behind the one whose answer named it")
                    @Nullable
                    String after) {
        if (from == null && to == null && after == null) {
            return inMemory(market(symbol), Mistake.limit(limit, MOST), before == null ? Long.MAX_VALUE : before);
        }
        if (before != null) {
            throw Mistake.badRequest(
                    "BEFORE",
                    "before is '" + before + "' beside from, to or after, expected one or the other: before pages back"
                            + " in memory, after pages on in the store");
        }
        return stored(known(symbol), time("from", from), time("to", to), cursor(after), Mistake.limit(limit, MOST));
    }

    private static Ticks inMemory(Market market, int limit, long before) {
        List<TickRing.Entry> entries = market.ticks().before(before, limit);
        Long first = entries.isEmpty() ? null : Long.valueOf(entries.getFirst().number());
        boolean more = first != null && !market.ticks().before(first, 1).isEmpty();
        return new Ticks(
                market.instrument().symbol(), entries.stream().map(SeenTick::of).toList(), more ? first : null, null);
    }

    private Ticks stored(
            String symbol, @Nullable Instant from, @Nullable Instant to, @Nullable TickCursor after, int limit) {
        if (from != null && to != null && !from.isBefore(to)) {
            throw Mistake.badRequest("TO", "to is " + to + ", expected a time after from, " + from);
        }
        return switch (history.page(symbol, from, to, after, limit)) {
            case TickHistory.Answer.Page(List<Tick> ticks, Optional<TickCursor> next) ->
                new Ticks(
                        symbol,
                        ticks.stream().map(SeenTick::of).toList(),
                        null,
                        next.map(TickCursor::text).orElse(null));
            case TickHistory.Answer.Unavailable(TickHistory.Reason reason, String detail) ->
                throw Mistake.unavailable(reason.name(), detail);
        };
    }

    @GET
    @Path("bars")
    @Operation(summary = "The last closed bars of a symbol, oldest first, of some 1,000 that are in memory")
    @APIResponseSchema(Bars.class)
    @APIResponse(responseCode = "404", ref = "NotFound")
    @APIResponse(responseCode = "421", ref = "Elsewhere")
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
        return new Bars(market.instrument().symbol(), chosen, market.bars(chosen, Mistake.limit(limit, MOST)));
    }

    @GET
    @Path("pulse/{symbol}")
    @Operation(summary = "All indicators of a symbol, on all seven timeframes")
    @APIResponseSchema(SymbolPulse.class)
    @APIResponse(responseCode = "421", ref = "Elsewhere")
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
        return view.market(symbol).orElseThrow(() -> view.isElsewhere(symbol) ? elsewhere(symbol) : unknown(symbol));
    }

    /** All instances have one store: whichever is asked has every symbol's past. */
    private String known(@Nullable String symbol) {
        if (symbol != null && view.isElsewhere(symbol)) {
            return symbol;
        }
        return market(symbol).instrument().symbol();
    }

    private WebApplicationException unknown(String symbol) {
        return Mistake.notFound("NO_SUCH_SYMBOL", "symbol is '" + symbol + "', expected one of " + view.symbols());
    }

    private WebApplicationException elsewhere(String symbol) {
        return Mistake.misdirected(
                "ELSEWHERE",
                symbol + " is not at this instance, '" + owners.here() + "', but at "
                        + owners.of(symbol)
                                .filter(owner -> !owner.equals(owners.here()))
                                .map(owner -> "'" + owner + "'")
                                .orElse("another one")
                        + ": ask there. This one has " + view.symbols() + ", and every symbol's stored ticks");
    }

    private static @Nullable Instant time(String name, @Nullable String text) {
        String expected = "an ISO-8601 time with its zone, as in 2024-08-05T13:45:00Z";
        try {
            Instant time = text == null ? null : Instant.parse(text);
            if (time != null && (time.isBefore(EARLIEST) || time.isAfter(LATEST))) {
                throw wrong(name, time.toString(), "a year from 1 to 9999");
            }
            return time;
        } catch (DateTimeParseException wrong) {
            throw wrong(name, String.valueOf(text), expected);
        }
    }

    private static @Nullable TickCursor cursor(@Nullable String text) {
        if (text == null) {
            return null;
        }
        Optional<TickCursor> cursor = TickCursor.parse(text);
        if (cursor.isEmpty()) {
            throw wrong("after", text, "what 'after' said in the page before");
        }
        return cursor.get();
    }

    private static WebApplicationException wrong(String name, String value, String expected) {
        return Mistake.badRequest(name.toUpperCase(Locale.ROOT), name + " is '" + value + "', expected " + expected);
    }
}
