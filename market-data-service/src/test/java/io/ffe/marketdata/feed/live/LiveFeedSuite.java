package io.ffe.marketdata.feed.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ffe.marketdata.feed.live.Heard.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every provider's feed promises, against a server that speaks its words. */
abstract class LiveFeedSuite {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Instant T = Instant.parse("2026-04-07T14:30:00Z");

    private final Heard heard = new Heard();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private StubProvider stub;
    private LiveFeed feed;
    private int told;

    abstract StubProvider open() throws Exception;

    @BeforeEach
    void start() throws Exception {
        stub = open();
        feed = feed(stub.provider());
    }

    private LiveFeed feed(Provider provider) {
        return new LiveFeed(provider, heard, Clock.systemUTC(), meters, new Random(1));
    }

    @AfterEach
    void stop() {
        feed.close();
        assertThat(feed.health().state()).isEqualTo(FeedHealth.State.CLOSED);
        stub.close();
    }

    private void connect() {
        feed.start();
        // Up is who says what it is asked for.
        await().atMost(SOON).until(() -> {
            quote();
            return feed.health().state() == FeedHealth.State.UP && stub.subscriptions() > 0;
        });
    }

    private BigDecimal quote() {
        told++;
        BigDecimal bid = new BigDecimal("1.10000").add(BigDecimal.valueOf(told, 5));
        stub.quote(T.plusSeconds(told), bid, bid.add(new BigDecimal("0.00010")));
        return bid;
    }

    /** Says one thing more until it has arrived: what was said while nobody listened is gone, as it is at a venue. */
    private void awaitNews() {
        int before = heard.observations.size();
        await().atMost(Duration.ofSeconds(15)).until(() -> {
            quote();
            return heard.observations.size() > before;
        });
    }

    private List<BigDecimal> bids() {
        return heard.observations.stream().map(Observation::bid).toList();
    }

    private void awaitTrouble(FeedTrouble.Kind kind) {
        await().atMost(SOON).until(() -> troubles(kind) > 0);
    }

    private double troubles(FeedTrouble.Kind kind) {
        return meters.find("ffe.feed.troubles").tag("kind", kind.name()).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void prices_come_as_they_were_told_in_order() {
        // With the real silence: where a second of it ends the connection, a machine that stands still loses a price.
        feed = feed(((Hurried) stub.provider()).real());
        connect();
        BigDecimal first = quote();
        Instant firstTime = T.plusSeconds(told);
        await().atMost(SOON).until(() -> bids().contains(first));
        BigDecimal second = quote();
        await().atMost(SOON).until(() -> bids().contains(second));

        assertThat(heard.observations).extracting(Observation::bid).containsSubsequence(first, second);
        Observation one = heard.observations.stream()
                .filter(observation -> observation.bid().compareTo(first) == 0)
                .findFirst()
                .orElseThrow();
        assertThat(one.symbol()).isEqualTo("EURUSD");
        assertThat(one.occurredAt()).isEqualTo(firstTime);
        assertThat(one.ask()).isEqualByComparingTo(first.add(new BigDecimal("0.00010")));
    }

    @Test
    void a_connection_that_is_cut_is_made_again_with_its_subscription() {
        connect();
        stub.cut();

        await().atMost(SOON).until(() -> stub.subscriptions() > 1);
        awaitNews();
        await().atMost(SOON).until(() -> feed.health().connections() > 1);
    }

    @Test
    void an_open_connection_that_says_nothing_is_dead() {
        connect();
        stub.silence();

        awaitTrouble(FeedTrouble.Kind.SILENT);
        stub.speak();
        awaitNews();
    }

    @Test
    void a_refused_key_is_said_and_not_tried_again_at_once() {
        stub.answerWith(401);
        feed.start();

        awaitTrouble(FeedTrouble.Kind.UNAUTHORIZED);
        assertThat(feed.health().state()).isEqualTo(FeedHealth.State.CONNECTING);
        assertThat(feed.health().trouble())
                .contains("UNAUTHORIZED")
                .doesNotContain(AlphaVantageStub.KEY)
                .doesNotContain(OandaStub.TOKEN);
        assertThat(troubles(FeedTrouble.Kind.UNAUTHORIZED)).isEqualTo(1);
    }

    @Test
    void a_passed_limit_is_said_and_not_tried_again_at_once() {
        stub.answerWith(429);
        feed.start();

        awaitTrouble(FeedTrouble.Kind.RATE_LIMITED);
        assertThat(troubles(FeedTrouble.Kind.RATE_LIMITED)).isEqualTo(1);
    }

    @Test
    void a_server_that_is_away_is_tried_until_it_is_back() {
        stub.answerWith(503);
        feed.start();
        await().atMost(SOON)
                .until(() -> meters.find("ffe.feed.troubles").counters().stream()
                                .mapToDouble(counter -> counter.count())
                                .sum()
                        >= 2);
        stub.answerWith(200);

        awaitNews();
    }

    @Test
    void a_page_where_data_should_be_ends_the_connection_and_is_counted() {
        connect();
        stub.html();

        await().atMost(SOON)
                .until(() -> heard.refusals.stream().anyMatch(refusal -> refusal.reason() == FeedRefusal.UNREADABLE)
                        || troubles(FeedTrouble.Kind.UNREADABLE) > 0);
        awaitNews();
    }

    @Test
    void a_message_of_ten_megabytes_ends_the_connection_and_not_the_process() {
        connect();
        stub.tenMegabytes();

        awaitTrouble(FeedTrouble.Kind.UNREADABLE);
        awaitNews();
    }

    @Test
    void rubbish_among_prices_is_refused_with_its_reason_and_the_prices_come_through() {
        connect();
        awaitNews();
        stub.rubbish();
        awaitNews();

        await().atMost(SOON)
                .until(() -> heard.refusals.stream()
                                .map(Refusal::reason)
                                .anyMatch(reason -> reason == FeedRefusal.UNREADABLE || reason == FeedRefusal.NO_PRICE)
                        || troubles(FeedTrouble.Kind.UNREADABLE) > 0);
        assertThat(heard.refusals)
                .allSatisfy(refusal -> assertThat(refusal.detail()).hasSizeLessThan(300));
    }
}
