package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.PidFile;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.RunRecord;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An audit of a run that is over, which has started broker and database for it, through the script. */
class EndedReaderIT {

    private StandInProject ffe;

    @BeforeEach
    void aProject() throws Exception {
        ffe = new StandInProject(19_800);
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        ffe.close();
    }

    @Test
    void down_leaves_it_at_work_and_a_signal_that_ends_it_ends_its_broker() throws Exception {
        RunFolder run = new RunFolder(ffe.root().resolve(".ffe/runs/synthetic-1"));
        Files.createDirectories(run.path().resolve("kafka"));
        run.write(RunRecord.starting(
                run.id(),
                new FeedOptions(
                        FeedOptions.Kind.SYNTHETIC, List.of(), List.of(), List.of(), null, null, null, null, null),
                "embedded (test)",
                Instant.now()));
        Process audit = ffe.start("audit", run.id());
        assertThat(Deadline.in(Duration.ofSeconds(120))
                        .await(() -> PidFile.read(ffe.pidFile("kafka")).isPresent()))
                .isTrue();
        ProcessHandle kafka =
                PidFile.read(ffe.pidFile("kafka")).flatMap(PidFile::running).orElseThrow();
        // So that it does not come to its end before it is looked at.
        send("-STOP", audit);

        StandInProject.Result down = ffe.run(Map.of(), "down");

        assertThat(down.exit()).as(down.text()).isEqualTo(1);
        assertThat(down.text()).contains("nothing was stopped", "process " + audit.pid() + " audits synthetic-1");
        assertThat(audit.isAlive()).isTrue();
        assertThat(kafka.isAlive()).isTrue();

        send("-TERM", audit);
        send("-CONT", audit);
        assertThat(audit.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(kafka.isAlive()).isFalse();
        assertThat(ffe.root().resolve(".ffe/pids")).isEmptyDirectory();
    }

    private static void send(String signal, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                        .start()
                        .waitFor())
                .isZero();
    }
}
