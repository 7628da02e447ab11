package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.run.FeedOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The subset of the crash matrix that runs every time: a death or freeze of each kind and each process in one replay. */
class CrashSubsetST {

    @Test
    void deaths_change_no_bar_no_decision_no_verdict_and_no_order(
            @TempDir(cleanup = CleanupMode.ON_SUCCESS) Path folder) throws Exception {
        CrashMatrix.say("this is the subset of ./ffe test; ./ffe test --full runs the whole of it (CrashMatrixST)");
        CrashPlan plan = CrashPlan.quick(CrashMatrix.SEED);

        CrashReport report = CrashMatrix.over(folder, feed(folder)).run(plan);

        assertThat(report.done())
                .extracting(CrashReport.Done::act)
                .containsExactlyElementsOf(
                        plan.acts().stream().map(CrashAct::label).toList());
    }

    private static FeedOptions feed(Path folder) {
        return new FeedOptions(
                FeedOptions.Kind.REPLAY,
                List.of(
                        "BTCUSDT=" + SwingingPrices.write(folder, "BTCUSDT", 60_000, 420, 26 * 60, 11),
                        "ETHUSDT=" + SwingingPrices.write(folder, "ETHUSDT", 3_000, 300, 26 * 60, 12)),
                List.of(),
                List.of(),
                SwingingPrices.FIRST.plus(Duration.ofHours(14)),
                null,
                0.0,
                null,
                null);
    }
}
