package io.ffe.marketdata.ws;

import static io.ffe.marketdata.ws.SocketPrices.SYMBOLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.marketdata.MarketView;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.Tokens;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * 20,000 ticks a second, 50 clients on all of twenty symbols, five of which do not read; with the limits that an operator gets.
 * Asserts what must hold on any machine: nothing is missing from the counts, nobody gets more than ten updates a second of a
 * symbol, memory stays where it was, and the five are cut off alone. Prints what depends on the machine. {@code
 * -Dffe.test.full=true} makes each of the two runs a minute long.
 */
@QuarkusTest
@TestProfile(FanOutLoadIT.WithTheUsualLimits.class)
@QuarkusTestResource(value = SocketPrices.class, restrictToAnnotatedClass = true)
class FanOutLoadIT {

    /** In the short run a queue that fills in a moment. */
    public static final class WithTheUsualLimits implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return FULL
                    ? Map.of()
                    : Map.of("ffe.market-data.web-socket.queue-bytes", Integer.toString(SHORT_QUEUE_BYTES));
        }
    }

    private static final boolean FULL = Boolean.getBoolean("ffe.test.full");
    private static final int SHORT_QUEUE_BYTES = 32_768;
    private static final int QUEUE_BYTES = FULL ? 262_144 : SHORT_QUEUE_BYTES;
    /** One with an update of every symbol. */
    private static final int LARGEST_FRAME = 20_000;

    private static final int CLIENTS = 50;
    private static final int WHO_DO_NOT_READ = 5;
    private static final int TICKS_A_SECOND = 20_000;
    private static final Duration RUN = Duration.ofSeconds(FULL ? 60 : 3);
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1 << 20;

    Tokens tokens;

    @TestHTTPResource("/ws")
    URI http;

    @Inject
    FanOutFollower follower;

    @Inject
    MarketView view;

    @Inject
    MeterRegistry meters;

    /** Reads the three numbers that it needs of an update and keeps no frame. */
    private static final class Reader implements WebSocket.Listener {

        private final StringBuilder partial = new StringBuilder();
        private final Moving moving;
        private long[] latencies = new long[1 << 12];
        private int count;
        private volatile long frames;
        /** Updates, and those that they say they stand for. */
        private volatile long accountedFor;

        private volatile boolean subscribed;
        private volatile int closeCode;
        private WebSocket socket;

        Reader(Moving moving) {
            this.moving = moving;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                read(partial.toString());
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void read(String frame) {
            if (frame.startsWith("{\"type\":\"subscribed\"")) {
                subscribed = true;
            }
            if (!frame.startsWith("{\"type\":\"update\"")) {
                return;
            }
            long now = System.nanoTime();
            long stoodFor = 0;
            for (int at = frame.indexOf("\"initial\":"); at > 0; at = frame.indexOf("\"initial\":", at + 1)) {
                if (frame.startsWith("false", at + 10)) {
                    stoodFor += 1 + number(frame, "\"conflated\":", at);
                    keep(now - moving.toldNanos(number(frame, "\"sequence\":", at)));
                }
            }
            if (stoodFor > 0) {
                frames++;
                accountedFor += stoodFor;
            }
        }

        private static long number(String frame, String name, int from) {
            int start = frame.indexOf(name, from) + name.length();
            int end = start;
            while (Character.isDigit(frame.charAt(end))) {
                end++;
            }
            return Long.parseLong(frame, start, end, 10);
        }

        private void keep(long nanos) {
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count++] = nanos;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closeCode = code;
            return null;
        }
    }

    /** Milliseconds. */
    private record Figures(double ticksASecond, double p50, double p99, double max, long updates, long megabytes) {}

    private URI url() {
        return URI.create(http.toString().replaceFirst("^http", "ws"));
    }

    private String token() {
        return tokens.issue(Role.VIEWER, "somebody", Duration.ofMinutes(30));
    }

    /** For either of the reasons that there are for who does not read. */
    private double cutOff() {
        return closed("slow") + closed("no_pong");
    }

    private double closed(String reason) {
        return meters.get("ffe.ws.closed").tag("reason", reason).counter().count();
    }

    /** Of quotes alone: a quarter of an hour may end meanwhile, and snapshots are fanned out as well. */
    private double sum(String meter, String tag, String value) {
        return meters.find(meter).tag("channel", "quotes").tag(tag, value).functionCounters().stream()
                .mapToDouble(FunctionCounter::count)
                .sum();
    }

    private double updates(String outcome) {
        return sum("ffe.fanout.updates", "outcome", outcome);
    }

    private double offered() {
        return sum("ffe.fanout.offered", "channel", "quotes");
    }

    private double becameSomething() {
        return updates("delivered")
                + updates("conflated")
                + updates("unchanged")
                + updates("older")
                + updates("dropped");
    }

    private static long usedMegabytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE;
    }

    @Test
    void five_who_do_not_read_take_nothing_from_the_others() throws Exception {
        await().atMost(SOON).until(() -> view.symbols().size() == SocketPrices.ALL);
        run(CLIENTS - WHO_DO_NOT_READ, 0, Duration.ofSeconds(1));

        Figures without = run(CLIENTS - WHO_DO_NOT_READ, 0, RUN);
        Figures with = run(CLIENTS - WHO_DO_NOT_READ, WHO_DO_NOT_READ, RUN);

        System.out.printf(
                "fan-out: without the five %s%nfan-out: with the five    %s%nfan-out: p99 with / without %.2f%n",
                without, with, with.p99() / without.p99());
    }

    private Figures run(int readers, int whoDoNotRead, Duration length) throws Exception {
        String all = SYMBOLS.stream().map(symbol -> '"' + symbol + '"').collect(Collectors.joining(","));
        String subscribe = "{\"op\":\"subscribe\",\"symbols\":[" + all + "],\"channels\":[\"quotes\"]}";
        long before = usedMegabytes();
        double cutOffBefore = cutOff();
        double fannedOutBefore = sum("ffe.fanout.events", "outcome", "fanned_out");
        List<Reader> reading = new ArrayList<>();
        List<RawSocket> notReading = new ArrayList<>();
        Moving moving = new Moving(follower, TICKS_A_SECOND);
        long peak = 0;
        HttpClient client = HttpClient.newHttpClient();
        try {
            String token = token();
            for (int i = 0; i < readers; i++) {
                Reader reader = new Reader(moving);
                reader.socket = client.newWebSocketBuilder()
                        .header("Authorization", "Bearer " + token)
                        .buildAsync(url(), reader)
                        .join();
                reading.add(reader);
            }
            for (int i = 0; i < whoDoNotRead; i++) {
                notReading.add(new RawSocket(url(), token, 1024));
            }
            for (RawSocket socket : notReading) {
                socket.say(subscribe);
            }
            for (Reader reader : reading) {
                reader.socket.sendText(subscribe, true).join();
            }
            await().atMost(SOON).until(() -> reading.stream().allMatch(reader -> reader.subscribed));
            long start = System.nanoTime();
            long framesBefore =
                    reading.stream().mapToLong(reader -> reader.frames).sum();
            moving.start();
            while (System.nanoTime() - start < length.toNanos() || cutOff() < cutOffBefore + whoDoNotRead) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                peak = Math.max(peak, queued());
                assertThat(System.nanoTime() - start)
                        .isLessThan(length.plus(SOON).toNanos());
            }
            moving.close();
            await().atMost(SOON).until(() -> offered() == becameSomething());
            long nanos = System.nanoTime() - start;

            double fannedOut = sum("ffe.fanout.events", "outcome", "fanned_out") - fannedOutBefore;
            await().atMost(SOON)
                    .until(() -> reading.stream().allMatch(reader -> reader.accountedFor == (long) fannedOut));
            assertThat(reading).allMatch(reader -> reader.closeCode == 0);
            assertThat(cutOff()).isEqualTo(cutOffBefore + whoDoNotRead);
            long frames = reading.stream().mapToLong(reader -> reader.frames).sum() - framesBefore;
            assertThat(frames)
                    .as("ten flushes a second at most, for each of the readers")
                    .isLessThanOrEqualTo(readers * (nanos / 100_000_000 + 2));
            assertThat(peak)
                    .as("bytes that wait for sockets")
                    .isLessThan((long) (whoDoNotRead + readers) * (QUEUE_BYTES + LARGEST_FRAME));
            long[] latencies = reading.stream()
                    .flatMapToLong(reader -> Arrays.stream(reader.latencies, 0, reader.count))
                    .sorted()
                    .toArray();
            long after = usedMegabytes();
            assertThat(after).as("megabytes in use, %d before", before).isLessThan(before + 100);
            return new Figures(
                    moving.ticksASecond(),
                    millis(latencies, 0.5),
                    millis(latencies, 0.99),
                    millis(latencies, 1),
                    latencies.length,
                    after - before);
        } finally {
            moving.close();
            reading.forEach(reader -> reader.socket.abort());
            client.shutdownNow();
            for (RawSocket socket : notReading) {
                socket.close();
            }
            await().atMost(SOON)
                    .until(() -> meters.get("ffe.ws.clients").gauge().value() == 0);
        }
    }

    private long queued() {
        return (long) meters.get("ffe.ws.queue.bytes").gauge().value();
    }

    private static double millis(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))] / 1e6;
    }
}
