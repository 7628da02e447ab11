package io.ffe.marketdata.feed;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The known kinds of file, each told by its header line. */
public enum FeedFormat {
    /** OHLCV bars of trade prices. */
    TRADE_BARS("ts,open,high,low,close,volume"),
    /** OHLC of bid and ask, with the sizes at the close. */
    QUOTE_BARS("ts,bid_open,bid_high,bid_low,bid_close,bid_size,ask_open,ask_high,ask_low,ask_close,ask_size"),
    /** OHLC of the bid; the ask is modelled. */
    BID_BARS("ts,bid_open,bid_high,bid_low,bid_close"),
    /** OHLC of the ask; the bid is modelled. */
    ASK_BARS("ts,ask_open,ask_high,ask_low,ask_close"),
    /** Bid and ask as they changed. */
    QUOTE_TICKS("ts,bid,ask"),
    /** Bid and ask with sizes; the time is event_ms (the venue's clock) where it stands, else recv_ts. */
    VENUE_QUOTE_TICKS("recv_ts,event_ms,trade_ms,update_id,bid,bid_qty,ask,ask_qty"),
    /** One price a day: warm-up of the 1d timeframe only. */
    DAILY_CLOSES("ts,price,market_cap,total_volume"),
    /** Trades with the venue's time of each. They have a price and no quote, so nothing is traded on them alone. */
    TRADE_TICKS("recv_ts,event_ms,trade_ms,trade_id,price,qty,buyer_is_maker,order_type"),
    /**
     * A WebSocket capture without a header: on each line the receiver's nanoseconds since 1970 and a message of Binance's
     * combined stream. Best quotes and trades become ticks, other streams are passed over. All have the receiver's time,
     * because best quotes have no other.
     */
    VENUE_CAPTURE("nanoseconds {\"stream\":...,\"data\":...}");

    private final String header;
    private final int columns;

    FeedFormat(String header) {
        this.header = header;
        this.columns = header.split(",").length;
    }

    public String header() {
        return header;
    }

    public int columns() {
        return columns;
    }

    boolean isBars() {
        return switch (this) {
            case TRADE_BARS, QUOTE_BARS, BID_BARS, ASK_BARS -> true;
            case QUOTE_TICKS, VENUE_QUOTE_TICKS, DAILY_CLOSES, TRADE_TICKS, VENUE_CAPTURE -> false;
        };
    }

    /** Whether a row's last column is a number that counts: one that was cut makes another price or size. */
    boolean readsLastColumn() {
        return switch (this) {
            case TRADE_BARS, QUOTE_BARS, BID_BARS, ASK_BARS, QUOTE_TICKS, VENUE_QUOTE_TICKS -> true;
            case DAILY_CLOSES, TRADE_TICKS, VENUE_CAPTURE -> false;
        };
    }

    static Optional<FeedFormat> ofFirstLine(String line) {
        if (CaptureLine.looksLikeOne(line)) {
            return Optional.of(VENUE_CAPTURE);
        }
        return Arrays.stream(values())
                .filter(format -> format.header.equals(line))
                .findFirst();
    }

    static List<String> headers() {
        return Arrays.stream(values()).map(FeedFormat::header).toList();
    }
}
