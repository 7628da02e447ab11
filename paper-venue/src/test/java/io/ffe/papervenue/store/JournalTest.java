package io.ffe.papervenue.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.papervenue.domain.Entry;
import io.ffe.papervenue.domain.Exchange;
import io.ffe.papervenue.domain.Faults;
import io.ffe.papervenue.domain.JournalLine;
import io.ffe.papervenue.domain.Scene;
import io.ffe.schema.disk.SmallDisk;
import io.ffe.schema.event.Side;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {

    private static final String RUN = "run-1";

    @TempDir
    Path folder;

    private final Scene scene = new Scene(Scene.rules("10", "5", "1", "5"));

    private Path file() {
        return folder.resolve("venue/journal.jsonl");
    }

    private Journal open(List<JournalLine> into) {
        return open(RUN, into);
    }

    private Journal open(String runId, List<JournalLine> into) {
        return Journal.open(file(), runId, into::add, nanos -> {}, () -> {
            throw new AssertionError("the disk was lost");
        });
    }

    /** One line of each kind of entry. */
    private List<JournalLine> written() throws JournalUnwritable {
        scene.quote(Scene.BTC, "60000", "60001", "3");
        scene.set(new Faults(1, 0, 0, 0, false, 0, 50, 9));
        scene.place(Scene.market("rejected", Side.BUY, "1"));
        scene.place(Scene.trailing("e", Side.BUY, "1", "59000", "62000", "1000"));
        scene.quote(Scene.BTC, "60000", "60001", "3");
        scene.quote(Scene.BTC, "60000", "60001");
        scene.quote(Scene.BTC, "60500", "60501");
        scene.cancel("e");
        scene.place(Scene.limitUntil("until", Side.BUY, "1", "50000", 60));
        scene.pause(90);
        scene.exchange().mark().ifPresent(scene::apply);
        try (Journal journal = open(new ArrayList<>())) {
            for (JournalLine line : scene.lines()) {
                journal.append(line);
            }
            journal.awaitDurable(scene.lines().size());
        }
        return scene.lines();
    }

    @Test
    void what_was_written_is_read_back_equal() throws JournalUnwritable {
        List<JournalLine> written = written();
        List<JournalLine> read = new ArrayList<>();
        open(read).close();

        assertThat(read).isEqualTo(written);
        assertThat(read.stream().flatMap(line -> line.entries().stream()).map(Object::getClass))
                .as("every kind of entry is in it")
                .contains(Entry.class.getPermittedSubclasses());
    }

    /** An older build, which does not know how a stop moves, says which version is needed. */
    @Test
    void a_journal_of_format_1_is_gone_on_with_and_one_of_a_later_format_is_refused()
            throws JournalUnwritable, IOException {
        List<JournalLine> written = written();
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.set(0, header(1));
        Files.write(file(), lines);
        List<JournalLine> read = new ArrayList<>();
        open(read).close();
        assertThat(read).isEqualTo(written);

        lines.set(0, header(3));
        Files.write(file(), lines);
        assertThatThrownBy(() -> open(new ArrayList<>()))
                .hasMessageContaining("has format 3, expected 1 to 2; use the version of FFE that wrote it");
    }

    private static String header(int format) {
        return new String(JournalCodec.encode(new JournalHeader(format, RUN)), StandardCharsets.UTF_8).strip();
    }

    @Test
    void a_recovered_exchange_has_the_orders_of_the_old_one() throws JournalUnwritable {
        written();
        Exchange recovered = new Exchange(Scene.rules("10", "5", "1", "5"));
        Journal.open(file(), RUN, recovered::apply, nanos -> {}, () -> {}).close();

        assertThat(recovered.ordersOf(Scene.MAIN)).isEqualTo(scene.exchange().ordersOf(Scene.MAIN));
        assertThat(recovered.accounts()).isEqualTo(scene.exchange().accounts());
    }

    @Test
    void a_last_line_torn_at_any_byte_is_cut_and_the_rest_stays() throws JournalUnwritable, IOException {
        List<JournalLine> written = written();
        byte[] whole = Files.readAllBytes(file());
        int lastLine = lastLineStart(whole);
        for (int end = lastLine; end < whole.length; end += 11) {
            Files.write(file(), Arrays.copyOf(whole, end));
            List<JournalLine> read = new ArrayList<>();
            try (Journal journal = open(read)) {
                assertThat(read).isEqualTo(written.subList(0, written.size() - 1));
                assertThat(Files.size(file())).isEqualTo(lastLine);
                journal.append(written.getLast());
            }
            assertThat(Files.readAllBytes(file())).isEqualTo(whole);
        }
    }

    @Test
    void a_torn_header_is_written_again() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "{\"format\":1,\"ru");

        assertThatCode(() -> open(new ArrayList<>()).close()).doesNotThrowAnyException();
        assertThat(Files.readString(file()))
                .startsWith("{\"format\":2,\"runId\":\"run-1\"")
                .endsWith("\"}\n");
    }

    @Test
    void a_flipped_digit_in_the_middle_stops_the_start_and_names_the_line() throws JournalUnwritable, IOException {
        written();
        String text = Files.readString(file());
        int third = text.indexOf('\n', text.indexOf('\n') + 1) + 1;
        int digit = text.indexOf("\"quantity\":\"1\"", third) + "\"quantity\":\"".length();
        Files.writeString(file(), text.substring(0, digit) + "9" + text.substring(digit + 1));

        assertThatThrownBy(() -> open(new ArrayList<>()))
                .isInstanceOf(JournalDamaged.class)
                .hasMessageContaining(file().toString())
                .hasMessageContaining("line 3")
                .hasMessageContaining("checksum")
                .hasMessageContaining("restore");
    }

    @Test
    void a_missing_line_stops_the_start_and_names_the_line() throws JournalUnwritable, IOException {
        written();
        List<String> lines = new ArrayList<>(Files.readAllLines(file()));
        lines.remove(2);
        Files.writeString(file(), String.join("\n", lines) + "\n");

        assertThatThrownBy(() -> open(new ArrayList<>()))
                .hasMessageContaining("line 3")
                .hasMessageContaining("numbered 3, expected 2");
    }

    @Test
    void a_journal_of_another_run_is_refused() throws JournalUnwritable {
        written();

        assertThatThrownBy(() -> open("run-2", new ArrayList<>()))
                .hasMessageContaining("belongs to run 'run-1', this is run 'run-2'");
    }

    @Test
    void a_second_owner_is_refused_until_the_first_lets_go() {
        Journal first = open(new ArrayList<>());

        assertThatThrownBy(() -> open(new ArrayList<>())).hasMessageContaining("is held by another process");
        first.close();
        assertThatCode(() -> open(new ArrayList<>()).close()).doesNotThrowAnyException();
    }

    @Test
    void a_place_that_cannot_be_written_to_is_named() throws IOException {
        Path plainFile = Files.createFile(folder.resolve("plain"));

        assertThatThrownBy(
                        () -> Journal.open(plainFile.resolve("journal.jsonl"), RUN, line -> {}, nanos -> {}, () -> {}))
                .isInstanceOf(JournalDamaged.class)
                .hasMessageContaining("plain")
                .hasMessageContaining("ffe.paper-venue.journal");
    }

    /** A line would fit into what is free of the file's last block: the disk has no room, and the venue says so. */
    @Test
    void a_full_disk_takes_no_line_and_the_next_one_goes_on_when_there_is_room() throws IOException, JournalUnwritable {
        assumeTrue(SmallDisk.possible(), "a small disk of its own needs the right to mount");
        scene.quote(Scene.BTC, "60000", "60001");
        scene.place(Scene.market("first", Side.BUY, "1"));
        scene.place(Scene.market("second", Side.BUY, "1"));
        JournalLine first = scene.lines().getFirst();
        JournalLine second = scene.lines().get(1);
        try (SmallDisk disk = SmallDisk.at(file().getParent(), 1)) {
            List<JournalLine> read = new ArrayList<>();
            try (Journal journal = open(read)) {
                journal.append(first);
                disk.fill();

                assertThatThrownBy(() -> journal.append(second))
                        .isInstanceOf(JournalUnwritable.class)
                        .hasMessage(journal.refusal())
                        .hasMessageContaining(" has 0 bytes left on its disk, expected at least 4096");
                disk.makeRoom();
                assertThat(journal.refusal()).isNull();
                journal.append(second);
            }
            open(read).close();
            assertThat(read).containsExactly(first, second);
        }
    }

    @Test
    void garbage_that_a_failed_write_left_behind_is_overwritten() throws JournalUnwritable, IOException {
        List<JournalLine> written = written();
        try (Journal journal = open(new ArrayList<>())) {
            try (RandomAccessFile tail = new RandomAccessFile(file().toFile(), "rw")) {
                tail.seek(tail.length());
                tail.write("half a li".getBytes(StandardCharsets.UTF_8));
            }
            JournalLine next = scene.exchange().set(Faults.NONE, null);
            journal.append(next);
            scene.apply(next);
        }
        List<JournalLine> read = new ArrayList<>();
        open(read).close();

        assertThat(read).isEqualTo(written);
    }

    @Test
    void an_empty_line_is_damage() throws JournalUnwritable, IOException {
        written();
        Files.writeString(file(), "\n", StandardOpenOption.APPEND);

        assertThatThrownBy(() -> open(new ArrayList<>())).hasMessageContaining("does not end in a checksum");
    }

    private static int lastLineStart(byte[] whole) {
        for (int i = whole.length - 2; i >= 0; i--) {
            if (whole[i] == '\n') {
                return i + 1;
            }
        }
        throw new AssertionError("one line only");
    }
}
