package io.ffe.marketdata.ws;

import static io.ffe.marketdata.domain.fanout.Events.START;
import static io.ffe.marketdata.domain.fanout.Events.bar;
import static io.ffe.marketdata.domain.fanout.Events.quote;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.marketdata.domain.fanout.FanOut;
import io.ffe.marketdata.domain.fanout.Tally;
import io.ffe.marketdata.domain.fanout.Tally.Counts;
import io.ffe.marketdata.ws.Request.Mistake;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Timeframe;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What one client is told, how it is ended, and that time is the monotonic one that it is given. */
class ClientTest {

    private static final Set<String> SYMBOLS = new TreeSet<>(List.of("BTCUSDT", "ETHUSDT"));
    private static final SocketLimits LIMITS = new SocketLimits(
            10,
            3,
            300,
            2,
            4096,
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10));

    private Instant now = START;
    private final InstantSource clock = () -> now;
    private final List<Tally> tallies = new ArrayList<>();
    private final FanOut fanOut = new FanOut(tallies::add);
    private final HeldOutlet outlet = new HeldOutlet();
    private final List<CloseCode> left = new ArrayList<>();
    private final List<Mistake> mistakes = new ArrayList<>();
    private final Set<String> elsewhere = new HashSet<>();
    private final Client client = new Client(
            outlet,
            fanOut,
            LIMITS,
            () -> SYMBOLS,
            elsewhere::contains,
            clock,
            new Client.Events() {
                @Override
                public void mistake(Mistake mistake) {
                    mistakes.add(mistake);
                }

                @Override
                public void left(CloseCode why) {
                    left.add(why);
                }
            },
            0);
    private int ticks;

    private static long seconds(double seconds) {
        return (long) (seconds * 1e9);
    }

    private void offer(String bid) {
        fanOut.offer(quote("BTCUSDT", START.plusSeconds(ticks), ticks++, bid, bid));
    }

    private void flush(double at) {
        client.flush(seconds(at), Frames::written);
    }

    private void subscribe() {
        client.received("{\"op\":\"subscribe\",\"symbols\":[\"BTCUSDT\"],\"channels\":[\"quotes\"]}", 0);
    }

    private Counts counts() {
        return tallies.getFirst().counts();
    }

    @Test
    void hello_says_what_there_is_and_what_is_allowed() {
        client.welcome(
                seq -> Frames.hello(seq, START, "run-1", Origin.REPLAY, SYMBOLS, LIMITS, START.plusSeconds(60)),
                null,
                0);

        JsonNode hello = outlet.last();
        assertThat(hello.path("type").asText()).isEqualTo("hello");
        assertThat(hello.path("seq").asLong()).isEqualTo(1);
        assertThat(hello.path("symbols")).extracting(JsonNode::asText).containsExactly("BTCUSDT", "ETHUSDT");
        assertThat(hello.path("channels")).extracting(JsonNode::asText).containsExactly("quotes", "bars", "snapshots");
        assertThat(hello.path("limits").path("maxSubscriptions").asInt()).isEqualTo(3);
        assertThat(hello.path("heartbeat").asText()).isEqualTo("PT15S");
        assertThat(hello.path("origin").asText()).isEqualTo("replay");
        assertThat(hello.path("tokenExpiresAt").asText()).isEqualTo("2024-08-05T00:01:00Z");
    }

    @Test
    void the_last_value_comes_at_once_and_updates_say_how_many_they_stand_for() {
        offer("60000");
        subscribe();
        assertThat(outlet.frames().getFirst().path("subscriptions").path("BTCUSDT"))
                .extracting(JsonNode::asText)
                .containsExactly("quotes");
        JsonNode initial = outlet.last().path("updates").path(0);
        assertThat(initial.path("initial").asBoolean()).isTrue();
        assertThat(initial.path("value").path("bid").asText()).isEqualTo("60000");

        offer("60100");
        offer("60200");
        flush(0.1);

        JsonNode frame = outlet.last();
        assertThat(frame.path("type").asText()).isEqualTo("update");
        assertThat(frame.path("updates")).hasSize(1);
        JsonNode update = frame.path("updates").path(0);
        assertThat(update.path("channel").asText()).isEqualTo("quotes");
        assertThat(update.path("symbol").asText()).isEqualTo("BTCUSDT");
        assertThat(update.path("initial").asBoolean()).isFalse();
        assertThat(update.path("conflated").asLong()).isEqualTo(1);
        assertThat(update.path("value").path("bid").asText()).isEqualTo("60200");
        assertThat(update.path("value").path("occurredAt").asText()).isEqualTo("2024-08-05T00:00:02Z");
        assertThat(update.path("value").has("receivedAt")).isTrue();
        assertThat(update.path("value").path("source").asText()).isEqualTo("test");
        assertThat(outlet.frames())
                .extracting(each -> each.path("seq").asLong())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, outlet.frames().size())
                                .mapToObj(Long::valueOf)
                                .toList());
        assertThat(counts()).isEqualTo(new Counts(2, 1, 1, 0, 0, 0));
    }

    @Test
    void all_that_is_new_is_one_frame_and_nothing_new_is_none() {
        client.received("{\"op\":\"subscribe\",\"symbols\":[\"BTCUSDT\"],\"channels\":[\"quotes\",\"bars\"]}", 0);
        offer("60000");
        fanOut.offer(bar("BTCUSDT", Timeframe.M1, START, "60000"));
        fanOut.offer(bar("BTCUSDT", Timeframe.M5, START, "60000"));
        int before = outlet.frames().size();

        flush(0.1);
        flush(0.2);

        assertThat(outlet.frames()).hasSize(before + 1);
        assertThat(outlet.last().path("updates"))
                .extracting(update -> update.path("timeframe").asText())
                .containsExactly("", "1m", "5m");
    }

    @Test
    void unsubscribing_without_channels_means_all_of_them() {
        client.received("{\"op\":\"subscribe\",\"symbols\":[\"BTCUSDT\"],\"channels\":[\"quotes\",\"bars\"]}", 0);
        client.received("{\"op\":\"unsubscribe\",\"symbols\":[\"BTCUSDT\"]}", 0);
        int before = outlet.frames().size();
        assertThat(outlet.last().path("subscriptions")).isEmpty();

        offer("60000");
        flush(0.1);

        assertThat(outlet.frames()).hasSize(before);
    }

    @Test
    void a_ping_is_answered() {
        client.received("{\"op\":\"ping\"}", 0);

        assertThat(outlet.last().path("type").asText()).isEqualTo("pong");
    }

    @Test
    void while_the_queue_is_full_updates_are_conflated_and_afterwards_it_goes_on() {
        subscribe();
        outlet.holds = true;
        for (int flush = 1; flush <= 40; flush++) {
            offer(Integer.toString(60_000 + flush * 10));
            flush(flush * 0.1);
        }
        assertThat(client.queuedBytes()).isBetween(4096L, 4096L + 600);
        int frames = outlet.frames().size();

        outlet.letGo();
        flush(4.1);

        assertThat(outlet.frames()).hasSize(frames + 1);
        assertThat(outlet.last()
                        .path("updates")
                        .path(0)
                        .path("value")
                        .path("bid")
                        .asText())
                .isEqualTo("60400");
        assertThat(outlet.last().path("updates").path(0).path("conflated").asLong())
                .isGreaterThan(10);
        outlet.letGo();
        assertThat(counts().underWay()).isZero();
        assertThat(left).isEmpty();
    }

    @Test
    void who_does_not_read_is_told_why_given_the_grace_and_reset() {
        subscribe();
        outlet.holds = true;
        offer("60000");
        flush(1);
        flush(5.9);
        assertThat(left).isEmpty();

        flush(6);
        assertThat(left).containsExactly(CloseCode.SLOW);
        assertThat(outlet.closeCode).isEqualTo(4008);
        assertThat(outlet.closeReason).contains("not read for PT5S", "bytes wait");
        offer("60100");
        flush(7.9);
        assertThat(outlet.aborted).isFalse();
        flush(8);
        assertThat(outlet.aborted).isTrue();

        assertThat(client.closed()).contains(CloseCode.SLOW);
        assertThat(counts()).isEqualTo(new Counts(1, 0, 0, 0, 0, 1));
        assertThat(client.queuedBytes()).isZero();
    }

    @Test
    void who_asks_and_does_not_read_is_cut_off() {
        outlet.holds = true;
        for (int asked = 0; asked < 200; asked++) {
            client.received("{\"op\":\"ping\"}", 0);
        }

        assertThat(left).containsExactly(CloseCode.SLOW);
        assertThat(outlet.closeReason).contains("asks and does not read");
        assertThat(client.queuedBytes()).isLessThan(4096 + 300);
    }

    @Test
    void pongs_that_pile_up_count_too() {
        outlet.foreignBytes = 4097;
        flush(0.1);

        assertThat(left).containsExactly(CloseCode.SLOW);
    }

    @Test
    void a_heartbeat_comes_when_nothing_moves_and_a_ping_wants_its_pong() {
        flush(14.9);
        assertThat(outlet.frames()).isEmpty();
        flush(15);
        assertThat(outlet.last().path("type").asText()).isEqualTo("heartbeat");
        assertThat(outlet.pings).isEqualTo(1);
        client.ponged();
        flush(30);
        flush(39.9);
        assertThat(left).isEmpty();

        flush(40);
        assertThat(left).containsExactly(CloseCode.NO_PONG);
        assertThat(outlet.closeCode).isEqualTo(4009);
    }

    @Test
    void an_expired_token_ends_the_connection() {
        client.welcome(seq -> "{}", START.plusSeconds(60), 0);
        now = START.plusMillis(59_999);
        flush(0.1);
        assertThat(left).isEmpty();

        now = START.plusSeconds(60);
        flush(0.2);
        assertThat(left).containsExactly(CloseCode.TOKEN_EXPIRED);
        assertThat(outlet.closeReason).isEqualTo("the token has expired: connect with a new one");
    }

    @Test
    void mistakes_are_told_and_one_too_many_ends_the_connection() {
        client.received("{\"op\":\"subscribe\",\"symbols\":[\"DOGEUSDT\"],\"channels\":[\"quotes\"]}", 0);
        JsonNode error = outlet.last();
        assertThat(error.path("type").asText()).isEqualTo("error");
        assertThat(error.path("code").asText()).isEqualTo("UNKNOWN_SYMBOL");
        assertThat(error.path("field").asText()).isEqualTo("symbols[0]");
        assertThat(error.path("value").asText()).isEqualTo("DOGEUSDT");
        assertThat(error.path("expected").asText()).isEqualTo("one of [BTCUSDT, ETHUSDT]");
        assertThat(error.path("errorsLeft").asInt()).isEqualTo(1);
        client.receivedBinary(7, 0);
        assertThat(left).isEmpty();

        client.received("rubbish", 0);

        assertThat(mistakes).containsExactly(Mistake.UNKNOWN_SYMBOL, Mistake.NOT_TEXT, Mistake.NOT_JSON);
        assertThat(left).containsExactly(CloseCode.TOO_MANY_ERRORS);
        client.received("{\"op\":\"ping\"}", 0);
        assertThat(outlet.last().path("type").asText())
                .as("nothing after the end")
                .isEqualTo("error");
    }

    @Test
    void more_subscriptions_than_allowed_are_refused_as_a_whole() {
        client.received(
                "{\"op\":\"subscribe\",\"symbols\":[\"BTCUSDT\",\"ETHUSDT\"],\"channels\":[\"quotes\",\"bars\"]}", 0);

        assertThat(outlet.last().path("code").asText()).isEqualTo("TOO_MANY_SUBSCRIPTIONS");
        assertThat(outlet.last().path("expected").asText()).startsWith("at most 3");
        offer("60000");
        flush(0.1);
        assertThat(outlet.frames()).hasSize(1);
    }

    @Test
    void a_message_that_is_too_long_ends_the_connection() {
        client.received("{\"op\":\"ping\",\"x\":\"" + "y".repeat(300) + "\"}", 0);

        assertThat(left).containsExactly(CloseCode.MESSAGE_TOO_LARGE);
        assertThat(outlet.closeReason).isEqualTo("a message has 320 bytes, expected at most 300");
    }

    @Test
    void whoever_follows_a_symbol_that_goes_to_another_instance_is_told_and_others_are_not() {
        subscribe();
        elsewhere.add("ETHUSDT");
        client.moved(0);
        assertThat(outlet.closeCode).isZero();

        elsewhere.add("BTCUSDT");
        client.moved(0);

        assertThat(outlet.closeCode).isEqualTo(4003);
        assertThat(outlet.closeReason).isEqualTo("BTCUSDT has gone to another instance: connect there");
        assertThat(left).containsExactly(CloseCode.MOVED);
    }

    @Test
    void it_leaves_once() {
        client.leave(CloseCode.GOING_AWAY, "stops", 0);
        client.leave(CloseCode.SLOW, "x".repeat(200), 0);

        assertThat(left).containsExactly(CloseCode.GOING_AWAY);
        assertThat(outlet.closeCode).isEqualTo(1001);
    }

    @Test
    void a_reason_fits_into_a_close_frame() {
        client.leave(CloseCode.SLOW, "x".repeat(200), 0);

        assertThat(outlet.closeReason).hasSize(123);
    }
}
