package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.pipeline.SwingingPrices.Market;
import io.ffe.stack.run.FeedOptions;
import java.nio.file.Path;
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
        return SwingingPrices.replay(folder, 26 * 60, Market.BTCUSDT, Market.ETHUSDT);
    }
}
