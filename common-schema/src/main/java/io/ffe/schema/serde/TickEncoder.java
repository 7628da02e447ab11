package io.ffe.schema.serde;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes ticks: the same bytes as {@link EventCodec#payload}, put together in an array that is used again, and copied out once.
 * What needs an escape or has more digits than a long is left to {@link EventCodec}. Belongs to one thread.
 */
public final class TickEncoder {

    private static final byte[] SYMBOL = ascii("{\"symbol\":\"");
    private static final byte[] SOURCE = ascii("\",\"source\":\"");
    private static final byte[] SEQUENCE = ascii("\",\"sequence\":");
    private static final byte[] QUOTE = ascii(",\"kind\":\"QUOTE\",\"occurredAt\":\"");
    private static final byte[] TRADE = ascii(",\"kind\":\"TRADE\",\"occurredAt\":\"");
    private static final byte[] RECEIVED_AT = ascii("\",\"receivedAt\":\"");
    private static final byte[] BID = ascii(",\"bid\":\"");
    private static final byte[] ASK = ascii(",\"ask\":\"");
    private static final byte[] BID_SIZE = ascii(",\"bidSize\":\"");
    private static final byte[] ASK_SIZE = ascii(",\"askSize\":\"");
    private static final byte[] PRICE = ascii(",\"price\":\"");
    private static final byte[] SIZE = ascii(",\"size\":\"");
    private static final byte[] LIVE = ascii(",\"origin\":\"live\",\"derived\":");
    private static final byte[] REPLAY = ascii(",\"origin\":\"replay\",\"derived\":");
    private static final byte[] SYNTHETIC = ascii(",\"origin\":\"synthetic\",\"derived\":");
    private static final byte[] TRUE = ascii("true}");
    private static final byte[] FALSE = ascii("false}");

    private static final int SECONDS_OF_DAY = 86_400;
    private static final int DATE_CHARS = 10;
    /** Everything but symbol and source; those add their lengths. */
    private static final int MOST_BYTES = 512;

    private byte[] buffer = new byte[2 * MOST_BYTES];
    private int at;
    private long day = Long.MIN_VALUE;
    private final byte[] date = new byte[DATE_CHARS];
    private int timeFrom;
    private int timeTo;

    /** The same bytes as {@link EventCodec#payload}; a new array. */
    public byte[] payload(Tick tick) {
        return write(tick) ? Arrays.copyOf(buffer, at) : EventCodec.payload(tick);
    }

    /**
     * The text of {@code occurredAt} of the tick that {@link #payload} was asked for last, as it stands in it; a new array.
     *
     * @param tick that tick
     */
    public byte[] occurredAt(Tick tick) {
        return timeTo == 0
                ? tick.occurredAt().toString().getBytes(StandardCharsets.UTF_8)
                : Arrays.copyOfRange(buffer, timeFrom, timeTo);
    }

    /** {@link Tick#eventId} as UTF-8; a new array. */
    public byte[] eventId(Tick tick) {
        if (!isPlain(tick.source())) {
            return tick.eventId().getBytes(StandardCharsets.UTF_8);
        }
        int payloadEnds = at;
        ensureRoom(tick);
        put(tick.source());
        buffer[at++] = ':';
        put(tick.symbol());
        buffer[at++] = ':';
        put(tick.sequence());
        byte[] id = Arrays.copyOfRange(buffer, payloadEnds, at);
        at = payloadEnds;
        return id;
    }

    private boolean write(Tick tick) {
        at = 0;
        timeTo = 0;
        if (!isPlain(tick.source())) {
            return false;
        }
        ensureRoom(tick);
        put(SYMBOL);
        put(tick.symbol());
        put(SOURCE);
        put(tick.source());
        put(SEQUENCE);
        put(tick.sequence());
        put(
                switch (tick.kind()) {
                    case QUOTE -> QUOTE;
                    case TRADE -> TRADE;
                });
        int from = at;
        put(tick.occurredAt());
        int to = at;
        put(RECEIVED_AT);
        put(tick.receivedAt());
        buffer[at++] = '"';
        boolean plain = put(BID, tick.bid())
                && put(ASK, tick.ask())
                && put(BID_SIZE, tick.bidSize())
                && put(ASK_SIZE, tick.askSize())
                && put(PRICE, tick.price())
                && put(SIZE, tick.size());
        if (!plain) {
            at = 0;
            return false;
        }
        put(origin(tick.origin()));
        put(tick.derived() ? TRUE : FALSE);
        timeFrom = from;
        timeTo = to;
        return true;
    }

    private void ensureRoom(Tick tick) {
        int needed =
                at + MOST_BYTES + 2 * (tick.source().length() + tick.symbol().length());
        if (buffer.length < needed) {
            buffer = Arrays.copyOf(buffer, 2 * needed);
        }
    }

    private static byte[] origin(Origin origin) {
        return switch (origin) {
            case LIVE -> LIVE;
            case REPLAY -> REPLAY;
            case SYNTHETIC -> SYNTHETIC;
        };
    }

    /** Of all that a tick holds only its source is free text. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private void put(byte[] text) {
        System.arraycopy(text, 0, buffer, at, text.length);
        at += text.length;
    }

    private void put(String ascii) {
        for (int i = 0; i < ascii.length(); i++) {
            buffer[at++] = (byte) ascii.charAt(i);
        }
    }

    /** Not below zero. */
    private void put(long number) {
        putDigits(number, digitsOf(number));
    }

    private static int digitsOf(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    private void putDigits(long number, int digits) {
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        at += digits;
    }

    /** False when the decimal has more digits than fit. */
    private boolean put(byte[] name, @Nullable BigDecimal decimal) {
        if (decimal == null) {
            return true;
        }
        int scale = decimal.scale();
        long digits = Decimals.scaled(decimal, scale);
        if (digits == Decimals.NOT_SCALED) {
            return false;
        }
        put(name);
        long unit = Decimals.powerOfTen(scale);
        put(digits / unit);
        if (scale > 0) {
            buffer[at++] = '.';
            putDigits(digits % unit, scale);
        }
        buffer[at++] = '"';
        return true;
    }

    /** The text of {@link Instant#toString}. Ticks come by the million on one day. */
    private void put(Instant time) {
        long second = time.getEpochSecond();
        long itsDay = Math.floorDiv(second, SECONDS_OF_DAY);
        if (itsDay != day) {
            System.arraycopy(ascii(IsoTime.format(time)), 0, date, 0, DATE_CHARS);
            day = itsDay;
        }
        put(date);
        int ofDay = (int) (second - itsDay * SECONDS_OF_DAY);
        buffer[at++] = 'T';
        putDigits(ofDay / 3600, 2);
        buffer[at++] = ':';
        putDigits(ofDay / 60 % 60, 2);
        buffer[at++] = ':';
        putDigits(ofDay % 60, 2);
        int nanos = time.getNano();
        if (nanos != 0) {
            buffer[at++] = '.';
            if (nanos % 1_000_000 == 0) {
                putDigits(nanos / 1_000_000, 3);
            } else if (nanos % 1_000 == 0) {
                putDigits(nanos / 1_000, 6);
            } else {
                putDigits(nanos, 9);
            }
        }
        buffer[at++] = 'Z';
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
