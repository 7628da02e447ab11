package io.ffe.stack.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.RunRecord;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildsTest {

    private static final Instant START = Instant.parse("2026-03-04T05:06:07Z");

    @TempDir
    Path project;

    private Home home;

    @BeforeEach
    void aProject() {
        home = new Home(project, project.resolve(".ffe"));
    }

    @Test
    void the_build_that_ran_before_comes_back_and_the_newer_one_is_kept_too() throws IOException {
        String first = build(1, "one");
        keptAt(0);
        Files.writeString(home.stackJar().resolveSibling("lib").resolve("only-in-second.jar"), "x");
        String second = build(1, "two");
        keptAt(1);
        assertThat(second).isNotEqualTo(first);

        Builds.Kept back = at(2).rollBack();

        assertThat(back.build()).isEqualTo(first);
        assertThat(BuildId.of(home)).isEqualTo(first);
        assertThat(home.stackJar().resolveSibling("lib").resolve("only-in-second.jar"))
                .doesNotExist();
        assertThat(home.stackJar().resolveSibling("ffe-build.stamp")).exists();
        assertThat(at(3).rollBack().build()).isEqualTo(second);
        assertThat(BuildId.of(home)).isEqualTo(second);
    }

    @Test
    void a_rollback_that_was_interrupted_goes_on_to_the_same_build_and_nothing_is_started_before() throws IOException {
        String first = build(1, "one");
        keptAt(0);
        String second = build(2, "two");
        keptAt(1);
        // In the order of paths there are files to be put into their places before and after this one.
        Path jar = kept(first, home.root().relativize(home.stackJar()));
        Path aside = Files.move(jar, project.resolve("aside"));
        assertThatThrownBy(() -> at(2).rollBack())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("build " + first + " is not whole in its place");
        Files.move(aside, jar);
        assertThat(BuildId.of(home)).isNotIn(first, second);
        assertThatThrownBy(() -> at(3).checkWhole())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("a rollback to build " + first + " was interrupted")
                .hasMessageContaining("run ./ffe rollback again");

        Builds.Kept back = at(4).rollBack();

        assertThat(back.build()).isEqualTo(first);
        assertThat(BuildId.of(home)).isEqualTo(first);
        assertThat(at(5).all()).extracting(Builds.Kept::build).containsExactlyInAnyOrder(first, second);
        assertThatCode(() -> at(5).checkWhole()).doesNotThrowAnyException();
        assertThat(at(6).rollBack().build()).isEqualTo(second);
    }

    @Test
    void a_rollback_that_was_interrupted_and_whose_build_is_gone_says_how_to_go_on() throws IOException {
        String now = build(1, "one");
        keptAt(0);
        Files.writeString(home.state().resolve("builds/rolling-back"), "0123456789ab");

        assertThatThrownBy(() -> at(1).rollBack())
                .isInstanceOf(Problem.class)
                .hasMessageContainingAll("build 0123456789ab", "not kept", "package, then remove");
        assertThat(BuildId.of(home)).isEqualTo(now);
    }

    @Test
    void without_another_build_there_is_no_way_back_and_it_is_said() throws IOException {
        build(1, "one");
        keptAt(0);

        assertThatThrownBy(() -> at(1).rollBack())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no other build than");
    }

    @Test
    void a_run_with_a_newer_schema_keeps_the_older_build_away_until_it_is_moved_elsewhere() throws IOException {
        String first = build(1, "one");
        keptAt(0);
        String second = build(2, "two");
        keptAt(1);
        run("synthetic-1", Map.of("ffe_risk", "2"));

        assertThatThrownBy(() -> at(2).rollBack())
                .isInstanceOf(Problem.class)
                .hasMessageContaining("run synthetic-1: ffe_risk is at V2, the build brings up to V1")
                .hasMessageContaining("nothing was changed")
                .hasMessageContaining("mv " + home.runs().resolve("RUN") + " ELSEWHERE")
                .hasMessageContaining("ffe restore")
                .hasMessageNotContaining("runs remove");
        assertThat(BuildId.of(home)).isEqualTo(second);
        Files.move(home.runs().resolve("synthetic-1"), project.resolve("elsewhere"));

        assertThat(at(3).rollBack().build()).isEqualTo(first);
    }

    @Test
    void only_the_newest_builds_stay_and_files_of_none_of_them_go() throws IOException {
        for (int number = 0; number < 5; number++) {
            build(1, "build " + number);
            keptAt(number);
        }

        assertThat(at(9).all()).hasSize(3);
        try (var files = Files.list(home.state().resolve("builds/files"))) {
            long used = at(9).all().stream()
                    .flatMap(kept -> kept.files().values().stream())
                    .distinct()
                    .count();
            assertThat(files.count()).isEqualTo(used);
        }
    }

    @Test
    void versions_are_compared_by_their_numbers() {
        assertThat(Schemas.newer(Map.of("a", "10"), Map.of("a", "9"))).hasSize(1);
        assertThat(Schemas.newer(Map.of("a", "0.1", "b", "2"), Map.of("a", "3", "b", "2")))
                .isEmpty();
        assertThat(Schemas.newer(Map.of("a", "1"), Map.of())).containsExactly("a is at V1, the build brings up to V0");
    }

    /** Where the content of a file of a build is kept. */
    private Path kept(String build, Path file) {
        Builds.Kept kept = at(9).all().stream()
                .filter(one -> one.build().equals(build))
                .findFirst()
                .orElseThrow();
        return home.state().resolve("builds/files").resolve(kept.files().get(file.toString()));
    }

    private void keptAt(int minute) {
        at(minute).keep();
    }

    private Builds at(int minute) {
        return new Builds(home, Clock.fixed(START.plus(Duration.ofMinutes(minute)), ZoneOffset.UTC));
    }

    /** A packaged program; returns its id. */
    private String build(int migrations, String content) throws IOException {
        Path lib = Files.createDirectories(home.stackJar().resolveSibling("lib"));
        Files.writeString(home.stackJar(), content);
        Files.writeString(lib.resolve("shared.jar"), "shared");
        for (Service service : Service.values()) {
            Path application = BuildId.applicationOf(project, service);
            Files.createDirectories(application.resolve("app"));
            Files.writeString(application.resolve("quarkus-run.jar"), "run");
            jar(application.resolve("app/app.jar"), migrations);
        }
        return BuildId.of(home);
    }

    /** Of an application with so many migrations. */
    static void jar(Path file, int migrations) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int number = 1; number <= migrations; number++) {
                zip.putNextEntry(new ZipEntry("db/migration/V" + number + "__change.sql"));
            }
            zip.putNextEntry(new ZipEntry("db/migration/readme.txt"));
        }
    }

    private void run(String id, Map<String, String> schemas) throws IOException {
        RunFolder folder = new RunFolder(home.runs().resolve(id));
        Files.createDirectories(folder.path());
        FeedOptions feed = new FeedOptions(
                FeedOptions.Kind.SYNTHETIC, List.of(), List.of(), List.of(), null, null, null, null, null);
        folder.write(
                RunRecord.starting(id, feed, "embedded (test)", START).ended(RunRecord.State.STOPPED, null, START));
        folder.write(Upgrade.FILE, new Upgrade.Applied("newer", schemas));
    }
}
