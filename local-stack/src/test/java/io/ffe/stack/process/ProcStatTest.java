package io.ffe.stack.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcStatTest {

    private static final String BEHIND_THE_NAME =
            "S 1 4711 4711 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 31 0 987654 43073536 3047";

    @Test
    void a_name_with_blanks_and_parentheses_moves_no_field() {
        assertThat(ProcStat.parse("4711 (java) " + BEHIND_THE_NAME)).contains(new ProcStat('S', 987_654));
        assertThat(ProcStat.parse("4711 (a b) Z 1 (c) " + BEHIND_THE_NAME)).contains(new ProcStat('S', 987_654));
        assertThat(ProcStat.parse("4711 (:-)) " + BEHIND_THE_NAME)).contains(new ProcStat('S', 987_654));
    }

    @Test
    void what_is_cut_says_nothing() {
        assertThat(ProcStat.parse("")).isEmpty();
        assertThat(ProcStat.parse("4711 (java) S 1 4711")).isEmpty();
        assertThat(ProcStat.parse("4711 (java")).isEmpty();
    }

    @Test
    void one_that_only_waits_for_its_parent_is_over() {
        assertThat(new ProcStat('Z', 1).isOver()).isTrue();
        assertThat(new ProcStat('S', 1).isOver()).isFalse();
    }
}
