package io.ffe.risk.domain.history;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Closes of days in UTC, by symbol. A day that is not over at the time of the question does not count, whatever is known
 * about it.
 */
public record DailyCloses(Map<String, SortedMap<LocalDate, BigDecimal>> bySymbol) {

    public static final DailyCloses NONE = new DailyCloses(Map.of());

    /** The newest common day may have ended this many days ago: a long weekend. */
    static final int OLDEST_NEWEST_DAY = 5;

    public DailyCloses {
        Map<String, SortedMap<LocalDate, BigDecimal>> copy = new TreeMap<>();
        bySymbol.forEach(
                (symbol, closes) -> copy.put(symbol, Collections.unmodifiableSortedMap(new TreeMap<>(closes))));
        bySymbol = Collections.unmodifiableMap(copy);
    }

    /** These closes, and of the days that these lack the others'. */
    public DailyCloses orElse(DailyCloses others) {
        Map<String, SortedMap<LocalDate, BigDecimal>> all = new TreeMap<>(others.bySymbol);
        bySymbol.forEach((symbol, closes) -> {
            SortedMap<LocalDate, BigDecimal> merged = new TreeMap<>(all.getOrDefault(symbol, new TreeMap<>()));
            merged.putAll(closes);
            all.put(symbol, merged);
        });
        return new DailyCloses(all);
    }

    /** Returns of some symbols, day by day, or why there are none. */
    public sealed interface Returns {

        /** @param bySymbol oldest first, all of one length, from the same days */
        record Enough(SortedMap<String, List<BigDecimal>> bySymbol, LocalDate through) implements Returns {}

        /** @param why begins with INSUFFICIENT_HISTORY and names what is short */
        record Short(String why) implements Returns {}
    }

    /**
     * The last returns over the days on which every one of the symbols has a close. They have to be recent, and lie within
     * twice as many days of the calendar as are asked for: a hole of months is no history.
     */
    public Returns returns(Collection<String> symbols, int days, Instant now) {
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        LocalDate earliest = today.minusDays(2L * days + OLDEST_NEWEST_DAY);
        SortedSet<LocalDate> common = new TreeSet<>();
        boolean first = true;
        String shortest = "";
        for (String symbol : new TreeSet<>(symbols)) {
            SortedMap<LocalDate, BigDecimal> closes =
                    bySymbol.getOrDefault(symbol, new TreeMap<>()).subMap(earliest, today);
            if (closes.size() <= days && shortest.isEmpty()) {
                shortest = symbol + " has " + closes.size();
            }
            if (first) {
                common.addAll(closes.keySet());
                first = false;
            } else {
                common.retainAll(closes.keySet());
            }
        }
        if (common.size() <= days) {
            return new Returns.Short("INSUFFICIENT_HISTORY: "
                    + (shortest.isEmpty() ? "the symbols share " + common.size() : shortest) + " of " + (days + 1)
                    + " daily closes from " + earliest + " on");
        }
        if (common.last().isBefore(today.minusDays(OLDEST_NEWEST_DAY))) {
            return new Returns.Short("INSUFFICIENT_HISTORY: the newest daily close is of " + common.last()
                    + ", expected " + today.minusDays(OLDEST_NEWEST_DAY) + " or later");
        }
        List<LocalDate> used = new ArrayList<>(common).subList(common.size() - days - 1, common.size());
        SortedMap<String, List<BigDecimal>> returns = new TreeMap<>();
        for (String symbol : symbols) {
            SortedMap<LocalDate, BigDecimal> closes = bySymbol.getOrDefault(symbol, new TreeMap<>());
            returns.put(symbol, returns(used.stream().map(closes::get).toList()));
        }
        return new Returns.Enough(returns, common.last());
    }

    private static List<BigDecimal> returns(List<BigDecimal> closes) {
        List<BigDecimal> returns = new ArrayList<>();
        for (int day = 1; day < closes.size(); day++) {
            returns.add(closes.get(day)
                    .divide(closes.get(day - 1), MathContext.DECIMAL64)
                    .subtract(BigDecimal.ONE));
        }
        return returns;
    }
}
