package io.ffe.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class InboxSettingsTest {

    private record Set(Duration retention, Duration repeatsWithin) implements InboxConfig {}

    @Test
    void a_retention_that_repeats_would_outlive_is_refused() {
        assertThat(InboxRetention.problems(new Set(Duration.ofDays(31), Duration.ofDays(31))))
                .singleElement()
                .asString()
                .contains("ffe.inbox.retention is PT744H", "expected longer than");
        assertThat(InboxRetention.problems(new Set(Duration.ofDays(1), Duration.ZERO)))
                .singleElement()
                .asString()
                .contains("ffe.inbox.repeats-within is PT0S");
        assertThat(InboxRetention.problems(new Set(Duration.ofDays(35), Duration.ofDays(31))))
                .isEmpty();
    }
}
