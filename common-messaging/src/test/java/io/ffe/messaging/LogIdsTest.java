package io.ffe.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LogIdsTest {

    @Test
    void ids_are_there_while_the_work_goes_on_and_those_of_before_afterwards() {
        List<@Nullable Object> seen = new ArrayList<>();

        LogIds.during("outer", null, () -> {
            LogIds.during("inner", "order", () -> note(seen));
            note(seen);
        });
        note(seen);

        assertThat(seen).containsExactly("inner", "order", "outer", null, null, null);
    }

    @Test
    void work_that_fails_leaves_none_behind() {
        assertThatThrownBy(() -> LogIds.during("decision", "order", () -> {
                    throw new IllegalStateException("failed");
                }))
                .hasMessage("failed");

        assertThat(MDC.get(LogIds.DECISION)).isNull();
        assertThat(MDC.get(LogIds.ORDER)).isNull();
    }

    private static void note(List<@Nullable Object> seen) {
        seen.add(MDC.get(LogIds.DECISION));
        seen.add(MDC.get(LogIds.ORDER));
    }
}
