package io.ffe.stack.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.Problem;
import io.ffe.stack.compare.RunComparison.TopicResult;
import io.ffe.stack.compare.RunComparison.Values;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.RunRecord;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparingTest {

    private static final Instant START = Instant.parse("2024-08-05T00:00:00Z");

    @TempDir
    Path folder;

    @Test
    void runs_with_the_same_events_are_equal_though_ids_and_the_order_across_keys_differ() {
        RunComparison comparison = Comparing.of(
                run(
                        "a",
                        feed(0.0),
                        bar("a", "BTCUSDT", 0, "100"),
                        bar("a", "ETHUSDT", 0, "5"),
                        bar("a", "BTCUSDT", 1, "101")),
                run(
                        "b",
                        feed(60.0),
                        bar("b", "ETHUSDT", 0, "5.0"),
                        bar("b", "BTCUSDT", 0, "100"),
                        bar("b", "BTCUSDT", 1, "101")));

        assertThat(comparison.equal()).isTrue();
        assertThat(comparison.input()).isEmpty();
        assertThat(bars(comparison))
                .satisfies(topic -> assertThat(topic.eventsA()).isEqualTo(3))
                .satisfies(topic -> assertThat(topic.differing()).isZero())
                .satisfies(topic -> assertThat(topic.first()).isNull());
    }

    @Test
    void the_first_difference_in_time_is_named_with_both_events_and_their_fields() {
        Bar same = bar("a", "AAA", 0, "1");
        Bar later = bar("a", "AAA", 5, "2");
        Bar earlier = bar("a", "BTCUSDT", 1, "101");
        Bar otherEarlier = bar("b", "BTCUSDT", 1, "102");

        TopicResult topic = bars(Comparing.of(
                run("a", feed(null), same, later, bar("a", "BTCUSDT", 0, "100"), earlier),
                run(
                        "b",
                        feed(null),
                        bar("b", "AAA", 0, "1"),
                        bar("b", "AAA", 5, "3"),
                        bar("b", "BTCUSDT", 0, "100"),
                        otherEarlier)));

        assertThat(topic.equal()).isFalse();
        assertThat(topic.differing()).isEqualTo(2);
        assertThat(topic.first().key()).isEqualTo("BTCUSDT");
        assertThat(topic.first().position()).isEqualTo(2);
        assertThat(topic.first().a().id()).isEqualTo(earlier.eventId());
        assertThat(topic.first().b().coreHash()).isEqualTo(CoreHash.of(otherEarlier));
        assertThat(topic.first().fields())
                .containsOnlyKeys("price.open", "price.high", "price.low", "price.close")
                .containsEntry("price.open", new Values("101", "102"));
    }

    @Test
    void an_event_that_one_run_lacks_is_a_difference() {
        TopicResult topic = bars(Comparing.of(
                run("a", feed(null), bar("a", "BTCUSDT", 0, "100"), bar("a", "BTCUSDT", 1, "101")),
                run("b", feed(null), bar("b", "BTCUSDT", 0, "100"))));

        assertThat(topic.equal()).isFalse();
        assertThat(topic.differing()).isEqualTo(1);
        assertThat(topic.first().b()).isNull();
        assertThat(topic.first().a().label()).isEqualTo("BTCUSDT/1m");
    }

    @Test
    void what_is_on_a_topic_twice_counts_once() {
        Execution cash = cash("a", 1);
        assertThat(Comparing.of(
                                run(
                                        "a",
                                        feed(null),
                                        cash,
                                        bar("a", "BTCUSDT", 0, "100"),
                                        bar("a", "BTCUSDT", 1, "101"),
                                        bar("a", "BTCUSDT", 0, "100"),
                                        bar("a", "BTCUSDT", 1, "101"),
                                        cash),
                                run(
                                        "b",
                                        feed(null),
                                        cash("b", 1),
                                        bar("b", "BTCUSDT", 0, "100"),
                                        bar("b", "BTCUSDT", 1, "101")))
                        .equal())
                .isTrue();
    }

    @Test
    void runs_without_any_event_are_not_called_equal() {
        assertThat(Comparing.of(run("a", feed(null)), run("b", feed(null))).equal())
                .isFalse();
    }

    @Test
    void other_input_is_named() {
        FeedOptions whole = feed(null);
        FeedOptions shorter = new FeedOptions(
                FeedOptions.Kind.REPLAY,
                List.of("/data/other.csv"),
                List.of(),
                List.of(),
                START,
                START.plusSeconds(60),
                null,
                null,
                null);

        assertThat(Comparing.of(run("a", whole), run("b", shorter)).input())
                .containsOnlyKeys("files[0]", "from", "to")
                .containsEntry("to", new Values(null, "2024-08-05T00:01:00Z"));
    }

    @Test
    void a_torn_file_is_named_and_what_to_do() throws Exception {
        RunComparison.Subject whole = run("a", feed(null), bar("a", "BTCUSDT", 0, "100"));
        byte[] bytes = Files.readAllBytes(whole.events());
        Files.write(whole.events(), Arrays.copyOf(bytes, bytes.length / 2));

        assertThatThrownBy(() -> Comparing.of(whole, whole))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(whole.events().toString())
                .hasMessageContaining("made again from the run's topics");
    }

    private RunComparison.Subject run(String id, FeedOptions feed, Event... events) {
        Path file = folder.resolve(id + ".jsonl.gz");
        EventsFile.write(file, into -> {
            for (Topics topic : EventsFile.COMPARED) {
                for (Event event : events) {
                    if (topic == (event instanceof Bar ? Topics.BARS : Topics.EXECUTIONS)) {
                        into.accept(topic, event);
                    }
                }
            }
        });
        return new RunComparison.Subject(RunRecord.starting(id, feed, "embedded", START), file);
    }

    private static TopicResult bars(RunComparison comparison) {
        return comparison.topics().stream()
                .filter(topic -> topic.topic().equals(Topics.BARS.topicName()))
                .findFirst()
                .orElseThrow();
    }

    private static FeedOptions feed(Double speed) {
        return new FeedOptions(
                FeedOptions.Kind.REPLAY,
                List.of("/data/btcusdt.csv"),
                List.of(),
                List.of(),
                null,
                null,
                speed,
                null,
                null);
    }

    private static Bar bar(String run, String symbol, int minute, String price) {
        BigDecimal at = new BigDecimal(price);
        Instant start = START.plusSeconds(60L * minute);
        return new Bar(
                run,
                symbol,
                Timeframe.M1,
                start,
                start.plusSeconds(60),
                new Ohlc(at, at, at, at),
                null,
                null,
                BigDecimal.ONE,
                4,
                Origin.REPLAY,
                true);
    }

    private static Execution cash(String run, long sequence) {
        return new Execution(
                run,
                "main",
                sequence,
                Execution.Kind.CASH,
                START,
                Origin.REPLAY,
                null,
                null,
                BigDecimal.TEN,
                BigDecimal.ZERO,
                null,
                "deposit");
    }
}
