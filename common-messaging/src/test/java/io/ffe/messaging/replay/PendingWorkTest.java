package io.ffe.messaging.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.messaging.replay.PendingWork.Work;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PendingWorkTest {

    private long jobs = 1;
    private long records;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_job_that_becomes_a_record_between_two_questions_is_pending(boolean outboxIsListedFirst) throws Exception {
        PendingWork worker = () -> jobThatEndsAfter(Work.pending(jobs));
        PendingWork outbox = new PendingWork() {
            @Override
            public Work work() {
                return jobThatEndsAfter(Work.pending(records));
            }

            @Override
            public int order() {
                return Integer.MAX_VALUE;
            }
        };

        Work all = PendingWork.all(outboxIsListedFirst ? Stream.of(outbox, worker) : Stream.of(worker, outbox));

        assertThat(all.pending()).isPositive();
    }

    @Test
    void a_process_without_work_has_none_pending_and_none_working() throws Exception {
        assertThat(PendingWork.all(Stream.of())).isEqualTo(new Work(0, 0));
    }

    private Work jobThatEndsAfter(Work answer) {
        records += jobs;
        jobs = 0;
        return answer;
    }
}
