package io.ffe.marketdata.feed;

import io.ffe.marketdata.feed.FeedFileException.Problem;
import io.ffe.marketdata.feed.FeedRow.Prices;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a file, in its order, each checked: columns, numbers, OHLC, time. Throws {@link FeedFileException} at the first
 * row that is wrong.
 */
final class RowReader implements AutoCloseable {

    /**
     * On the wire a decimal has at most 20 digits before the point and 18 after. A mid needs one more of these than its prices, half a
     * spread and a value more of those; of sizes, as of ticks from outside, a day's sum has to fit.
     */
    private static final int PRICE_DIGITS = 15;

    private static final int SIZE_DIGITS = 13;
    private static final int PRICE_DECIMALS = 17;
    private static final int SIZE_DECIMALS = 18;
    private static final int SHOWN = 60;

    /** Below it are seconds, above it microseconds: 1973 to 5138. */
    private static final long FIRST_MILLIS = 100_000_000_000L;

    private static final long LAST_MILLIS = 100_000_000_000_000L;

    /** No price was recorded outside of these. A wrong time would let logical time run through every minute until then. */
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
    private static final Duration LONGEST_GAP = Duration.ofDays(3653);

    private final Path file;
    private final LineReader lines;
    private final FeedFormat format;
    private final @Nullable Duration barLength;
    private @Nullable FeedRow previous;
    private @Nullable String perhapsCut;
    private final String[] names;
    private String[] columns = {};
    private @Nullable String firstCaptured;
    private @Nullable String capturedSymbol;

    /** Reads the header of a file whose bars' length is not known yet. */
    RowReader(Path file) {
        this(file, null);
    }

    /**
     * Reads the header.
     *
     * @param barLength what the bars' starts have to be multiples of; absent for ticks, and while it is not known
     */
    RowReader(Path file, @Nullable Duration barLength) {
        this.file = file;
        this.barLength = barLength;
        this.lines = new LineReader(file);
        try {
            this.format = header();
            this.names = format.header().split(",", -1);
        } catch (FeedFileException wrong) {
            lines.close();
            throw wrong;
        }
    }

    FeedFormat format() {
        return format;
    }

    /** The next row, or null after the last one. */
    @Nullable
    FeedRow next() {
        FeedRow row = format == FeedFormat.VENUE_CAPTURE ? captured() : columned();
        if (row == null) {
            return null;
        }
        checkTime(row);
        if (barLength != null) {
            checkGrid(row, barLength);
        }
        previous = row;
        return row;
    }

    private @Nullable FeedRow columned() {
        String line = nextLine();
        if (line == null) {
            return null;
        }
        columns = line.split(",", -1);
        if (columns.length != format.columns()) {
            throw wrong(
                    columns.length + " columns: '" + shown(line) + "'",
                    format.columns() + " as in the header " + format.header(),
                    "mend or remove the row");
        }
        FeedRow row = parse();
        if (!lines.ended()) {
            checkLast(row);
        }
        return row;
    }

    /**
     * A file that was cut inside the last number of a row looks like a whole one that ends without a line feed, as many do. Of an
     * ask that is no longer whole it is known once it is below its bid; above it, what is missing is less than the spread.
     */
    private void checkLast(FeedRow row) {
        int last = format.columns() - 1;
        if (format == FeedFormat.QUOTE_TICKS
                && row instanceof FeedRow.QuoteTick quote
                && quote.ask().compareTo(quote.bid()) < 0) {
            throw wrong(
                    "the last row has no line feed and its ask, '" + shown(columns[last]) + "', is below its bid, '"
                            + shown(columns[last - 1]) + "', as when the file was cut there",
                    "a whole row",
                    "fetch the file again; if the row is whole, end it with a line feed");
        }
        if (format.readsLastColumn()) {
            perhapsCut = file + " line " + lines.number() + ": the last row has no line feed, so nothing tells whether "
                    + name(last) + ", '" + shown(columns[last]) + "', is whole or the file was cut in it";
        }
    }

    /** Once the last row was read: what is to be said of a file that may have been cut in it; null when it has its end. */
    @Nullable
    String perhapsCut() {
        return perhapsCut;
    }

    private @Nullable FeedRow captured() {
        String line = firstCaptured == null ? nextLine() : firstCaptured;
        while (line != null) {
            firstCaptured = null;
            columns = new String[] {line};
            Optional<FeedRow> row = capture(line);
            if (row.isPresent()) {
                return row.get();
            }
            line = nextLine();
        }
        return null;
    }

