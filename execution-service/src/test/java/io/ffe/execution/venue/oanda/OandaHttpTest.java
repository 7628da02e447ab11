package io.ffe.execution.venue.oanda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.venue.RequestBudget;
import io.ffe.execution.venue.RequestKept;
import io.ffe.execution.venue.VenueUnavailable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OandaHttpTest {

    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger served = new AtomicInteger();
    private volatile int status = 200;
    private volatile @Nullable String retryAfter;
    private HttpServer server;
    private OandaHttp http;

    @BeforeEach
    void begin() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        server.createContext("/", exchange -> {
            served.incrementAndGet();
            if (retryAfter != null) {
                exchange.getResponseHeaders().set("Retry-After", retryAfter);
            }
            byte[] body = "{\"orders\":[]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        http = http(OandaToken.fromEnvironment(StubOanda.TOKEN));
    }

    private OandaHttp http(OandaToken token) {
        return http(token, new RequestBudget(100, 20, nanos::get));
    }

    private OandaHttp http(OandaToken token, RequestBudget budget) {
        return new OandaHttp(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Duration.ofSeconds(2),
                Duration.ofMillis(900),
                Duration.ofSeconds(5),
                token,
                budget,
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @AfterEach
    void end() {
        http.close();
        server.stop(0);
    }

    @Test
    void after_429_nothing_but_cancels_leaves_for_as_long_as_the_venue_says() {
        status = 429;
        retryAfter = "7";
        assertThat(http.get("/x").status()).isEqualTo(429);
        assertThat(http.trouble()).isEmpty();
        status = 200;

        assertThatThrownBy(() -> http.get("/x"))
                .isInstanceOf(VenueUnavailable.class)
                .hasMessageContaining("was not sent: the request budget has room in 7000 ms");
        assertThatThrownBy(() -> http.place("/orders", "{}", Optional::empty))
                .isInstanceOfSatisfying(
                        RequestKept.class, kept -> assertThat(kept.answer()).isInstanceOf(VenueAnswer.NotYet.class))
                .hasMessageContaining("was not sent");
        assertThat(http.cancel("/orders/1/cancel").status()).isEqualTo(200);
        nanos.addAndGet(Duration.ofSeconds(7).toNanos());
        assertThat(http.get("/x").status()).isEqualTo(200);
        assertThat(served).hasValue(3);
    }

    @Test
    void after_three_failures_in_a_row_nothing_leaves_for_a_moment() {
        status = 503;
        for (int each = 0; each < 3; each++) {
            assertThat(http.get("/x").status()).isEqualTo(503);
        }
        assertThat(http.trouble()).contains("GET /x was answered 503");
        assertThatThrownBy(() -> http.get("/x"))
                .isInstanceOf(VenueUnavailable.class)
                .hasMessageContaining("was not sent: OANDA failed 3 times in a row");
        assertThatThrownBy(() -> http.place("/orders", "{}", Optional::empty))
                .isInstanceOfSatisfying(
                        RequestKept.class, kept -> assertThat(kept.answer()).isInstanceOf(VenueAnswer.NotYet.class))
                .hasMessageContaining("was not sent");
        assertThat(served).hasValue(3);
        status = 200;
        await().atMost(15, TimeUnit.SECONDS)
                .ignoreExceptions()
                .until(() -> http.get("/x").status() == 200);
    }

    @Test
    void the_last_look_comes_after_the_wait_for_the_budget() {
        // Two in a second, one of them for cancels: the second order waits for half a second.
        try (OandaHttp narrow =
                http(OandaToken.fromEnvironment(StubOanda.TOKEN), new RequestBudget(2, 1, System::nanoTime))) {
            // The budget fills up from the first order on, however long its answer takes.
            long started = System.nanoTime();
            narrow.place("/orders", "{}", Optional::empty);
            AtomicLong looked = new AtomicLong();

            assertThatThrownBy(() -> narrow.place("/orders", "{}", () -> {
                        looked.set(System.nanoTime());
                        return Optional.of(new VenueAnswer.NotSent("TRADING_STATE: HALTED"));
                    }))
                    .isInstanceOfSatisfying(
                            RequestKept.class,
                            kept -> assertThat(kept.answer())
                                    .isEqualTo(new VenueAnswer.NotSent("TRADING_STATE: HALTED")));

            assertThat(Duration.ofNanos(looked.get() - started)).isGreaterThan(Duration.ofMillis(450));
            assertThat(served).hasValue(1);
        }
    }

    @Test
    void a_date_is_understood_as_well() {
        status = 429;
        retryAfter = "Mon, 2 Mar 2026 10:00:30 GMT";
        http.get("/x");

        assertThatThrownBy(() -> http.get("/x")).hasMessageContaining("in 30000 ms");
    }

    @Test
    void a_429_that_says_nothing_pauses_twice_as_long_each_time_and_no_longer_than_half_a_minute() {
        status = 429;
        long[] seconds = {1, 2, 4, 8, 16, 30, 30};
        for (long expected : seconds) {
            http.get("/x");
            assertThatThrownBy(() -> http.get("/x")).hasMessageContaining("in " + expected * 1000 + " ms");
            nanos.addAndGet(Duration.ofSeconds(expected).toNanos());
        }
        status = 200;
        http.get("/x");
        status = 429;
        http.get("/x");
        assertThatThrownBy(() -> http.get("/x")).hasMessageContaining("in 1000 ms");
    }

    @Test
    void nonsense_in_retry_after_counts_as_nothing_and_an_age_as_five_minutes() {
        status = 429;
        retryAfter = "soon";
        http.get("/x");
        assertThatThrownBy(() -> http.get("/x")).hasMessageContaining("in 1000 ms");
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        retryAfter = "999999999";
        http.get("/x");
        assertThatThrownBy(() -> http.get("/x")).hasMessageContaining("in 300000 ms");
    }

    @Test
    void a_token_file_is_read_at_each_call_and_its_content_is_in_no_message(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("token");
        OandaToken token = OandaToken.inFile(file);
        assertThatThrownBy(token::read)
                .isInstanceOf(VenueUnavailable.class)
                .hasMessageContaining("cannot be read")
                .hasMessageContaining(file.toString());
        Files.writeString(file, "  two words and\nlines ");
        assertThatThrownBy(token::read)
                .hasMessageContaining("holds no OANDA token")
                .message()
                .doesNotContain("words");
        Files.writeString(file, StubOanda.TOKEN + "\n");
        assertThat(token.read()).isEqualTo(StubOanda.TOKEN);
        assertThat(token.toString()).doesNotContain(StubOanda.TOKEN);
    }

    @Test
    void an_answer_that_never_comes_ends_at_the_deadline() {
        server.removeContext("/");
        server.createContext("/", exchange -> {});

        assertThatThrownBy(() -> http.get("/x"))
                .isInstanceOf(VenueUnavailable.class)
                .hasMessage("GET /x was not answered within 900 ms")
                .message()
                .doesNotContain(StubOanda.TOKEN);
        assertThat(http.trouble()).contains("GET /x was not answered within 900 ms");
    }
}
