package io.ffe.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.messaging.Runs;
import io.ffe.schema.event.Origin;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.serde.Envelope;
import java.time.Instant;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunAdmissionTest {

    private static final Instant NOW = Instant.parse("2024-08-05T01:15:00Z");

    @ParameterizedTest
    @EnumSource
    void a_record_of_the_run_its_origin_and_its_kind_of_time_is_let_in(Origin origin) {
        assertThatCode(() -> of(origin).admit(Runs.ID, origin, at(origin == Origin.LIVE ? null : NOW)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @EnumSource
    void a_record_from_prices_of_any_other_origin_is_refused(Origin origin) {
        for (Origin claimed : Origin.values()) {
            if (claimed != origin) {
                refused(
                        () -> of(origin).admit(Runs.ID, claimed, at(origin == Origin.LIVE ? null : NOW)),
                        DeadLetterReason.INVALID_VALUE,
                        "origin is " + claimed + ", expected " + origin);
            }
        }
    }

    @Test
    void a_process_that_is_told_live_in_a_replay_refuses_all_that_it_reads() {
        refused(
                () -> of(Origin.LIVE).admit(Runs.ID, at(NOW)),
                DeadLetterReason.INVALID_VALUE,
                "header ffe-now is " + NOW);
        refused(
                () -> of(Origin.LIVE).admit(Runs.ID, Origin.REPLAY, at(NOW)),
                DeadLetterReason.INVALID_VALUE,
                "origin is REPLAY, expected LIVE");
    }

    @Test
    void a_record_without_logical_time_is_refused_in_a_replay() {
        refused(
                () -> of(Origin.REPLAY).admit(Runs.ID, at(null)),
                DeadLetterReason.MISSING_HEADER,
                "header ffe-now is absent");
    }

    @Test
    void a_time_beyond_all_that_could_be_worked_out_from_it_is_refused() {
        for (String far : new String[] {"9999-12-31T23:59:59.999Z", "0000-01-01T00:00:00Z"}) {
            refused(
                    () -> of(Origin.REPLAY).admit(Runs.ID, at(Instant.parse(far))),
                    DeadLetterReason.INVALID_VALUE,
                    "header ffe-now is " + far + ", expected a time from 1900-01-01T00:00:00Z");
            refused(
                    () -> of(Origin.LIVE).admitTime("asOf", Instant.parse(far)),
                    DeadLetterReason.INVALID_VALUE,
                    "asOf is " + far + ", expected a time from 1900-01-01T00:00:00Z");
        }
    }

    @Test
    void another_run_comes_first() {
        refused(
                () -> of(Origin.REPLAY).admit("run-2", Origin.LIVE, at(null)),
                DeadLetterReason.FOREIGN_RUN,
                "runId is run-2, expected run-1");
        refused(() -> of(Origin.REPLAY).admit("run-2"), DeadLetterReason.FOREIGN_RUN, "runId is run-2");
    }

    private static void refused(ThrowingCallable admission, DeadLetterReason reason, String detail) {
        assertThatThrownBy(admission).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.reason()).isEqualTo(reason);
            assertThat(refusal.detail()).startsWith(detail);
        });
    }

    private static RunAdmission of(Origin origin) {
        return new RunAdmission(Runs.of(origin));
    }

    private static Envelope at(Instant logicalNow) {
        return new Envelope("id", "type", "source", NOW, null, null, logicalNow);
    }
}
