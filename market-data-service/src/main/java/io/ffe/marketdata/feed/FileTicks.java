package io.ffe.marketdata.feed;

import io.ffe.marketdata.feed.BarTicks.DerivedQuote;
import io.ffe.marketdata.feed.FeedFileException.Problem;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** The ticks of one file within a window, numbered from 1. */
final class FileTicks implements AutoCloseable {

    /** A replay holds the ticks of a minute in memory. The busiest that was ever recorded had some thousands. */
    static final int MOST_IN_MINUTE = 200_000;

    private static final int MINUTE_SECONDS = 60;

    private final FeedFile file;
    private final FeedWindow window;
    private final RowReader rows;
    private final BarTicks barTicks;
    private final Queue<Tick> ready = new ArrayDeque<>(4);
    private long sequence;
    private long minute = Long.MIN_VALUE;
    private int inMinute;
    private boolean over;

    FileTicks(FeedFile file, FeedWindow window, SpreadModel spread) {
        this.file = file;
        this.window = window;
        this.rows = new RowReader(file.path(), file.barLength());
        this.barTicks =
                new BarTicks(file.instrument(), spread, Objects.requireNonNullElse(file.barLength(), Duration.ZERO));
    }

    /** The next tick, or null when the file or the window is over. */
    @Nullable
    Tick next() {
        while (ready.isEmpty() && !over) {
            FeedRow row = rows.next();
            if (row == null) {
                over = true;
            } else if (!endsBeforeWindow(row)) {
                add(row);
            }
        }
        return ready.poll();
    }

    /** As of {@link RowReader#perhapsCut}. */
    @Nullable
    String perhapsCut() {
        return rows.perhapsCut();
    }

    @Override
    public void close() {
        rows.close();
    }

    /** Spares the ticks of the rows that a window far into the file skips. */
    private boolean endsBeforeWindow(FeedRow row) {
        Duration length = Objects.requireNonNullElse(file.barLength(), Duration.ZERO);
        return window.from() != null && row.time().plus(length).isBefore(window.from());
    }

    private void add(FeedRow row) {
        checkCrowd(row);
        switch (row) {
            case FeedRow.TradeBar bar -> addDerived(row, barTicks.of(bar));
            case FeedRow.QuoteBar bar -> addDerived(row, barTicks.of(bar));
            case FeedRow.BidBar bar -> addDerived(row, barTicks.of(bar));
            case FeedRow.AskBar bar -> addDerived(row, barTicks.of(bar));
            // The price of a day's first moment is the close of the day before.
            case FeedRow.DailyClose close ->
                addDerived(row, List.of(barTicks.at(close.time().minusMillis(1), close.price())));
            case FeedRow.TradeTick trade -> add(trade);
            case FeedRow.QuoteTick tick ->
                add(new DerivedQuote(tick.time(), tick.bid(), tick.ask(), tick.bidSize(), tick.askSize(), null), false);
        }
    }

    private void checkCrowd(FeedRow row) {
        long its = Math.floorDiv(row.time().getEpochSecond(), MINUTE_SECONDS);
        inMinute = its == minute ? inMinute + 1 : 1;
        minute = its;
        if (inMinute > MOST_IN_MINUTE) {
            throw new FeedFileException(List.of(new Problem(
                    file.path(),
                    row.line(),
                    "row " + inMinute + " of the minute of " + row.time(),
                    "at most " + MOST_IN_MINUTE + " rows a minute",
                    "check the times, or thin the file out")));
        }
    }

    private void addDerived(FeedRow row, List<DerivedQuote> quotes) {
        for (DerivedQuote quote : quotes) {
            if (quote.bid().signum() <= 0) {
                throw new FeedFileException(List.of(new Problem(
                        file.path(),
                        row.line(),
                        "bid would be " + quote.bid().toPlainString() + " after half a spread",
                        "prices far above the tick size of " + file.symbol() + ", "
                                + file.instrument().tickSize().toPlainString(),
                        "mend the row, or the instrument's tick size")));
            }
            add(quote, true);
        }
    }

    private void add(FeedRow.TradeTick trade) {
        if (isInWindow(trade.time())) {
            ready.add(new Tick(
                    file.symbol(),
                    file.source(),
                    ++sequence,
                    Tick.Kind.TRADE,
                    trade.time(),
                    trade.time(),
                    null,
                    null,
                    null,
                    null,
                    trade.price(),
                    trade.size(),
                    Origin.REPLAY,
                    false));
        }
    }

    private boolean isInWindow(Instant time) {
        if (window.to() != null && !time.isBefore(window.to())) {
            over = true;
        }
        return !over && (window.from() == null || !time.isBefore(window.from()));
    }

    private void add(DerivedQuote quote, boolean derived) {
        if (!isInWindow(quote.at())) {
            return;
        }
        ready.add(new Tick(
                file.symbol(),
                file.source(),
                ++sequence,
                Tick.Kind.QUOTE,
                quote.at(),
                quote.at(),
                quote.bid(),
                quote.ask(),
                quote.bidSize(),
                quote.askSize(),
                null,
                quote.volume(),
                Origin.REPLAY,
                derived));
    }
}
