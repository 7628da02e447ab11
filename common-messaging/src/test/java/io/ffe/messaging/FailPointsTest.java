package io.ffe.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FailPointsTest {

    @Test
    void nothing_happens_unless_a_test_asks() {
        assertThatCode(() -> FailPoints.hit("execution.before-send")).doesNotThrowAnyException();
    }

    @Test
    void names_acts_and_hits_are_read() {
        assertThat(FailPoints.parse("a=halt@3, b=throw,,")).containsOnlyKeys("a", "b");
    }

    @Test
    void an_act_that_does_not_exist_is_an_error_that_names_the_entry() {
        assertThatThrownBy(() -> FailPoints.parse("a=explode"))
                .hasMessageContaining("'a=explode'")
                .hasMessageContaining("halt|stop|throw");
    }
}
