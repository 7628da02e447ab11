package io.ffe.stack.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServiceClientTest {

    @Test
    void ages_are_read_from_what_prometheus_reads() {
        String metrics = """
                # TYPE ffe_stage_age_seconds histogram
                ffe_stage_age_seconds_bucket{stage="risk",le="0.05"} 3
                ffe_stage_age_seconds_count{stage="risk"} 4
                ffe_stage_age_seconds_sum{stage="risk"} 1.0
                # TYPE ffe_stage_age_seconds_max gauge
                ffe_stage_age_seconds_max{stage="risk"} 0.75
                other_count{stage="risk"} 9
                """;

        assertThat(ServiceClient.agesIn(metrics)).containsExactly(new ServiceClient.Age("risk", 4, 0.25, 0.75));
    }

    @Test
    void a_service_that_measures_nothing_has_no_ages() {
        assertThat(ServiceClient.agesIn("jvm_memory_used_bytes 1\n")).isEmpty();
    }
}
