package io.ffe.stack.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A journal that the venue would not start with, or that is another's, is refused while nothing has been changed yet. */
class VenueJournalTest {

    static final String HEADER = line("{\"format\":2,\"runId\":\"synthetic-1\"");
    static final String FIRST = taken(1, "a");
    static final String SECOND = taken(2, "b");

    private Path file;
    private Path copy;

    @BeforeEach
    void places(@TempDir Path folder) {
        file = folder.resolve("journal.jsonl");
        copy = folder.resolve("copy.jsonl");
    }

    @Test
    void one_that_went_on_from_the_backup_s_copy_is_taken_with_its_orders_and_torn_ends_are_no_damage()
            throws IOException {
        Files.writeString(copy, HEADER + FIRST + SECOND.substring(0, 9));
        Files.writeString(file, HEADER + FIRST + SECOND + taken(3, "c").substring(0, 20));

        assertThat(read().orders()).containsExactly("a", "b");
        assertThat(VenueJournal.read(copy, "synthetic-1", copy).orders()).containsExactly("a");
    }

    @Test
    void none_and_one_without_a_line_are_a_venue_that_begins_anew() throws IOException {
        assertThat(read().orders()).isEmpty();

        Files.writeString(file, HEADER.substring(0, 9));
        assertThat(read().orders()).isEmpty();
    }

    @Test
    void a_damaged_line_is_named() throws IOException {
        Files.writeString(file, HEADER + FIRST.replace("\"a\"", "\"z\"") + SECOND);
        refused("is damaged: its line 2 has checksum");

        Files.writeString(file, HEADER + SECOND);
        refused("is damaged: its line 2 is numbered 2, expected 1");

        Files.writeString(file, "no journal\n");
        refused("is damaged: its line 1 does not end in a checksum");
    }

    @Test
    void one_of_another_run_is_refused_with_both_names() throws IOException {
        Files.writeString(file, line("{\"format\":2,\"runId\":\"synthetic-2\"") + FIRST);

        refused("belongs to run 'synthetic-2', the backup is of run 'synthetic-1'");
    }

    @Test
    void one_that_ends_before_the_backup_s_copy_or_went_another_way_is_refused() throws IOException {
        Files.writeString(copy, HEADER + FIRST + SECOND);
        Files.writeString(file, HEADER + FIRST);
        refused("it ends at byte " + (HEADER + FIRST).length() + ", expected the same "
                + (HEADER + FIRST + SECOND).length() + " bytes");

        Files.writeString(file, HEADER + FIRST + taken(2, "x"));
        refused("they differ at byte ");
    }

    private VenueJournal read() {
        return VenueJournal.read(file, "synthetic-1", copy);
    }

    private void refused(String why) {
        assertThatThrownBy(this::read)
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll(file.toString(), why, "Nothing was changed", "--venue FILE");
    }

    static String taken(int number, String order) {
        return line("{\"line\":" + number + ",\"entries\":[{\"kind\":\"ORDER_ACCEPTED\",\"order\":{\"clientOrderId\":\""
                + order + "\",\"portfolioId\":\"main\",\"symbol\":\"BTCUSDT\",\"side\":\"BUY\"}}]");
    }

    static String line(String body) {
        CRC32C crc = new CRC32C();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        return body + ",\"crc\":\"" + HexFormat.of().toHexDigits((int) crc.getValue()) + "\"}\n";
    }
}