    private Optional<FeedRow> capture(String line) {
        try {
            CaptureLine captured = CaptureLine.parse(line);
            if (capturedSymbol == null) {
                capturedSymbol = captured.symbol();
            } else if (captured.symbol() != null && !captured.symbol().equals(capturedSymbol)) {
                throw wrong(
                        "a message of " + captured.symbol(),
                        "messages of one symbol, " + capturedSymbol,
                        "split the capture");
            }
            return captured.tick().map(tick -> switch (tick) {
                case CaptureLine.BestQuote quote ->
                    new FeedRow.QuoteTick(
                            lines.number(),
                            captured.time(),
                            checkedPrice(quote.bid(), "b"),
                            checkedPrice(quote.ask(), "a"),
                            checkedSize(quote.bidSize(), "B"),
                            checkedSize(quote.askSize(), "A"));
                case CaptureLine.Trade trade ->
                    new FeedRow.TradeTick(
                            lines.number(),
                            captured.time(),
                            checkedPrice(trade.price(), "p"),
                            checkedSize(trade.size(), "q"));
            });
        } catch (CaptureLine.Unreadable unreadable) {
            throw wrong(
                    "'" + shown(line) + "': " + unreadable.getMessage(), format.header(), "mend or remove the line");
        }
    }

    /** An empty line may end a file and nothing else. */
    private @Nullable String nextLine() {
        String line = lines.next();
        return line == null || line.isEmpty() && isLast() ? null : line;
    }

    @Override
    public void close() {
        lines.close();
    }

    private boolean isLast() {
        long empty = lines.number();
        if (lines.next() == null) {
            return true;
        }
        throw new FeedFileException(List.of(new Problem(file, empty, "the line is empty", "a row", "remove the line")));
    }

    private FeedFormat header() {
        String line = lines.next();
        if (line == null) {
            throw new FeedFileException(List.of(
                    new Problem(file, 0, "the file is empty", "a header line and rows", "check how it was made")));
        }
        String header = line.startsWith("\u00ef\u00bb\u00bf") ? line.substring(3) : line;
        Optional<FeedFormat> format = FeedFormat.ofFirstLine(header);
        if (format.equals(Optional.of(FeedFormat.VENUE_CAPTURE))) {
            firstCaptured = header;
            lines.expectMessages();
        }
        return format.orElseThrow(() -> wrong(
                "the header is '" + shown(header) + "'",
                "one of " + String.join(" | ", FeedFormat.headers()),
                "name the columns as FFE does"));
    }

    private FeedRow parse() {
        long line = lines.number();
        return switch (format) {
            case TRADE_BARS -> new FeedRow.TradeBar(line, time(0), prices(1), size(5));
            case QUOTE_BARS -> new FeedRow.QuoteBar(line, time(0), prices(1), prices(6), knownSize(5), knownSize(10));
            case BID_BARS -> new FeedRow.BidBar(line, time(0), prices(1));
            case ASK_BARS -> new FeedRow.AskBar(line, time(0), prices(1));
            case QUOTE_TICKS -> new FeedRow.QuoteTick(line, time(0), price(1), price(2), null, null);
            case VENUE_QUOTE_TICKS -> new FeedRow.QuoteTick(line, venueTime(), price(4), price(6), size(5), size(7));
            case DAILY_CLOSES -> new FeedRow.DailyClose(line, time(0), price(1));
            case TRADE_TICKS -> new FeedRow.TradeTick(line, tradeTime(), price(4), size(5));
            case VENUE_CAPTURE -> throw new IllegalStateException("a capture has no columns");
        };
    }

    private Prices prices(int first) {
        Prices prices = new Prices(price(first), price(first + 1), price(first + 2), price(first + 3));
        boolean holds = prices.low().compareTo(prices.open()) <= 0
                && prices.low().compareTo(prices.close()) <= 0
                && prices.high().compareTo(prices.open()) >= 0
                && prices.high().compareTo(prices.close()) >= 0;
        if (!holds) {
            throw wrong(
                    "open " + columns[first] + ", high " + columns[first + 1] + ", low " + columns[first + 2]
                            + ", close " + columns[first + 3],
                    "low at most and high at least each of the others",
                    "mend or remove the row");
        }
        return prices;
    }

    private BigDecimal price(int column) {
        return checkedPrice(columns[column], name(column));
    }

    private BigDecimal checkedPrice(String text, String name) {
        BigDecimal price = decimal(text, name, "a price above zero", PRICE_DIGITS);
        if (price.signum() <= 0 || price.scale() > PRICE_DECIMALS) {
            throw wrongValue(text, name, "a price above zero with at most " + PRICE_DECIMALS + " decimals");
        }
        return price;
    }

