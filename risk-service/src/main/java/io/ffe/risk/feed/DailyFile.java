package io.ffe.risk.feed;

import io.ffe.schema.money.Symbols;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Daily closes of one symbol from a file as market-data's warm-up takes it: CSV, gzipped or not, with a header. A row of bars
 * begins at its {@code ts}; a bare {@code price} is that of the moment, so that it belongs to the day that ends with it.
 */
public record DailyFile(String symbol, SortedMap<LocalDate, BigDecimal> closes) {

    private static final Duration DAY = Duration.ofDays(1);
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final int GZIP_MAGIC = 0x1f8b;

    /** A folder's name may have the sign as well. */
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9]+)=(.+)", Pattern.DOTALL);

    private static final Pattern END_OF_SYMBOL = Pattern.compile("[_.\\- ]");

    /**
     * Reads a file.
     *
     * @param argument {@code SYMBOL=FILE}, or a file whose name begins with the symbol, as market-data takes it too
     * @throws IllegalArgumentException naming the file, the line and what was expected
     */
    public static DailyFile read(String argument) {
        Matcher named = NAMED.matcher(argument);
        boolean isNamed = named.matches();
        Path path = Path.of(isNamed ? named.group(2) : argument);
        String name = String.valueOf(path.getFileName());
        String symbol = (isNamed ? named.group(1) : END_OF_SYMBOL.split(name, 2)[0]).toUpperCase(Locale.ROOT);
        if (!Symbols.isValid(symbol)) {
            throw new IllegalArgumentException("history file " + argument + " names the symbol '" + symbol
                    + "', expected SYMBOL=FILE or a name that begins with the symbol, as in btcusd_1d.csv");
        }
        try (BufferedReader lines = open(path)) {
            return new DailyFile(symbol, closes(path, lines));
        } catch (IOException unreadable) {
            throw new IllegalArgumentException(
                    "history file " + path + " cannot be read: " + unreadable + "; expected a CSV file, gzipped or not",
                    unreadable);
        }
    }

    private static BufferedReader open(Path path) throws IOException {
        InputStream bytes = new BufferedInputStream(Files.newInputStream(path));
        bytes.mark(2);
        boolean zipped = (bytes.read() << 8 | bytes.read()) == GZIP_MAGIC;
        bytes.reset();
        return new BufferedReader(
                new InputStreamReader(zipped ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8));
    }

    private static SortedMap<LocalDate, BigDecimal> closes(Path path, BufferedReader lines) throws IOException {
        String header = lines.readLine();
        List<String> names = header == null
                ? List.of()
                : List.of(header.replace(BYTE_ORDER_MARK, "").split(",", -1));
        int ts = names.indexOf("ts");
        boolean moments = names.contains("price");
        int close = moments ? names.indexOf("price") : names.indexOf("close");
        int bid = names.indexOf("bid_close");
        int ask = names.indexOf("ask_close");
        if (ts < 0 || close < 0 && (bid < 0 || ask < 0)) {
            throw new IllegalArgumentException("history file " + path + " begins with '" + header
                    + "', expected a header with ts and close, price, or bid_close and ask_close");
        }
        SortedMap<LocalDate, BigDecimal> closes = new TreeMap<>();
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            if (line.isEmpty() && lines.readLine() == null) {
                // One may end a file.
                break;
            }
            String[] cells = line.split(",", -1);
            try {
                LocalDate day = day(cells[ts], moments);
                BigDecimal price = close >= 0
                        ? new BigDecimal(cells[close])
                        : new BigDecimal(cells[bid])
                                .add(new BigDecimal(cells[ask]))
                                .divide(BigDecimal.valueOf(2));
                if (price.signum() <= 0) {
                    throw new NumberFormatException("a price of " + price);
                }
                if (!closes.isEmpty() && !day.isAfter(closes.lastKey())) {
                    throw new IllegalArgumentException("history file " + path + " has " + day + " in line " + number
                            + " after " + closes.lastKey() + ", expected one row a day in the order of time");
                }
                closes.put(day, price);
            } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException unreadable) {
                throw new IllegalArgumentException(
                        "history file " + path + " has '" + line + "' in line " + number
                                + ", expected a time as 2024-08-04T00:00:00Z and a price above zero",
                        unreadable);
            }
        }
        return closes;
    }

    private static LocalDate day(String ts, boolean moment) {
        Instant at = Instant.parse(ts);
        Instant within = moment ? at.minus(DAY) : at;
        return within.atZone(ZoneOffset.UTC).toLocalDate();
    }
}
