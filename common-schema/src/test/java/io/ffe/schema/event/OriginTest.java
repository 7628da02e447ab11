package io.ffe.schema.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OriginTest {

    @ParameterizedTest
    @EnumSource
    void what_is_made_of_two_origins_is_live_only_when_both_are(Origin other) {
        for (Origin one : Origin.values()) {
            assertThat(one.orWorse(other) == Origin.LIVE).isEqualTo(one == Origin.LIVE && other == Origin.LIVE);
            assertThat(one.orWorse(other)).isEqualTo(other.orWorse(one)).isIn(one, other);
        }
    }
}
