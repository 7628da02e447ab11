package io.ffe.stack.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.process.PidFile;
import io.ffe.stack.process.StopSignal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestInfrastructureMainTest {

    @TempDir
    Path temporary;

    private Process owner;
    private Process broker;
    private Path folder;

    @BeforeEach
    void aPairWithItsOwner() throws Exception {
        owner = new ProcessBuilder("sleep", "601").start();
        broker = new ProcessBuilder("sleep", "602").start();
        folder = Files.createDirectories(temporary.resolve("ffe-test-1"));
        PidFile.of("test-infrastructure", owner.toHandle(), "sleep 601", StopSignal.TERM)
                .write(folder.resolve("owner.json"));
        PidFile.of("kafka", broker.toHandle(), "sleep 602", StopSignal.TERM).write(folder.resolve("pids/kafka.json"));
    }

    @AfterEach
    void nobodySleeps() {
        owner.destroyForcibly();
        broker.destroyForcibly();
    }

    @Test
    void what_a_killed_owner_left_is_stopped_and_removed() throws Exception {
        owner.destroyForcibly().waitFor();

        TestInfrastructureMain.stopOrphans(temporary);

        assertThat(broker.isAlive()).isFalse();
        assertThat(folder).doesNotExist();
    }

    @Test
    void the_pair_of_an_owner_that_runs_is_left_alone() throws Exception {
        TestInfrastructureMain.stopOrphans(temporary);

        assertThat(broker.isAlive()).isTrue();
        assertThat(folder.resolve("owner.json")).exists();
    }
}
