package io.ffe.marketdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.marketdata.feed.live.FeedSink;
import io.ffe.marketdata.feed.live.FeedTrouble;
import io.ffe.marketdata.feed.live.Observation;
import io.ffe.marketdata.feed.live.Provider;
import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RehearsalTest {

    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    @Test
    void reads_checkpoints_and_listens_until_there_is_a_price() throws Exception {
        AtomicInteger opened = new AtomicInteger();

        new Rehearsal(looks::incrementAndGet, List.of(provider(sink -> {
                    opened.incrementAndGet();
                    sink.heard();
                    sink.observed(price());
                })))
                .run();

        assertThat(looks).hasValue(1);
        assertThat(opened).hasValue(1);
        assertThat(closed).hasValue(1);
    }

    @Test
    void what_fails_is_no_matter() throws Exception {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
        try {
            new Rehearsal(
                            () -> {
                                looks.incrementAndGet();
                                throw new IllegalStateException("the database is away");
                            },
                            List.of(provider(sink -> {
                                throw new FeedTrouble(FeedTrouble.Kind.UNAUTHORIZED, "no");
                            })))
                    .run();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(null);
        }

        assertThat(looks).hasValue(1);
        assertThat(closed).hasValue(0);
        assertThat(uncaught).isEmpty();
    }

    /** Deadline of 20 s for what stops after 2. */
    @Test
    @Timeout(20)
    void one_that_does_not_answer_is_left_alone_and_so_is_one_without_a_price() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch silentClosed = new CountDownLatch(1);

        new Rehearsal(
                        looks::incrementAndGet,
                        List.of(
                                provider(sink -> {
                                    try {
                                        new CountDownLatch(1).await();
                                    } finally {
                                        interrupted.countDown();
                                    }
                                }),
                                provider(FeedSink::heard, silentClosed::countDown)))
                .run();

        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(silentClosed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void is_worthwhile_where_others_have_what_this_process_had_or_will_have_it_before_it_is_ready() {
        Duration soon = Duration.ofSeconds(3);
        Duration late = Duration.ofSeconds(4);

        assertThat(Rehearsal.isWorthwhile(List.of(), "1", late))
                .as("nobody yet")
                .isFalse();
        assertThat(Rehearsal.isWorthwhile(List.of("1", "1"), "1", late))
                .as("alone")
                .isFalse();
        assertThat(Rehearsal.isWorthwhile(List.of("1", "2"), "1", soon))
                .as("back within its session")
                .isFalse();
        assertThat(Rehearsal.isWorthwhile(List.of("1", "2"), "1", late))
                .as("back too late")
                .isTrue();
        assertThat(Rehearsal.isWorthwhile(List.of("2", "2"), "1", soon))
                .as("others have all")
                .isTrue();
    }

    private static Observation price() {
        return new Observation(
                "EURUSD",
                Tick.Kind.QUOTE,
                Instant.parse("2026-11-02T10:00:00Z"),
                new BigDecimal("1.08"),
                new BigDecimal("1.09"),
                null,
                null,
                null,
                null);
    }

    /** What happens when it is asked for a connection. */
    @FunctionalInterface
    private interface Opening {
        void open(FeedSink sink) throws FeedTrouble, InterruptedException;
    }

    private Provider provider(Opening opening) {
        return provider(opening, closed::incrementAndGet);
    }

    private static Provider provider(Opening opening, Runnable closing) {
        return new Provider() {
            @Override
            public String name() {
                return "stub";
            }

            @Override
            public Duration silence() {
                return Duration.ofSeconds(10);
            }

            @Override
            public Optional<Duration> silenceOfPrices() {
                return Optional.empty();
            }

            @Override
            public Session open(FeedSink sink) throws FeedTrouble, InterruptedException {
                opening.open(sink);
                return new Session() {
                    @Override
                    public Optional<FeedTrouble> ended() {
                        return Optional.empty();
                    }

                    @Override
                    public void close() {
                        closing.run();
                    }
                };
            }
        };
    }
}
