package io.ffe.schema.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.schema.event.EventType;
import io.ffe.schema.id.Ids;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.sample.Samples.Sample;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.serde.Decoded;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.serde.NotCore;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/topics.md} says what the code does: its tables come from it, and its examples go through it. */
class TopicsDocTest {

    private static final Path DOC = Path.of("../docs/topics.md");
    private static final Pattern PRODUCED =
            Pattern.compile("echo '(?<key>[^|]+)\\|(?<payload>[^']+)' *\\\\\\n(?<kcat>.*?)```", Pattern.DOTALL);
    private static final Pattern HEADER = Pattern.compile("-H ([\\w-]+)=(\\S+)");

    /** The tables between markers. {@code -Ddocs.write=true} writes them anew. */
    enum Generated {
        TOPICS(TopicsDocTest::topics),
        EVENTS(TopicsDocTest::events),
        IDS(TopicsDocTest::ids),
        REASONS(TopicsDocTest::reasons);

        private final Supplier<String> table;

        Generated(Supplier<String> table) {
            this.table = table;
        }

        String begin() {
            return "<!-- " + name().toLowerCase(Locale.ROOT) + ":begin -->\n";
        }

        String end() {
            return "<!-- " + name().toLowerCase(Locale.ROOT) + ":end -->";
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_generated_table_is_up_to_date(Generated part) throws IOException {
        String doc = Files.readString(DOC);
        int from = doc.indexOf(part.begin()) + part.begin().length();
        int to = doc.indexOf(part.end());
        assertThat(to).as("markers of %s in %s", part, DOC).isGreaterThanOrEqualTo(from);
        String expected = part.table.get();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(DOC, doc.substring(0, from) + expected + doc.substring(to));
            doc = Files.readString(DOC);
            to = doc.indexOf(part.end());
        }

        assertThat(doc.substring(from, to))
                .as(
                        "docs/topics.md; write it anew with ./mvnw -pl common-schema test -Dtest=TopicsDocTest -Ddocs.write=true")
                .isEqualTo(expected);
    }

    static Stream<Matcher> producedExamples() throws IOException {
        Matcher matcher = PRODUCED.matcher(Files.readString(DOC));
        List<Matcher> found = new ArrayList<>();
        while (matcher.find()) {
            Matcher copy = PRODUCED.matcher(matcher.group());
            assertThat(copy.find()).isTrue();
            found.add(copy);
        }
        assertThat(found).hasSize(2);
        return found.stream();
    }

    @ParameterizedTest
    @MethodSource("producedExamples")
    void what_the_page_tells_to_produce_is_accepted(Matcher example) {
        Map<String, String> headers = new LinkedHashMap<>();
        Matcher header = HEADER.matcher(example.group("kcat"));
        while (header.find()) {
            headers.put(header.group(1), header.group(2));
        }
        Matcher topic = Pattern.compile("-t (\\S+)").matcher(example.group("kcat"));
        assertThat(topic.find()).isTrue();

        Decoded decoded = EventCodec.decode(
                Topics.byName(topic.group(1)).orElseThrow(),
                example.group("key"),
                example.group("payload").getBytes(StandardCharsets.UTF_8),
                headers);

        assertThat(decoded)
                .isInstanceOfSatisfying(
                        Decoded.Accepted.class,
                        accepted -> assertThat(headers)
                                .containsEntry("ce_id", accepted.event().eventId()));
        assertThat(headers).containsKeys("ce_specversion", "ce_type", "ce_source", "ce_id");
        assertThat(example.group("kcat")).contains("murmur2_random");
    }

    @Test
    void every_header_is_described() throws IllegalAccessException, IOException {
        String doc = Files.readString(DOC);
        for (Field name : HeaderNames.class.getFields()) {
            assertThat(doc).contains("| `" + name.get(null) + "` |");
        }
    }

    @Test
    void figures_of_the_page_are_the_codes() throws IOException {
        assertThat(Files.readString(DOC))
                .contains("at most " + Topics.MAX_PAYLOAD_BYTES + " bytes")
                .contains("(`" + Samples.full(EventType.BAR).time() + "`)");
    }

