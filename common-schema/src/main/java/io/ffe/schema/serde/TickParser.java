package io.ffe.schema.serde;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.topic.Topics;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the payload of a tick where it lies, without a tree, a token or a text in between. It knows the plain form: ASCII without escapes,
 * known fields in any order, each once, white space where JSON allows it, decimals of up to 18 digits, times in UTC. Of everything
 * else, and of everything that is wrong, it says nothing: that is {@link EventCodec}'s to read or to refuse.
 *
 * <p>Holds what the last ticks had in common (names, dates), so it belongs to one thread.
 */
public final class TickParser {

    private static final int MOST_DIGITS = 18;
    private static final int SECONDS_OF_DAY = 86_400;
    private static final int DATE_CHARS = 10;
    /** {@code yyyy-MM-ddTHH:mm:ssZ}. */
    private static final int SHORTEST_TIME = 20;

    private static final int NAMES = 256;
    private static final byte[] QUOTE = ascii("QUOTE");
    private static final byte[] TRADE = ascii("TRADE");
    private static final byte[] LIVE = ascii("live");
    private static final byte[] REPLAY = ascii("replay");
    private static final byte[] SYNTHETIC = ascii("synthetic");
    private static final byte[] TRUE = ascii("true");
    private static final byte[] FALSE = ascii("false");

    private final @Nullable String[] names = new @Nullable String[NAMES];
    private final byte[] date = ascii("1970-01-01");
    private long dateSecond;

    private byte[] json = {};
    private int at;

    /** The tick, or null when it is not of the plain form, right or wrong. */
    public @Nullable Tick parse(byte[] payload) {
        if (payload.length > Topics.MAX_PAYLOAD_BYTES) {
            return null;
        }
        json = payload;
        at = 0;
        try {
            return tick();
        } catch (NotPlain | IllegalArgumentException notPlain) {
            return null;
        } catch (ArrayIndexOutOfBoundsException torn) {
            // It ends before its object does. Looking for the end at each byte would cost every tick.
            return null;
        }
    }

