package io.ffe.marketdata.domain.fanout;

import static io.ffe.marketdata.domain.fanout.Events.START;
import static io.ffe.marketdata.domain.fanout.Events.bar;
import static io.ffe.marketdata.domain.fanout.Events.quote;
import static io.ffe.marketdata.domain.fanout.Events.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.ffe.marketdata.domain.fanout.ClientFeed.Selection;
import io.ffe.marketdata.domain.fanout.Tally.Counts;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client is due, and what counts as what. */
class FanOutTest {

    private static final Selection QUOTES = new Selection("BTCUSDT", Channel.QUOTES);
    private static final Selection BARS = new Selection("BTCUSDT", Channel.BARS);

    private final List<Tally> tallies = new ArrayList<>();
    private final FanOut fanOut = new FanOut(tallies::add);
    private final ClientFeed client = new ClientFeed(fanOut);
    private int ticks;

    private Tick offer(String bid, String ask) {
        Tick tick = quote("BTCUSDT", START.plusSeconds(ticks), ticks++, bid, ask);
        fanOut.offer(tick);
        return tick;
    }

    private Counts counts(Channel channel) {
        return tallies.stream()
                .filter(tally -> tally.channel() == channel)
                .findFirst()
                .orElseThrow()
                .counts();
    }

    @Test
    void who_subscribes_gets_the_last_value_and_nobody_counts_it() {
        offer("60000", "60001");
        Tick last = offer("60100", "60101");

        assertThat(client.subscribe(List.of(QUOTES)))
                .extracting(Update::event, Update::initial, Update::conflated)
                .containsExactly(tuple(last, true, 0L));
        assertThat(client.take()).isEmpty();
        assertThat(counts(Channel.QUOTES)).isEqualTo(new Counts(0, 0, 0, 0, 0, 0));
    }

    @Test
    void a_second_subscription_to_the_same_changes_nothing() {
        offer("60000", "60001");
        client.subscribe(List.of(QUOTES));

        assertThat(client.subscribe(List.of(QUOTES))).isEmpty();
        offer("60100", "60101");
        assertThat(client.take()).hasSize(1);
    }

    @Test
    void of_many_events_the_newest_is_due_and_the_others_are_counted_on_it() {
        client.subscribe(List.of(QUOTES));
        offer("60000", "60001");
        offer("60100", "60101");
        Tick last = offer("60200", "60201");

        List<Update> due = client.take();

        assertThat(due).extracting(Update::event, Update::conflated).containsExactly(tuple(last, 2L));
        due.forEach(Update::delivered);
        assertThat(counts(Channel.QUOTES)).isEqualTo(new Counts(3, 1, 2, 0, 0, 0));
    }

    @Test
    void a_quote_is_unchanged_when_both_sides_have_moved_less_than_a_thousandth_of_a_percent() {
        client.subscribe(List.of(QUOTES));
        offer("60000.00", "60001.00");
        offer("60000.59", "60001.59");
        offer("59999.41", "60000.41");
        assertThat(client.take()).extracting(Update::conflated).containsExactly(0L);
        assertThat(counts(Channel.QUOTES).unchanged()).isEqualTo(2);

        offer("60000.60", "60001.00");
        assertThat(client.take()).as("the bid has moved by just so much").hasSize(1);
        offer("60000.60", "60001.61");
        assertThat(client.take()).as("one side is enough").hasSize(1);
    }

    @Test
    void small_moves_add_up() {
        client.subscribe(List.of(QUOTES));
        offer("60000.00", "60001.00");
        offer("60000.30", "60001.30");
        offer("60000.59", "60001.59");
        Tick beyond = offer("60000.70", "60001.70");

        assertThat(client.take()).extracting(Update::event).containsExactly(beyond);
        assertThat(tallies.getFirst().heldBack()).isEqualTo(2);
        assertThat(tallies.getFirst().fannedOut()).isEqualTo(2);
    }

    @Test
    void what_is_older_than_the_last_replaces_nothing() {
        client.subscribe(List.of(QUOTES));
        offer("60000", "60001");
        Tick last = offer("61000", "61001");
        fanOut.offer(quote("BTCUSDT", START, 99, "59000", "59001"));

        assertThat(client.take()).extracting(Update::event, Update::conflated).containsExactly(tuple(last, 1L));
        assertThat(counts(Channel.QUOTES).older()).isEqualTo(1);
        assertThat(tallies.getFirst().cameLate()).isEqualTo(1);
    }

    @Test
    void a_trade_is_in_no_channel() {
        client.subscribe(List.of(QUOTES));
        fanOut.offer(trade("BTCUSDT", START, "60000"));

        assertThat(client.take()).isEmpty();
        assertThat(counts(Channel.QUOTES).offered()).isZero();
    }

    @Test
    void each_timeframe_is_a_stream_of_its_own_and_a_bar_that_is_told_again_is_known() {
        client.subscribe(List.of(BARS));
        fanOut.offer(bar("BTCUSDT", Timeframe.M1, START, "60000"));
        fanOut.offer(bar("BTCUSDT", Timeframe.M1, START.plus(Duration.ofMinutes(1)), "60010"));
        fanOut.offer(bar("BTCUSDT", Timeframe.M5, START, "60010"));
        fanOut.offer(bar("BTCUSDT", Timeframe.M1, START, "60000"));

        assertThat(client.take())
                .extracting(update -> update.slot().timeframe(), Update::conflated)
                .containsExactly(tuple(Timeframe.M1, 1L), tuple(Timeframe.M5, 0L));
        assertThat(counts(Channel.BARS)).isEqualTo(new Counts(4, 0, 1, 0, 1, 0));
    }

    @Test
    void after_unsubscribing_nothing_is_due_and_what_was_is_dropped() {
        client.subscribe(List.of(QUOTES, BARS));
        offer("60000", "60001");
        client.unsubscribe(List.of(QUOTES));
        offer("60100", "60101");

        assertThat(client.take()).isEmpty();
        assertThat(client.selections()).containsExactly(BARS);
        assertThat(counts(Channel.QUOTES)).isEqualTo(new Counts(1, 0, 0, 0, 0, 1));
    }

    @Test
    void an_ended_client_takes_no_more_subscriptions() {
        client.end();

        assertThat(client.subscribe(List.of(QUOTES))).isEmpty();
        offer("60000", "60001");
        assertThat(counts(Channel.QUOTES).offered()).isZero();
    }

    @Test
    void frames_that_a_connection_takes_with_it_are_dropped_once() {
        client.subscribe(List.of(QUOTES));
        Backlog backlog = new Backlog();
        offer("60000", "60001");
        Backlog.Frame first = backlog.add(100, 0, client.take());
        offer("60100", "60101");
        Backlog.Frame second = backlog.add(50, 30, client.take());
        assertThat(backlog.bytes()).isEqualTo(150);
        assertThat(backlog.oldestNanos(40)).isEqualTo(40);

        backlog.written(first);
        assertThat(backlog.bytes()).isEqualTo(50);
        assertThat(backlog.oldestNanos(40)).isEqualTo(10);
        backlog.end();
        backlog.lost(second);

        assertThat(backlog.bytes()).isZero();
        assertThat(backlog.oldestNanos(40)).isZero();
        assertThat(counts(Channel.QUOTES)).isEqualTo(new Counts(2, 1, 0, 0, 0, 1));
    }
}
