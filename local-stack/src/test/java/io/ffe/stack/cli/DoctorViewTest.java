package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.doctor.Doctor;
import io.ffe.stack.doctor.Finding;
import io.ffe.stack.doctor.Finding.Level;
import io.ffe.stack.view.Terminal;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorViewTest {

    @Test
    void what_is_wrong_comes_first_with_value_expectation_and_remedy() {
        Doctor.Report report = new Doctor.Report(
                false,
                List.of(
                        new Finding("jdk", Level.OK, "/opt/jdk", "Java 25", "", ""),
                        new Finding("stack", Level.SKIPPED, "topics", "nothing is up", "", ""),
                        new Finding("disk", Level.WARNING, ".ffe", "1 GB left", "2 GB", "make room"),
                        new Finding("clock", Level.FAILURE, "Kafka", "61.0 s behind", "2 s", "set it")));

        assertThat(DoctorView.lines(report, Terminal.system()))
                .containsExactly(
                        "wrong  clock: Kafka",
                        "    is        61.0 s behind",
                        "    expected  2 s",
                        "    do        set it",
                        "doubtful  disk: .ffe",
                        "    is        1 GB left",
                        "    expected  2 GB",
                        "    do        make room",
                        "well  jdk: /opt/jdk, Java 25",
                        "not looked at  stack: topics: nothing is up",
                        "",
                        "1 wrong, 1 doubtful, 1 well, 1 not looked at");
    }
}
