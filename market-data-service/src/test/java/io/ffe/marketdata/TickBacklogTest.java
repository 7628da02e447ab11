package io.ffe.marketdata;

import static io.ffe.marketdata.StoredQuotes.quote;
import static io.ffe.marketdata.StoredQuotes.quotes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TickBacklogTest {

    private static final Duration NEVER = Duration.ofHours(1);

    @Test
    void a_full_batch_is_there_at_once_and_in_order() throws InterruptedException {
        TickBacklog backlog = new TickBacklog(10, 5, NEVER);
        quotes(1, 7).forEach(backlog::offer);

        assertThat(backlog.take()).isEqualTo(quotes(1, 5));
    }

    @Test
    void the_first_of_a_batch_waits_no_longer_than_is_allowed() throws InterruptedException {
        TickBacklog backlog = new TickBacklog(10, 5, Duration.ofMillis(50));
        quotes(1, 3).forEach(backlog::offer);
        long since = System.nanoTime();

        assertThat(backlog.take()).isEqualTo(quotes(1, 3));
        assertThat(System.nanoTime() - since).isGreaterThanOrEqualTo(50_000_000);
    }

    @Test
    void what_finds_no_room_is_told_so() {
        TickBacklog backlog = new TickBacklog(5, 5, NEVER);
        quotes(1, 5).forEach(backlog::offer);

        assertThat(backlog.offer(quote(6))).isFalse();
        assertThat(backlog.rest()).isEqualTo(quotes(1, 5));
    }

    @Test
    void nothing_is_an_empty_batch() throws InterruptedException {
        assertThat(new TickBacklog(5, 5, NEVER).take()).isEmpty();
    }

    @Test
    void closed_it_waits_for_nobody_and_is_over_when_it_is_empty() throws InterruptedException {
        TickBacklog backlog = new TickBacklog(5, 5, NEVER);
        quotes(1, 2).forEach(backlog::offer);
        backlog.close();

        assertThat(backlog.isOver()).isFalse();
        assertThat(backlog.take()).isEqualTo(quotes(1, 2));
        assertThat(backlog.isOver()).isTrue();
    }

    @Test
    void when_its_time_is_up_it_is_over_whatever_is_left() {
        TickBacklog backlog = new TickBacklog(5, 5, NEVER);
        backlog.offer(quote(1));
        backlog.limit(Duration.ZERO);

        assertThat(backlog.isOver()).isTrue();
        assertThat(backlog.pause(NEVER)).isFalse();
        assertThat(backlog.left()).isZero();
    }
}
