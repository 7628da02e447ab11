package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.Problem;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackupCommandTest {

    @Test
    void one_that_fails_is_told_and_the_next_is_tried() throws Exception {
        Turns turns = new Turns(List.of("", "the disk is full", "Kafka is away", ""));

        assertThat(BackupCommand.repeat(turns)).isZero();

        assertThat(turns.told).containsExactly("the disk is full", "Kafka is away");
        assertThat(turns.left).isEmpty();
    }

    @Test
    void the_exit_status_is_that_of_the_last_one() throws Exception {
        Turns turns = new Turns(List.of("", "the disk is full"));

        assertThat(BackupCommand.repeat(turns)).isEqualTo(1);
    }

    /** Failures one after another; one without words is none. */
    private static final class Turns implements BackupCommand.Turns {

        private final Deque<String> left;
        private final List<String> told = new ArrayList<>();

        Turns(List<String> failures) {
            this.left = new ArrayDeque<>(failures);
        }

        @Override
        public void take() {
            String failure = left.remove();
            if (!failure.isEmpty()) {
                throw Problem.failure(failure);
            }
        }

        @Override
        public boolean another() {
            return !left.isEmpty();
        }

        @Override
        public void failed(Problem problem) {
            told.add(problem.getMessage());
        }
    }
}
