package io.ffe.stack.audit.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Side;
import io.ffe.stack.audit.fact.VenueEntry;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal is read while the venue writes it, each line once, and what is damaged is not believed. */
class JournalFileTest {

    private static final String HEADER = "{\"format\":1,\"runId\":\"r\"";
    private static final String CREDITED = entry(1, """
            {"kind":"CASH_CREDITED","portfolioId":"main","amount":"1000","at":"1970-01-01T00:00:00Z","reason":"START"}""");
    private static final String TAKEN = entry(2, """
            {"kind":"ORDER_ACCEPTED","order":{"clientOrderId":"a","portfolioId":"main","symbol":"BTCUSDT","side":"SELL"}}""");
    private static final String FILLED = entry(3, """
            {"kind":"ORDER_FILLED","portfolioId":"main","clientOrderId":"a","tradeId":"T1","quantity":"2","price":"3","fee":"0.1"}""");

    private Path file;
    private JournalFile journal;
    private final List<VenueEntry> read = new ArrayList<>();

    @BeforeEach
    void open(@TempDir Path folder) {
        file = folder.resolve("journal.jsonl");
        journal = new JournalFile(file);
    }

    @Test
    void a_journal_that_is_not_there_yet_is_empty() {
        journal.read(read::add);

        assertThat(read).isEmpty();
    }

    @Test
    void it_is_read_on_from_where_it_was_left_and_a_line_without_its_end_waits() throws IOException {
        String torn = line(TAKEN);
        append(line(HEADER) + line(CREDITED) + torn.substring(0, 40));
        journal.read(read::add);
        assertThat(read).containsExactly(new VenueEntry.Credited(2, "main", new BigDecimal("1000")));

        append(torn.substring(40) + line(FILLED));
        journal.read(read::add);
        assertThat(read.subList(1, read.size()))
                .containsExactly(
                        new VenueEntry.Taken(3, "main", "a", "BTCUSDT", Side.SELL, false),
                        new VenueEntry.Traded(
                                4, "main", "a", "T1", new BigDecimal("2"), new BigDecimal("3"), new BigDecimal("0.1")));
    }

    @Test
    void a_changed_line_is_damage_and_nothing_after_it_counts() throws IOException {
        append(line(HEADER) + line(CREDITED).replace("1000", "9000") + line(TAKEN));
        journal.read(read::add);
        journal.read(read::add);

        assertThat(read)
                .singleElement()
                .satisfies(entry -> assertThat(entry).isInstanceOfSatisfying(VenueEntry.Damaged.class, damaged -> {
                    assertThat(damaged.line()).isEqualTo(2);
                    assertThat(damaged.what()).startsWith("has checksum ");
                }));
    }

    @Test
    void a_line_that_is_missing_is_damage() throws IOException {
        append(line(HEADER) + line(TAKEN));
        journal.read(read::add);

        assertThat(read).containsExactly(new VenueEntry.Damaged(2, "is numbered 2, expected 1"));
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String entry(long line, String entry) {
        return "{\"line\":" + line + ",\"cause\":\"COMMAND\",\"entries\":[" + entry + "]";
    }

    /** As the venue writes it: the checksum of all bytes before it is the last member. */
    private static String line(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return body + ",\"crc\":\"" + HexFormat.of().toHexDigits((int) crc.getValue()) + "\"}\n";
    }
}
