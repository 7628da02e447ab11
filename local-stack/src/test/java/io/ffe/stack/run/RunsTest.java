package io.ffe.stack.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunsTest {

    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final FeedOptions SYNTHETIC = feed(FeedOptions.Kind.SYNTHETIC, null, null);

    @TempDir
    Path runs;

    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    @Test
    void a_run_is_named_after_its_kind_and_time() {
        assertThat(Runs.choose(runs, SYNTHETIC, false, false, clock).folder().id())
                .matches("synthetic-20260304-050607-[0-9a-f]{4}");
    }

    @Test
    void the_newest_unfinished_synthetic_run_goes_on() {
        RunFolder older = written(SYNTHETIC, RunRecord.State.STOPPED, NOW.minusSeconds(60));
        RunFolder newer = written(SYNTHETIC, RunRecord.State.UP, NOW.minusSeconds(30));
        written(SYNTHETIC, RunRecord.State.FINISHED, NOW.minusSeconds(10));

        Runs.Chosen chosen = Runs.choose(runs, feed(FeedOptions.Kind.SYNTHETIC, null, 600.0), false, false, clock);

        assertThat(chosen.continued()).isTrue();
        assertThat(chosen.folder()).isEqualTo(newer).isNotEqualTo(older);
        assertThat(chosen.feed().speed()).isEqualTo(600.0);
    }

    @Test
    void new_and_each_replay_start_another_run() {
        written(SYNTHETIC, RunRecord.State.STOPPED, NOW.minusSeconds(60));

        assertThat(Runs.choose(runs, SYNTHETIC, false, true, clock).continued()).isFalse();
        assertThat(Runs.choose(runs, feed(FeedOptions.Kind.REPLAY, null, 0.0), false, false, clock)
                        .continued())
                .isFalse();
    }

    @Test
    void an_unfinished_run_on_another_market_is_not_continued_silently() {
        written(SYNTHETIC, RunRecord.State.STOPPED, NOW.minusSeconds(60));
        FeedOptions other = feed(FeedOptions.Kind.SYNTHETIC, 7L, null);

        assertThatThrownBy(() -> Runs.choose(runs, other, true, false, clock))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("--new");
    }

    @Test
    void a_run_that_is_named_starts_again_on_its_own_market() {
        FeedOptions replay = feed(FeedOptions.Kind.REPLAY, null, 0.0);
        RunFolder ended = written(replay, RunRecord.State.FINISHED, NOW);
        RunFolder cut = written(replay, RunRecord.State.STOPPED, NOW.minusSeconds(60));

        assertThat(Runs.again(ended, false)).isEqualTo(new Runs.Chosen(ended, replay, true));
        assertThat(Runs.again(cut, true)).isEqualTo(new Runs.Chosen(cut, replay, true));
        assertThatThrownBy(() -> Runs.again(ended, true)).hasMessageContaining("leave out --until-end");
    }

    private RunFolder written(FeedOptions feed, RunRecord.State state, Instant startedAt) {
        RunFolder folder = RunFolder.create(runs, feed.kind(), clock, new java.util.Random(startedAt.getEpochSecond()));
        folder.write(new RunRecord(
                folder.id(), state, feed, "embedded (the default)", startedAt, null, Map.of(), Map.of(), null, null));
        return folder;
    }

    private static FeedOptions feed(FeedOptions.Kind kind, Long seed, Double speed) {
        return new FeedOptions(kind, List.of(), List.of(), List.of(), null, null, speed, seed, null);
    }
}
