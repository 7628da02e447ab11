package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.ffe.pipeline.SwingingPrices.Market;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The whole crash matrix, in parts. A part that is done is kept in {@code .ffe/crash-matrix} for as long as the sources stay as
 * they are, so an interrupted matrix goes on where it was. {@code -Dffe.crash.part} runs one part of it, {@code -Dffe.test.seed}
 * another plan.
 */
@EnabledIfSystemProperty(named = "ffe.test.full", matches = "true", disabledReason = "./ffe test --full runs it")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CrashMatrixST {

    private static final String ONLY = System.getProperty("ffe.crash.part", "");
    private static final int KILLS = 300;
    private static final int INFRASTRUCTURE_KILLS = 20;

    private final Home home = Home.locate();
    private final Path kept = home.state()
            .resolve("crash-matrix")
            .resolve(Sources.digest(home.root()).substring(0, 12));

    private CrashMatrix matrix;

    @TestFactory
    @Order(1)
    Stream<DynamicTest> deaths_and_freezes_change_no_bar_no_decision_no_verdict_and_no_order() {
        List<CrashPlan> plans = CrashPlan.whole(CrashMatrix.SEED).stream()
                .filter(plan -> ONLY.isEmpty() || plan.part().equals(ONLY))
                .toList();
        assertThat(plans).as("parts named '%s'", ONLY).isNotEmpty();
        return plans.stream()
                .map(plan -> dynamicTest(name(plan), () -> {
                    if (CrashReport.read(file(plan)).isPresent()) {
                        CrashMatrix.say("%s was done before", name(plan));
                    } else {
                        matrix().run(plan).write(file(plan));
                    }
                }));
    }

    @Test
    @Order(2)
    void every_process_died_and_stood_still_at_each_of_its_points_and_the_page_says_so() throws Exception {
        assumeTrue(ONLY.isEmpty(), "one part is not the matrix");
        List<CrashReport> reports = CrashPlan.whole(CrashMatrix.SEED).stream()
                .map(plan -> CrashReport.read(file(plan))
                        .orElseThrow(() -> new AssertionError(name(plan) + " has no result")))
                .toList();
        CrashMatrixPage page = new CrashMatrixPage(CrashMatrix.SEED, reports);

        assertThat(page.neverKilled()).isEmpty();
        assertThat(page.neverFrozen()).isEmpty();
        assertThat(page.kills(services())).isGreaterThanOrEqualTo(KILLS);
        assertThat(page.kills(Set.of(Embedded.POSTGRES))).isGreaterThanOrEqualTo(INFRASTRUCTURE_KILLS);
        assertThat(page.kills(Set.of(Embedded.KAFKA))).isGreaterThanOrEqualTo(INFRASTRUCTURE_KILLS);
        Path file = home.root().resolve("docs/verification/crash-matrix.md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, page.markdown());
        CrashMatrix.say("written: %s", file);
    }

    /** Made when the first part needs it: the replay in peace takes minutes. */
    private CrashMatrix matrix() throws Exception {
        if (matrix == null) {
            Path runs = home.root().resolve("pipeline-tests/target/crash-matrix");
            Files.createDirectories(runs);
            matrix = CrashMatrix.over(Files.createTempDirectory(runs, "runs-"), feed(runs));
        }
        return matrix;
    }

    private Path file(CrashPlan plan) {
        return kept.resolve(name(plan) + ".json");
    }

    private static String name(CrashPlan plan) {
        return plan.part() + "-" + plan.seed();
    }

    private static Set<String> services() {
        return Arrays.stream(Service.values()).map(Service::module).collect(Collectors.toSet());
    }

    /** Two days of two markets that swing: about as long as it takes to kill at every point once. */
    private static FeedOptions feed(Path folder) {
        int minutes = (14 + 2 * 24) * 60;
        return SwingingPrices.replay(folder, minutes, Market.BTCUSDT, Market.ETHUSDT);
    }
}
