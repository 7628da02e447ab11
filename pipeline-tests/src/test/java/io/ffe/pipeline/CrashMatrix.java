package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Snapshot;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.AuditReport;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.run.FeedOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs plans against a market, and holds every replay against the one in peace. */
final class CrashMatrix {

    /** The seed of every plan; the one of the last result unless another is asked for. */
    static final long SEED = Long.getLong("ffe.test.seed", 20_261_127L);

    /** More replays than this for one plan mean that next to nothing happens in each. */
    private static final int MOST_REPLAYS = 12;

    private static final int MOST_SHOWN = 10;

    /** Exit code of a process that SIGKILL ended, or that ended itself in its manner. */
    private static final int KILLED = 137;

    private static final Duration PEACEFUL_LIMIT = Duration.ofMinutes(20);

    private final Path folder;
    private final FeedOptions feed;
    private final Story peaceful;

    private CrashMatrix(Path folder, FeedOptions feed, Story peaceful) {
        this.folder = folder;
        this.feed = feed;
        this.peaceful = peaceful;
    }

    /** Replays the market once in peace. */
    static CrashMatrix over(Path folder, FeedOptions feed) throws Exception {
        try (Pipeline pipeline = Pipeline.start(folder.resolve("peaceful"), "peaceful", feed)) {
            pipeline.awaitEnd(PEACEFUL_LIMIT);
            Journal journal = pipeline.journal();
            hold(pipeline);
            assertThat(journal.ownOrders())
                    .as("orders, or there is nothing to lose")
                    .hasSizeGreaterThan(3);
            Story story = Story.of(journal);
            assertThat(story.doubts()).isZero();
            say(
                    "peaceful: %d snapshots, %d orders, %d round trips",
                    journal.events(Topics.SNAPSHOTS, Snapshot.class).size(),
                    journal.ownOrders().size(),
                    journal.roundTrips());
            return new CrashMatrix(folder, feed, story);
        }
    }

    /** As many replays as the plan takes. Fails with the command that repeats the plan. */
    CrashReport run(CrashPlan plan) throws Exception {
        say(
                "%s, seed %d: %s",
                plan.part(),
                plan.seed(),
                plan.acts().stream().map(CrashAct::label).collect(Collectors.joining(", ")));
        long began = System.nanoTime();
        List<CrashReport.Done> done = new ArrayList<>();
        List<CrashReport.Replayed> replays = new ArrayList<>();
        List<CrashAct> left = plan.acts();
        try {
            while (!left.isEmpty()) {
                assertThat(replays).as("replays for one plan").hasSizeLessThan(MOST_REPLAYS);
                // With the seed: a part that is done with two of them must not find what the first one left.
                Path state = folder.resolve(plan.part() + "-" + plan.seed() + "-" + (replays.size() + 1));
                try (CrashRun run = CrashRun.start(state, feed, plan, left)) {
                    left = run.run();
                    done.addAll(run.done());
                    replays.add(holds(run.pipeline()));
                }
                say(
                        "%s: replay %d is over, %d of %d acts done",
                        plan.part(), replays.size(), done.size(), plan.acts().size());
            }
        } catch (AssertionError | RuntimeException failed) {
            throw new AssertionError(
                    "part " + plan.part() + " with seed " + plan.seed() + " failed in replay " + (replays.size() + 1)
                            + " (its files are in " + folder + "). To repeat it:\n  " + command(plan),
                    failed);
        }
        return new CrashReport(
                plan.part(),
                plan.seed(),
                done,
                replays,
                Duration.ofNanos(System.nanoTime() - began).toSeconds());
    }

    /** Looks at a replay that has ended, from all sides; fails with the first thing that is not as it should be. */
    private CrashReport.Replayed holds(Pipeline pipeline) throws IOException, InterruptedException {
        assertThat(pipeline.events().stream()
                        .filter(event ->
                                event instanceof ProcessEvent.Died died && died.exitCode() != KILLED && !tooSoon(died)))
                .as("deaths that nobody asked for")
                .isEmpty();
        AuditReport audit = hold(pipeline);
        Journal journal = pipeline.journal();
        List<String> accepted = acceptedAtTheVenue(pipeline);
        assertThat(accepted).as("orders in the venue's journal").doesNotHaveDuplicates();
        Story story = Story.of(journal);
        List<String> differences = story.differences(peaceful);
        assertThat(differences.stream().limit(MOST_SHOWN))
                .as("%d events that are not those of the replay in peace", differences.size())
                .isEmpty();
        return new CrashReport.Replayed(
                killed(pipeline),
                journal.events(Topics.SNAPSHOTS, Snapshot.class).size(),
                journal.ownOrders().size(),
                audit.checked(),
                audit.violationCount(),
                story.doubts(),
                accepted.size() - accepted.stream().distinct().count(),
                differences.size());
    }

    private static Map<String, Long> killed(Pipeline pipeline) {
        return pipeline.events().stream()
                .filter(event -> event instanceof ProcessEvent.Died died && died.exitCode() == KILLED)
                .collect(Collectors.groupingBy(ProcessEvent::component, Collectors.counting()));
    }

    /** PostgreSQL does not start while children of the one that was killed are still ending, and is started once more. */
    private static boolean tooSoon(ProcessEvent.Died died) {
        return died.component().equals(Embedded.POSTGRES)
                && died.exitCode() == 1
                && died.lived().toSeconds() < 1;
    }

    private static AuditReport hold(Pipeline pipeline) throws InterruptedException {
        AuditReport audit = pipeline.audit();
        assertThat(audit.violations()).as(audit.toString()).isEmpty();
        return audit;
    }

    /** Every clientOrderId in the journal of the paper venue, as often as it was accepted. */
    private static List<String> acceptedAtTheVenue(Pipeline pipeline) throws IOException {
        return pipeline.venueEntries("ORDER_ACCEPTED").stream()
                .map(entry -> entry.path("order").path("clientOrderId").asText())
                .toList();
    }

    /** The one command that repeats a plan. */
    static String command(CrashPlan plan) {
        return plan.part().equals(CrashPlan.QUICK)
                ? command("CrashSubsetST", plan.seed())
                : wholeCommand(plan.seed()) + " -Dffe.crash.part=" + plan.part();
    }

    /** The one command that does the whole matrix, and nothing else. */
    static String wholeCommand(long seed) {
        return command("CrashMatrixST", seed) + " -Dffe.test.full=true";
    }

    private static String command(String test, long seed) {
        return "./mvnw verify -pl pipeline-tests -am -Dtest=none -Dit.test=" + test
                + " -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false -Dffe.test.seed="
                + seed;
    }

    static void say(String format, Object... values) {
        System.out.println("crash matrix: " + String.format(format, values));
    }
}
