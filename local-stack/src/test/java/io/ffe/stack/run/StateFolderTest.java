package io.ffe.stack.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StateFolderTest {

    @TempDir
    Path folder;

    @Test
    void a_folder_that_is_not_there_is_made_and_left_empty() {
        Path state = folder.resolve("a/.ffe");

        StateFolder.prepare(state);

        assertThat(state).isEmptyDirectory();
    }

    @Test
    void a_file_in_its_place_is_named_with_what_to_do() throws Exception {
        Path state = Files.createFile(folder.resolve(".ffe"));

        assertThatThrownBy(() -> StateFolder.prepare(state))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(state + " is a file, expected a folder")
                .hasMessageContaining("FFE_DIR");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_folder_that_cannot_be_written_is_named_with_what_to_do() {
        // Nobody can write there, not even root.
        Path state = Path.of("/proc/ffe-state");

        assertThatThrownBy(() -> StateFolder.prepare(state))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("/proc/ffe-state cannot be written")
                .hasMessageContaining("FFE_DIR");
    }
}
