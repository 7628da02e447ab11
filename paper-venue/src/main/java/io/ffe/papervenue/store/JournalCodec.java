package io.ffe.papervenue.store;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ffe.papervenue.domain.Entry;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * Lines of the journal to bytes and back. The last member of each line's object is {@code crc}: CRC-32C in hex of all
 * bytes before it.
 */
final class JournalCodec {

    private static final byte[] CRC_MEMBER = ",\"crc\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\"}".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_DIGITS = 8;
    private static final int TRAILER = CRC_MEMBER.length + CRC_DIGITS + END.length;

    private static final ObjectMapper MAPPER = Json.mapper().copy().addMixIn(Entry.class, NamedKinds.class);

    private JournalCodec() {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Entry.CashCredited.class, name = "CASH_CREDITED"),
        @JsonSubTypes.Type(value = Entry.OrderAccepted.class, name = "ORDER_ACCEPTED"),
        @JsonSubTypes.Type(value = Entry.OrderRejected.class, name = "ORDER_REJECTED"),
        @JsonSubTypes.Type(value = Entry.OrderFilled.class, name = "ORDER_FILLED"),
        @JsonSubTypes.Type(value = Entry.OrderResized.class, name = "ORDER_RESIZED"),
        @JsonSubTypes.Type(value = Entry.StopMoved.class, name = "STOP_MOVED"),
        @JsonSubTypes.Type(value = Entry.OrderEnded.class, name = "ORDER_ENDED"),
        @JsonSubTypes.Type(value = Entry.FaultsSet.class, name = "FAULTS_SET")
    })
    private interface NamedKinds {}

    /** The bytes of a line, with its line feed. */
    static byte[] encode(Object line) {
        byte[] json;
        try {
            json = MAPPER.writeValueAsBytes(line);
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("a journal line has a JSON form: " + line, bug);
        }
        int body = json.length - 1;
        byte[] bytes = Arrays.copyOf(json, body + TRAILER + 1);
        System.arraycopy(CRC_MEMBER, 0, bytes, body, CRC_MEMBER.length);
        byte[] crc = crc(json, body).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(crc, 0, bytes, body + CRC_MEMBER.length, CRC_DIGITS);
        System.arraycopy(END, 0, bytes, body + CRC_MEMBER.length + CRC_DIGITS, END.length);
        bytes[bytes.length - 1] = '\n';
        return bytes;
    }

    /**
     * Reads a line without its line feed.
     *
     * @throws IOException saying what is wrong with it
     */
    static <T> T decode(byte[] line, Class<T> type) throws IOException {
        int body = line.length - TRAILER;
        if (body < 1 || !Arrays.equals(line, body, body + CRC_MEMBER.length, CRC_MEMBER, 0, CRC_MEMBER.length)) {
            throw new IOException("it does not end in a checksum");
        }
        String stated = new String(line, body + CRC_MEMBER.length, CRC_DIGITS, StandardCharsets.US_ASCII);
        String actual = crc(line, body);
        if (!stated.equals(actual)) {
            throw new IOException("its checksum is " + stated + ", its content has " + actual);
        }
        return MAPPER.readValue(line, type);
    }

    private static String crc(byte[] bytes, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
