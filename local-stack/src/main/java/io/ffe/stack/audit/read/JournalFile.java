package io.ffe.stack.audit.read;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Side;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.audit.fact.VenueEntry;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The paper venue's journal, read beside the venue: JSON lines, each with its number and a checksum, a header first. Lines that
 * were read are not read again; a last line without its line feed is still being written.
 */
public final class JournalFile {

    private static final byte[] CRC_MEMBER = ",\"crc\":\"".getBytes(StandardCharsets.US_ASCII);
    private static final int CRC_DIGITS = 8;
    private static final int TRAILER = CRC_MEMBER.length + CRC_DIGITS + "\"}".length();

    private final Path file;
    private long position;
    private long lines;
    private boolean damaged;
    private @Nullable String runId;

    public JournalFile(Path file) {
        this.file = file;
    }

    /** Hands over what was written since the last call. A journal that is not there yet is empty. */
    public void read(Consumer<VenueEntry> each) {
        if (damaged || !Files.exists(file)) {
            return;
        }
        try (InputStream bytes = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            bytes.skipNBytes(position);
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int read = bytes.read(); read >= 0 && !damaged; read = bytes.read()) {
                if (read == '\n') {
                    position += line.size() + 1L;
                    take(line.toByteArray(), each);
                    line.reset();
                } else {
                    line.write(read);
                }
            }
        } catch (IOException unreadable) {
            throw Problem.failure(
                    "the venue's journal " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** The run that it says it belongs to; empty until its header was read. */
    public Optional<String> runId() {
        return Optional.ofNullable(runId);
    }

    /** Where the last line that was read ends, in bytes. */
    public long position() {
        return position;
    }

    private void take(byte[] line, Consumer<VenueEntry> each) {
        lines++;
        try {
            JsonNode content = checked(line);
            if (lines == 1) {
                runId = content.path("runId").asText();
            } else {
                if (content.path("line").asLong() != lines - 1) {
                    throw new IOException("is numbered " + content.path("line").asLong() + ", expected " + (lines - 1));
                }
                for (JsonNode entry : content.path("entries")) {
                    take(entry, each);
                }
            }
        } catch (IOException wrong) {
            damaged = true;
            each.accept(new VenueEntry.Damaged(lines, String.valueOf(wrong.getMessage())));
        }
    }

    private void take(JsonNode entry, Consumer<VenueEntry> each) throws IOException {
        String portfolio = entry.path("portfolioId").asText();
        JsonNode order = entry.path("order");
        switch (entry.path("kind").asText()) {
            case "CASH_CREDITED" ->
                each.accept(new VenueEntry.Credited(lines, portfolio, amount(entry.path("amount"))));
            case "ORDER_ACCEPTED" -> each.accept(taken(order, false));
            case "ORDER_REJECTED" -> each.accept(taken(order, true));
            case "ORDER_FILLED" ->
                each.accept(new VenueEntry.Traded(
                        lines,
                        portfolio,
                        entry.path("clientOrderId").asText(),
                        entry.path("tradeId").asText(),
                        amount(entry.path("quantity")),
                        amount(entry.path("price")),
                        amount(entry.path("fee"))));
            case "ORDER_RESIZED", "ORDER_ENDED" -> each.accept(new VenueEntry.Other(lines, portfolio));
            case "STOP_MOVED", "FAULTS_SET" -> {}
            default ->
                throw new IOException(
                        "holds an entry of unknown kind '" + entry.path("kind").asText() + "'");
        }
    }

    private VenueEntry taken(JsonNode order, boolean refused) {
        return new VenueEntry.Taken(
                lines,
                order.path("portfolioId").asText(),
                order.path("clientOrderId").asText(),
                order.path("symbol").asText(),
                Side.valueOf(order.path("side").asText()),
                refused);
    }

    private static BigDecimal amount(JsonNode text) {
        return new BigDecimal(text.asText());
    }

    private static JsonNode checked(byte[] line) throws IOException {
        int body = line.length - TRAILER;
        if (body < 1 || !Arrays.equals(line, body, body + CRC_MEMBER.length, CRC_MEMBER, 0, CRC_MEMBER.length)) {
            throw new IOException("does not end in a checksum");
        }
        String stated = new String(line, body + CRC_MEMBER.length, CRC_DIGITS, StandardCharsets.US_ASCII);
        CRC32C crc = new CRC32C();
        crc.update(line, 0, body);
        String actual = HexFormat.of().toHexDigits((int) crc.getValue());
        if (!stated.equals(actual)) {
            throw new IOException("has checksum " + stated + ", its content has " + actual);
        }
        return Json.mapper().readTree(line);
    }
}