    private Tick tick() throws NotPlain {
        String symbol = null;
        String source = null;
        long sequence = -1;
        Tick.Kind kind = null;
        Instant occurredAt = null;
        Instant receivedAt = null;
        BigDecimal bid = null;
        BigDecimal ask = null;
        BigDecimal bidSize = null;
        BigDecimal askSize = null;
        BigDecimal price = null;
        BigDecimal size = null;
        Origin origin = null;
        Boolean derived = null;
        expect('{');
        do {
            expect('"');
            int name = at;
            int length = endOfText() - name;
            expect(':');
            switch (Field.of(json, name, length)) {
                case SYMBOL -> symbol = once(symbol, name());
                case SOURCE -> source = once(source, name());
                case SEQUENCE -> sequence = sequence == -1 ? integer() : never();
                case KIND -> kind = once(kind, kind());
                case OCCURRED_AT -> occurredAt = once(occurredAt, time());
                case RECEIVED_AT -> receivedAt = once(receivedAt, time());
                case BID -> bid = once(bid, decimal());
                case ASK -> ask = once(ask, decimal());
                case BID_SIZE -> bidSize = once(bidSize, decimal());
                case ASK_SIZE -> askSize = once(askSize, decimal());
                case PRICE -> price = once(price, decimal());
                case SIZE -> size = once(size, decimal());
                case ORIGIN -> origin = once(origin, origin());
                case DERIVED -> derived = once(derived, truth());
                case UNKNOWN -> throw NotPlain.HERE;
            }
        } while (more());
        expectEnd();
        if (symbol == null
                || source == null
                || sequence == -1
                || kind == null
                || occurredAt == null
                || receivedAt == null
                || origin == null
                || derived == null) {
            throw NotPlain.HERE;
        }
        return new Tick(
                symbol,
                source,
                sequence,
                kind,
                occurredAt,
                receivedAt,
                bid,
                ask,
                bidSize,
                askSize,
                price,
                size,
                origin,
                derived);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private enum Field {
        SYMBOL("symbol"),
        SOURCE("source"),
        SEQUENCE("sequence"),
        KIND("kind"),
        OCCURRED_AT("occurredAt"),
        RECEIVED_AT("receivedAt"),
        BID("bid"),
        ASK("ask"),
        BID_SIZE("bidSize"),
        ASK_SIZE("askSize"),
        PRICE("price"),
        SIZE("size"),
        ORIGIN("origin"),
        DERIVED("derived"),
        UNKNOWN("");

        private final byte[] bytes;

        Field(String name) {
            this.bytes = ascii(name);
        }

        static Field of(byte[] json, int at, int length) {
            Field candidate = switch (length) {
                case 3 -> json[at] == 'b' ? BID : ASK;
                case 4 -> json[at] == 'k' ? KIND : SIZE;
                case 5 -> PRICE;
                case 6 -> json[at] == 'o' ? ORIGIN : json[at + 1] == 'y' ? SYMBOL : SOURCE;
                case 7 -> json[at] == 'b' ? BID_SIZE : json[at] == 'a' ? ASK_SIZE : DERIVED;
                case 8 -> SEQUENCE;
                case 10 -> json[at] == 'o' ? OCCURRED_AT : RECEIVED_AT;
                default -> UNKNOWN;
            };
            return matches(json, at, candidate.bytes) ? candidate : UNKNOWN;
        }
    }

    private static boolean matches(byte[] json, int at, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (json[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static <T> T once(@Nullable T before, T value) throws NotPlain {
        if (before != null) {
            throw NotPlain.HERE;
        }
        return value;
    }

    private static long never() throws NotPlain {
        throw NotPlain.HERE;
    }

    /** To the byte after the next one that is no white space, which has to be this one. */
    private void expect(char wanted) throws NotPlain {
        if (significant() != wanted) {
            throw NotPlain.HERE;
        }
    }

    private byte significant() {
        byte c = json[at++];
        while (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            c = json[at++];
        }
        return c;
    }

    /** True at a comma, false at the end of the object. */
    private boolean more() throws NotPlain {
        byte c = significant();
        if (c != ',' && c != '}') {
            throw NotPlain.HERE;
        }
        return c == ',';
    }

    private void expectEnd() throws NotPlain {
        while (at < json.length) {
            byte c = json[at++];
            if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                throw NotPlain.HERE;
            }
        }
    }

    /** From inside a text to the byte after its closing quote; returns where the quote is. */
    private int endOfText() throws NotPlain {
        int end = at;
        byte c = json[end];
        while (c != '"') {
            if (c < ' ' || c == '\\' || c == 0x7f) {
                throw NotPlain.HERE;
            }
            c = json[++end];
        }
        at = end + 1;
        return end;
    }

    /** The same few names come again and again: each is made once, and its hash is computed once. */
    private String name() throws NotPlain {
        expect('"');
        int start = at;
        int end = endOfText();
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + json[i];
        }
        int place = (hash ^ hash >>> 16) & NAMES - 1;
        String known = names[place];
        if (known != null && isAt(known, start, end)) {
            return known;
        }
        String made = new String(json, start, end - start, StandardCharsets.ISO_8859_1);
        names[place] = made;
        return made;
    }

    private boolean isAt(String text, int start, int end) {
        if (text.length() != end - start) {
            return false;
        }
        for (int i = start; i < end; i++) {
            if (text.charAt(i - start) != json[i]) {
                return false;
            }
        }
        return true;
    }

    private long integer() throws NotPlain {
        byte c = significant();
        int start = at - 1;
        long number = 0;
        while (c >= '0' && c <= '9') {
            number = number * 10 + (c - '0');
            c = json[at++];
        }
        at--;
        int digits = at - start;
        if (digits == 0
                || digits > MOST_DIGITS
                || (digits > 1 && json[start] == '0')
                || c == '.'
                || c == 'e'
                || c == 'E') {
            throw NotPlain.HERE;
        }
        return number;
    }

    private BigDecimal decimal() throws NotPlain {
        expect('"');
        int start = at;
        int point = -1;
        long number = 0;
        byte c = json[at++];
        while (c != '"') {
            if (c >= '0' && c <= '9') {
                number = number * 10 + (c - '0');
            } else if (c == '.' && point < 0) {
                point = at - 1;
            } else {
                throw NotPlain.HERE;
            }
            c = json[at++];
        }
        int end = at - 1;
        int decimals = point < 0 ? 0 : end - point - 1;
        int digits = end - start - (point < 0 ? 0 : 1);
        // Without a digit before the point, or with a point and none after it, it is no number.
        if (digits == 0 || digits > MOST_DIGITS || point == start || point == end - 1) {
            throw NotPlain.HERE;
        }
        return BigDecimal.valueOf(number, decimals);
    }

    private Tick.Kind kind() throws NotPlain {
        expect('"');
        int start = at;
        int length = endOfText() - start;
        if (length == 5 && matches(json, start, QUOTE)) {
            return Tick.Kind.QUOTE;
        }
        if (length == 5 && matches(json, start, TRADE)) {
            return Tick.Kind.TRADE;
        }
        throw NotPlain.HERE;
    }

    private Origin origin() throws NotPlain {
        expect('"');
        int start = at;
        int length = endOfText() - start;
        if (length == LIVE.length && matches(json, start, LIVE)) {
            return Origin.LIVE;
        }
        if (length == REPLAY.length && matches(json, start, REPLAY)) {
            return Origin.REPLAY;
        }
        if (length == SYNTHETIC.length && matches(json, start, SYNTHETIC)) {
            return Origin.SYNTHETIC;
        }
        throw NotPlain.HERE;
    }

    private Boolean truth() throws NotPlain {
        byte[] wanted = significant() == 't' ? TRUE : FALSE;
        if (!matches(json, at - 1, wanted)) {
            throw NotPlain.HERE;
        }
        at += wanted.length - 1;
        return wanted == TRUE;
    }

    private Instant time() throws NotPlain {
        expect('"');
        int start = at;
        return time(start, endOfText());
    }

    /** A time in a header, or null when it is not of the plain form. */
    public @Nullable Instant parseTime(byte[] text) {
        json = text;
        try {
            return time(0, text.length);
        } catch (NotPlain | IllegalArgumentException notPlain) {
            return null;
        }
    }

    /** {@code yyyy-MM-ddTHH:mm:ss[.f]Z} with up to nine decimals, in the years 0000 to 9999. */
    private Instant time(int start, int end) throws NotPlain {
        if (end - start < SHORTEST_TIME
                || json[start + 10] != 'T'
                || json[start + 13] != ':'
                || json[start + 16] != ':'
                || json[end - 1] != 'Z') {
            throw NotPlain.HERE;
        }
        int hour = twoDigits(start + 11);
        int minute = twoDigits(start + 14);
        int second = twoDigits(start + 17);
        if (hour > 23 || minute > 59 || second > 59) {
            throw NotPlain.HERE;
        }
        return Instant.ofEpochSecond(
                secondOfDate(start) + (hour * 60 + minute) * 60L + second, nanos(start + SHORTEST_TIME - 1, end - 1));
    }

    private int nanos(int from, int end) throws NotPlain {
        if (from == end) {
            return 0;
        }
        int digits = end - from - 1;
        if (json[from] != '.' || digits < 1 || digits > 9) {
            throw NotPlain.HERE;
        }
        int nanos = 0;
        for (int i = from + 1; i < end; i++) {
            nanos = nanos * 10 + digit(i);
        }
        for (int i = digits; i < 9; i++) {
            nanos *= 10;
        }
        return nanos;
    }

    /** Ticks come by the million on one day. */
    private long secondOfDate(int start) throws NotPlain {
        for (int i = 0; i < DATE_CHARS; i++) {
            if (json[start + i] != date[i]) {
                return secondOfOtherDate(start);
            }
        }
        return dateSecond;
    }

    private long secondOfOtherDate(int start) throws NotPlain {
        if (json[start + 4] != '-' || json[start + 7] != '-') {
            throw NotPlain.HERE;
        }
        int month = twoDigits(start + 5);
        int day = twoDigits(start + 8);
        int year = twoDigits(start) * 100 + twoDigits(start + 2);
        if (month < 1
                || month > 12
                || day < 1
                || day > LocalDate.of(year, month, 1).lengthOfMonth()) {
            throw NotPlain.HERE;
        }
        dateSecond = LocalDate.of(year, month, day).toEpochDay() * SECONDS_OF_DAY;
        System.arraycopy(json, start, date, 0, DATE_CHARS);
        return dateSecond;
    }

    private int twoDigits(int from) throws NotPlain {
        return digit(from) * 10 + digit(from + 1);
    }

    private int digit(int from) throws NotPlain {
        int digit = json[from] - '0';
        if (digit < 0 || digit > 9) {
            throw NotPlain.HERE;
        }
        return digit;
    }

    /** Leaves the short way. Without a stack trace: it says nothing, and a flood of bad records is when time matters. */
    private static final class NotPlain extends Exception {

        private static final long serialVersionUID = 1L;
        static final NotPlain HERE = new NotPlain();

        private NotPlain() {
            super(null, null, false, false);
        }
    }
}
