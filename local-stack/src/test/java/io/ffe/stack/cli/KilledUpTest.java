package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.serde.Json;
import io.ffe.stack.backup.Manifest;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.PidFile;
import io.ffe.stack.process.StopSignal;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunRecord;
import io.ffe.stack.run.UpLock;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Execution of an {@code up} that was killed goes on trading; no command works in its folder beside it. */
class KilledUpTest {

    @TempDir
    Path project;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Home home;
    private Process execution;

    @BeforeEach
    void executionOfAKilledUp() throws Exception {
        home = new Home(project, project.resolve(".ffe"));
        Files.createDirectories(home.runs().resolve("synthetic-1/kafka"));
        Files.createFile(home.lockFile());
        execution = new ProcessBuilder("sleep", "607").start();
        PidFile left = PidFile.of("execution-service", execution.toHandle(), "sleep 607", StopSignal.TERM);
        // At its very beginning a process shows no command line, and it cannot be said whether it is the one.
        assertThat(Deadline.in(Duration.ofSeconds(5)).await(() -> left.running().isPresent()))
                .isTrue();
        left.write(home.pids().resolve("execution-service.json"));
        System.setProperty("ffe.home", project.toString());
        PrintStream both = new PrintStream(said, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
    }

    @AfterEach
    void nothingIsLeft() {
        System.setOut(out);
        System.setErr(err);
        System.clearProperty("ffe.home");
        execution.destroyForcibly();
    }

    @Test
    void a_restore_stops_it_before_anything_else() throws Exception {
        int exit = Commands.execute(new String[] {"restore", backup().toString()});

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("execution-service", "is in use");
        assertThat(exit).isEqualTo(2);
        assertThat(execution.isAlive()).isFalse();
    }

    @Test
    void a_run_is_removed_when_nothing_of_it_runs_any_more() {
        int exit = Commands.execute(new String[] {"runs", "remove", "synthetic-1"});

        assertThat(said.toString(StandardCharsets.UTF_8)).contains("execution-service", "removed synthetic-1");
        assertThat(exit).isZero();
        assertThat(execution.isAlive()).isFalse();
        assertThat(home.runs().resolve("synthetic-1")).doesNotExist();
    }

    @Test
    void a_run_is_removed_beside_one_that_is_up_and_what_that_has_started_is_left_alone() {
        try (UpLock lock = UpLock.take(home.lockFile())) {
            lock.say(new UpLock.Holder(1, "synthetic-2", Instant.EPOCH, UpLock.Work.UP));

            assertThat(Commands.execute(new String[] {"runs", "remove", "synthetic-1"}))
                    .isZero();
        }
        assertThat(execution.isAlive()).isTrue();
    }

    /** With nothing in it but what it is of. */
    private Path backup() throws Exception {
        FeedOptions feed = new FeedOptions(
                FeedOptions.Kind.SYNTHETIC, List.of(), List.of(), List.of(), null, null, null, null, null);
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                "1",
                "0123456789ab",
                RunRecord.starting("synthetic-1", feed, "embedded (test)", Instant.EPOCH),
                Instant.EPOCH,
                Instant.EPOCH,
                "18",
                new Manifest.Database("0/1", "0/2"),
                Map.of(),
                Map.of(),
                List.of(),
                Map.of());
        Path backup = Files.createDirectory(project.resolve("backup"));
        byte[] text = Json.mapper().writeValueAsBytes(manifest);
        Files.write(backup.resolve("manifest.json"), text);
        Files.writeString(
                backup.resolve("manifest.json.sha256"),
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)) + "  manifest.json\n");
        return backup;
    }
}
