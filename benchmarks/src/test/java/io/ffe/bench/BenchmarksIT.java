package io.ffe.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every benchmark runs and finds something, with sizes that say nothing about speed. */
class BenchmarksIT {

    private static final Effort TINY = new Effort(0.01, 1, List.of(500), Duration.ofSeconds(2));

    private static List<Finding> run(Benchmark benchmark) throws Exception {
        List<String> progress = new ArrayList<>();
        List<Finding> findings = benchmark.run(TINY, progress::add);
        assertThat(progress).isNotEmpty();
        assertThat(findings).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.benchmark()).isEqualTo(benchmark.name());
            assertThat(finding.ffe().median()).isNotNegative();
        });
        return findings;
    }

    @Test
    void a_staleness_check_takes_well_under_a_millisecond() throws Exception {
        assertThat(run(new StalenessCheck()).getFirst().verdict()).isNotEqualTo(Finding.Verdict.MISSED);
    }

    @Test
    void ring_and_bars_allocate_nothing_for_a_tick_that_closes_nothing() throws Exception {
        assertThat(run(new RingAndBars()))
                .filteredOn(finding -> finding.what().equals("bytes a tick that closes nothing"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.ffe().median()).isZero());
    }

    @Test
    void all_ways_of_the_tick_stage_write_the_bytes_that_they_read() throws Exception {
        assertThat(run(new TickStage())).extracting(Finding::what).contains("ticks/s");
    }

    @Test
    void a_snapshot_follows_each_tick_that_closes_a_minute() throws Exception {
        assertThat(run(new SnapshotLatency()))
                .allSatisfy(finding -> assertThat(finding.ffe().median()).isPositive());
    }

    @Test
    void silent_models_are_waited_for_until_their_deadlines() throws Exception {
        assertThat(run(new LadderBudget())).hasSize(3);
    }

    /** At which rate says nothing here; that it has taken in all that was sent is waited for before there is a finding. */
    @Test
    void the_packaged_service_takes_in_every_tick_that_is_sent() throws Exception {
        assertThat(run(new SustainedLoad())).extracting(Finding::what).anyMatch(what -> what.startsWith("ticks/s"));
    }
}
