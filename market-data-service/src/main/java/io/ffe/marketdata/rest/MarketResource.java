package io.ffe.marketdata.rest;

import io.ffe.marketdata.MarketView;
import io.ffe.marketdata.MarketView.Market;
import io.ffe.marketdata.MarketView.Pulse;
import io.ffe.marketdata.TickHistory;
import io.ffe.marketdata.domain.TickCursor;
import io.ffe.marketdata.domain.TickRing;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot;
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
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the run has last seen of its symbols. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({"viewer", "operator", "admin", "service"})
public class MarketResource {

    private static final int MOST = 5_000;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final MarketView view;
    private final TickHistory history;

    MarketResource(MarketView view, TickHistory history) {
        this.view = view;
        this.history = history;
    }

    /** What was wrong with a request. */
    public record Mistake(String error, String detail) {}

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
     * A tick.
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
     * @param timeframes all seven, shortest first
     * @param lastQuote the newest, which may be newer than asOf
     * @param regime as of the last snapshot, as are volatility and quality
     */
    public record SymbolPulse(
            String symbol,
            Instant asOf,
            List<TimeframePulse> timeframes,
            @Nullable Quote lastQuote,
            @Nullable Instant snapshotAsOf,
            Snapshot.@Nullable Regime regime,
            Snapshot.@Nullable Volatility volatility,
            @Nullable Quality quality) {}

    /** All symbols of the run. */
    @GET
    @Path("symbols")
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

    /**
     * Ticks of a symbol, oldest first: the last ones in memory, or with {@code from}, {@code to} or {@code after} those in the
     * store, which has a tick about a second after memory.
     *
     * @param limit 1 to 5000
     * @param before only ticks in memory with a lower number, for paging back
     * @param from first time, inclusive; the oldest stored tick when absent
     * @param to last time, exclusive
     * @param after what the page before gave, for paging on
     */
    @GET
    @Path("ticks")
    public Ticks ticks(
            @QueryParam("symbol") @Nullable String symbol,
            @QueryParam("limit") @DefaultValue("500") String limit,
            @QueryParam("before") @Nullable String before,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("after") @Nullable String after) {
        Market market = market(symbol);
        if (from == null && to == null && after == null) {
            return inMemory(market, checked(limit), before == null ? Long.MAX_VALUE : number("before", before));
        }
        if (before != null) {
            throw mistake(
                    Response.Status.BAD_REQUEST,
                    "BEFORE",
                    "before is '" + before + "' beside from, to or after, expected one or the other: before pages back"
                            + " in memory, after pages on in the store");
        }
        return stored(market.instrument().symbol(), time("from", from), time("to", to), cursor(after), checked(limit));
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
            throw mistake(Response.Status.BAD_REQUEST, "TO", "to is " + to + ", expected a time after from, " + from);
        }
        return switch (history.page(symbol, from, to, after, limit)) {
            case TickHistory.Answer.Page(List<Tick> ticks, Optional<TickCursor> next) ->
                new Ticks(
                        symbol,
                        ticks.stream().map(SeenTick::of).toList(),
                        null,
                        next.map(TickCursor::text).orElse(null));
            case TickHistory.Answer.Unavailable(TickHistory.Reason reason, String detail) ->
                throw mistake(Response.Status.SERVICE_UNAVAILABLE, reason.name(), detail);
        };
    }

    /**
     * The last closed bars of a symbol.
     *
     * @param timeframe 1m 5m 15m 30m 1h 4h 1d
     * @param limit 1 to 5000; some 1000 are in memory
     */
    @GET
    @Path("bars")
    public Bars bars(
            @QueryParam("symbol") @Nullable String symbol,
            @QueryParam("timeframe") @DefaultValue("1m") String timeframe,
            @QueryParam("limit") @DefaultValue("500") String limit) {
        Market market = market(symbol);
        Timeframe chosen = Arrays.stream(Timeframe.values())
                .filter(each -> each.label().equals(timeframe))
                .findFirst()
                .orElseThrow(() -> mistake(
                        Response.Status.BAD_REQUEST,
                        "TIMEFRAME",
                        "timeframe is '" + timeframe + "', expected one of "
                                + Arrays.stream(Timeframe.values())
                                        .map(Timeframe::label)
                                        .collect(Collectors.joining(" "))));
        return new Bars(market.instrument().symbol(), chosen, market.bars(chosen, checked(limit)));
    }

    /** All indicators of a symbol, on all timeframes. */
    @GET
    @Path("pulse/{symbol}")
    public SymbolPulse pulse(@PathParam("symbol") String symbol) {
        Market market = market(symbol);
        Pulse pulse = market.pulse()
                .orElseThrow(() -> mistake(
                        Response.Status.NOT_FOUND, "NO_PULSE_YET", "no minute of " + symbol + " has closed yet"));
        return new SymbolPulse(
                symbol,
                pulse.asOf(),
                pulse.timeframes(),
                market.lastQuote().map(Quote::of).orElse(null),
                market.snapshot().map(Snapshot::asOf).orElse(null),
                market.snapshot().map(Snapshot::regime).orElse(null),
                market.snapshot().map(Snapshot::volatility).orElse(null),
                market.snapshot().map(Snapshot::quality).orElse(null));
    }

    private Market market(@Nullable String symbol) {
        if (symbol == null) {
            throw mistake(
                    Response.Status.BAD_REQUEST, "SYMBOL", "symbol is missing, expected one of " + view.symbols());
        }
        return view.market(symbol)
                .orElseThrow(() -> mistake(
                        Response.Status.NOT_FOUND,
                        "NO_SUCH_SYMBOL",
                        "symbol is '" + symbol + "', expected one of " + view.symbols()));
    }

    private static int checked(String limit) {
        long number = number("limit", limit);
        if (number < 1 || number > MOST) {
            throw mistake(Response.Status.BAD_REQUEST, "LIMIT", "limit is " + limit + ", expected 1 to " + MOST);
        }
        return (int) number;
    }

    private static long number(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException wrong) {
            throw wrong(name, text, "a whole number");
        }
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
        return mistake(
                Response.Status.BAD_REQUEST,
                name.toUpperCase(Locale.ROOT),
                name + " is '" + value + "', expected " + expected);
    }

    private static WebApplicationException mistake(Response.Status status, String error, String detail) {
        return new WebApplicationException(
                Response.status(status).entity(new Mistake(error, detail)).build());
    }
}