    /** Runs where a python3 is; the vectors themselves are compared everywhere, by the table of ids. */
    @Test
    void the_python_of_the_page_computes_the_same_ids() throws IOException, InterruptedException {
        Path python = Path.of("/usr/bin/python3");
        assumeTrue(Files.isExecutable(python), "no python3 on this machine");
        Matcher snippet =
                Pattern.compile("```python\\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(DOC));
        assertThat(snippet.find()).isTrue();
        String call = "print(ffe_id('snapshot', 'r\u00fcn', 'BTCUSDT', '15m', '2024-08-05T06:15:00Z'))";

        Process process = new ProcessBuilder(python.toString(), "-c", snippet.group(1) + call).start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip())
                .isEqualTo(Ids.of("snapshot", "r\u00fcn", "BTCUSDT", "15m", Instant.parse("2024-08-05T06:15:00Z"))
                        .toString());
        assertThat(process.waitFor()).isZero();
    }

    private static String topics() {
        return table(
                List.of(
                        "topic",
                        "key",
                        "partitions",
                        "kept",
                        "written by",
                        "read by (of FFE's stages)",
                        "`ce_type`",
                        "carries"),
                Arrays.stream(Topics.values())
                        .map(topic -> List.of(
                                code(topic.topicName()),
                                topic.keyedBy(),
                                String.valueOf(topic.partitions()),
                                kept(topic.kept()),
                                writers(topic),
                                topic.readers().stream()
                                        .sorted()
                                        .map(Stage::label)
                                        .collect(Collectors.joining(", ")),
                                topic.carries().stream()
                                        .map(type -> code(type.wireName()))
                                        .collect(Collectors.joining(", ")),
                                topic.description())));
    }

    private static String events() {
        return table(
                List.of("`ce_type`", "schema", "samples", "not hashed"),
                Arrays.stream(EventType.values())
                        .map(type -> List.of(
                                code(type.wireName()),
                                code("schemas/" + Samples.name(type) + ".schema.json"),
                                Samples.all()
                                        .filter(sample -> sample.type() == type)
                                        .map(Sample::fileName)
                                        .map(name -> code("samples/" + name))
                                        .collect(Collectors.joining(" ")),
                                String.join(" ", notCore(type.payload(), "")))));
    }

    private static String ids() {
        Instant asOf = Instant.parse("2024-08-05T06:15:00Z");
        String snapshot =
                Ids.of("snapshot", "replay-2024-08-05", "BTCUSDT", "15m", asOf).toString();
        String decision = Ids.of("decision", "main", snapshot, "ffe").toString();
        return table(
                List.of("id", "computed as", "example"),
                Stream.of(
                        List.of(
                                "snapshotId",
                                code("ffe_id('snapshot', runId, symbol, timeframe, asOf)"),
                                code(
                                                "ffe_id('snapshot', 'replay-2024-08-05', 'BTCUSDT', '15m', '2024-08-05T06:15:00Z')")
                                        + " = " + code(snapshot)),
                        List.of(
                                "decisionId",
                                code("ffe_id('decision', portfolioId, snapshotId, producer)"),
                                code("ffe_id('decision', 'main', '" + snapshot + "', 'ffe')") + " = " + code(decision)),
                        List.of(
                                "verdictId",
                                code("ffe_id('verdict', decisionId)"),
                                code(Ids.of("verdict", decision).toString()))));
    }

    private static String reasons() {
        return table(
                List.of("`ffe-dlq-reason`", "when"),
                Arrays.stream(DeadLetterReason.values())
                        .map(reason -> List.of(
                                code(reason.name()), RecordDocs.constant(DeadLetterReason.class, reason.name()))));
    }

    private static List<String> notCore(Class<?> type, String path) {
        List<String> found = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String here = path + component.getName();
            if (component.isAnnotationPresent(NotCore.class)) {
                found.add(code(here));
            } else if (component.getType().isRecord()) {
                found.addAll(notCore(component.getType(), here + "."));
            } else if (component.getGenericType() instanceof ParameterizedType list
                    && list.getActualTypeArguments()[0] instanceof Class<?> element
                    && element.isRecord()) {
                found.addAll(notCore(element, here + "[]."));
            }
        }
        return found;
    }

    private static String writers(Topics topic) {
        return Stream.concat(
                        topic.writers().stream().sorted().map(Stage::label),
                        Stream.of("others").filter(others -> topic.openToOthers()))
                .collect(Collectors.joining(", "));
    }

    private static String kept(Topics.Kept kept) {
        return switch (kept) {
            case Topics.Kept.For(Duration age) -> age.toDays() + " d";
            case Topics.Kept.Latest() -> "the latest of each key (compacted)";
        };
    }

    private static String code(String text) {
        return "`" + text + "`";
    }

    private static String table(List<String> head, Stream<List<String>> rows) {
        return Stream.concat(Stream.of(head, head.stream().map(_ -> "---").toList()), rows)
                .map(cells -> "| " + String.join(" | ", cells) + " |\n")
                .collect(Collectors.joining());
    }
}
