package io.ffe.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArmedFolderTest {

    private static final String POINT = "risk.before-commit";

    @TempDir
    Path folder;

    @Test
    void a_point_that_is_armed_while_the_process_runs_acts_once_and_says_who_did_it() throws IOException {
        ArmedFolder armed = new ArmedFolder(folder);
        assertThatCode(() -> armed.hit(POINT)).doesNotThrowAnyException();

        Files.writeString(folder.resolve(POINT), "throw");

        assertThatThrownBy(() -> armed.hit(POINT)).isInstanceOf(FailPoints.Reached.class);
        assertThatCode(() -> armed.hit(POINT)).doesNotThrowAnyException();
        assertThat(folder.resolve(
                        POINT + ".claimed-by-" + ProcessHandle.current().pid()))
                .exists();
    }

    @Test
    void of_two_processes_that_get_there_one_acts() throws IOException {
        ArmedFolder one = new ArmedFolder(folder);
        ArmedFolder other = new ArmedFolder(folder);
        Files.writeString(folder.resolve(POINT), "throw");

        assertThatThrownBy(() -> other.hit(POINT)).isInstanceOf(FailPoints.Reached.class);
        assertThatCode(() -> one.hit(POINT)).doesNotThrowAnyException();
    }

    @Test
    void hits_are_counted_from_the_moment_of_arming() throws IOException {
        ArmedFolder armed = new ArmedFolder(folder);
        armed.hit(POINT);
        Files.writeString(folder.resolve(POINT), "throw@3");

        armed.hit(POINT);
        armed.hit(POINT);

        assertThatThrownBy(() -> armed.hit(POINT)).isInstanceOf(FailPoints.Reached.class);
    }
}
