package io.ffe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    private static Finding ratio(double compared, Finding.Bound bound) {
        return new Finding(
                "tick-stage",
                "ticks/s",
                Spread.of(100_000),
                new Finding.Peer("bare relay", Spread.of(200_000)),
                Spread.of(compared - 0.1, compared, compared + 0.1),
                bound);
    }

    @Test
    void a_verdict_says_whether_floor_and_aim_are_reached_in_either_direction() {
        Finding.Bound more = Finding.Bound.atLeast(0.45, 0.75);
        Finding.Bound less = Finding.Bound.atMost(4, 2.3);
        assertThat(ratio(0.44, more).verdict()).isEqualTo(Finding.Verdict.MISSED);
        assertThat(ratio(0.45, more).verdict()).isEqualTo(Finding.Verdict.FLOOR_MET);
        assertThat(ratio(0.75, more).verdict()).isEqualTo(Finding.Verdict.AIM_MET);
        assertThat(ratio(4.1, less).verdict()).isEqualTo(Finding.Verdict.MISSED);
        assertThat(ratio(4.0, less).verdict()).isEqualTo(Finding.Verdict.FLOOR_MET);
        assertThat(ratio(2.3, less).verdict()).isEqualTo(Finding.Verdict.AIM_MET);
        assertThat(ratio(2.4, Finding.Bound.aimedAtMost(2.3)).verdict()).isEqualTo(Finding.Verdict.AIM_MISSED);
        assertThat(ratio(2.3, Finding.Bound.aimedAtMost(2.3)).verdict()).isEqualTo(Finding.Verdict.AIM_MET);
    }

    @Test
    void a_median_is_the_middle_round() {
        assertThat(Spread.of(3, 1, 2)).isEqualTo(new Spread(2, 1, 3));
        assertThat(Spread.of(4, 1, 2, 3).median()).isEqualTo(2.5);
        assertThat(Spread.of(0.4, 0.5, 0.6).text()).isEqualTo("0.500 (0.400-0.600)");
    }

    @Test
    void the_page_names_command_machine_commit_and_what_was_missed(@TempDir Path folder) throws Exception {
        Report report = Report.begin(Clock.systemUTC(), "./ffe bench tick-stage");
        report.add(List.of(ratio(0.4, Finding.Bound.atLeast(0.45, 0.75))));
        report.end();

        assertThat(report.missed()).isTrue();
        assertThat(report.table()).contains("bare relay 200,000", "x 0.400 (0.300-0.500)", ">= 0.450", "MISSED");
        report.write(folder);
        assertThat(Files.readString(folder.resolve("benchmarks.md")))
                .contains("`./ffe bench tick-stage`", "processors", "JDK 25", "commit ", "| MISSED |");
        assertThat(Files.readString(folder.resolve("benchmarks.json"))).contains("\"verdict\" : \"MISSED\"");
    }
}