    /** A size is no price: digits beyond the eighteenth decimal are noise of the recorder's floating point and rounded off. */
    private BigDecimal size(int column) {
        return checkedSize(columns[column], name(column));
    }

    private BigDecimal checkedSize(String text, String name) {
        BigDecimal size = decimal(text, name, "a size of zero or more", SIZE_DIGITS);
        if (size.signum() < 0) {
            throw wrongValue(text, name, "a size of zero or more");
        }
        return size.scale() > SIZE_DECIMALS ? size.setScale(SIZE_DECIMALS, RoundingMode.HALF_EVEN) : size;
    }

    /** Quote bars say zero for a size that nobody recorded. */
    private @Nullable BigDecimal knownSize(int column) {
        BigDecimal size = size(column);
        return size.signum() == 0 ? null : size;
    }

    private BigDecimal decimal(String text, String name, String expected, int wholeDigits) {
        try {
            // The length bounds the work that a number like 1e999999999 could otherwise ask for.
            BigDecimal value = new BigDecimal(text);
            if (text.length() > SHOWN
                    || value.precision() - (long) value.scale() > wholeDigits
                    || value.scale() > SHOWN) {
                throw wrongValue(text, name, expected + " with at most " + wholeDigits + " digits before the point");
            }
            return value.scale() < 0 ? value.setScale(0) : value;
        } catch (NumberFormatException notANumber) {
            throw wrongValue(text, name, expected);
        }
    }

    private Instant venueTime() {
        return columns[1].isEmpty() ? time(0) : millis(1);
    }

    /** When it was traded; where that is missing, when the venue said so, or when it was received. */
    private Instant tradeTime() {
        return columns[2].isEmpty() ? venueTime() : millis(2);
    }

    private Instant millis(int column) {
        String millis = columns[column];
        String expected = "milliseconds since 1970, or nothing";
        try {
            long value = Long.parseLong(millis);
            if (value >= FIRST_MILLIS && value < LAST_MILLIS) {
                return Instant.ofEpochMilli(value);
            }
        } catch (NumberFormatException notANumber) {
            throw wrongValue(millis, name(column), expected);
        }
        throw wrongValue(millis, name(column), expected);
    }

    private Instant time(int column) {
        try {
            return Instant.parse(columns[column]);
        } catch (DateTimeException notATime) {
            throw wrongValue(columns[column], name(column), "a time in ISO-8601 UTC as in 2024-08-05T00:00:00Z");
        }
    }

    private void checkTime(FeedRow row) {
        if (row.time().isBefore(EARLIEST) || !row.time().isBefore(LATEST)) {
            throw wrong("the row is of " + row.time(), "a time from 1900 to 2099", "mend or remove the row");
        }
        if (previous == null) {
            return;
        }
        int order = row.time().compareTo(previous.time());
        if (order < 0 || order == 0 && format.isBars()) {
            throw wrong(
                    shown(columns[0])
                            + (order == 0 ? " is the time of line " : " is before ")
                            + (order == 0 ? previous.line() : previous.time() + " of line " + previous.line()),
                    format.isBars() ? "bars of rising time" : "time that does not go backwards",
                    "sort the file by time");
        }
        if (previous.time().plus(LONGEST_GAP).isBefore(row.time())) {
            throw wrong(
                    shown(columns[0]) + " is more than ten years after " + previous.time() + " of line "
                            + previous.line(),
                    "rows of one recording",
                    "mend or remove the row that is wrong, or make two files of it");
        }
    }

    /** A bar starts at a multiple of its length, counted from 1970: else it would reach over two intervals. */
    void checkGrid(FeedRow row, Duration length) {
        if (row.time().getNano() % 1_000_000 != 0 || Math.floorMod(row.time().toEpochMilli(), length.toMillis()) != 0) {
            throw new FeedFileException(List.of(new Problem(
                    file,
                    row.line(),
                    "bar of " + row.time(),
                    "starts that are multiples of the bars' length, " + BarLength.text(length),
                    "mend the row; a length in the file's name, as in _5m_, has to be the bars'")));
        }
    }

    private String name(int column) {
        return names[column];
    }

    private FeedFileException wrongValue(String text, String name, String expected) {
        return wrong(name + " is '" + shown(text) + "'", expected, "mend or remove the row");
    }

    private FeedFileException wrong(String found, String expected, String remedy) {
        return new FeedFileException(List.of(new Problem(file, lines.number(), found, expected, remedy)));
    }

    /** On a line of its own, whatever stands in it. */
    static String shown(String text) {
        String cut = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
