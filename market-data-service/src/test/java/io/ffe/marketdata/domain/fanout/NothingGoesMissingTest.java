package io.ffe.marketdata.domain.fanout;

import static io.ffe.marketdata.domain.fanout.Events.START;
import static io.ffe.marketdata.domain.fanout.Events.quote;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.marketdata.domain.fanout.ClientFeed.Selection;
import io.ffe.marketdata.domain.fanout.Tally.Counts;
import io.ffe.schema.seeded.Draw;
import io.ffe.schema.seeded.Tries;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Offered = delivered + conflated + unchanged + older + dropped, whatever comes in which order. */
class NothingGoesMissingTest {

    private static final int CLIENTS = 3;
    private static final List<String> SYMBOLS = List.of("BTCUSDT", "ETHUSDT");

    /** What can happen. */
    enum What {
        OFFER,
        SUBSCRIBE,
        UNSUBSCRIBE,
        TAKE,
        WRITTEN,
        LOST,
        END
    }

    /** It happens to one client and one symbol; a price goes up by so many steps of 0.0005 %, a time by so many seconds. */
    record Step(What what, int client, int symbol, int move, int seconds) {}

    private static Step step(Draw draw) {
        return new Step(
                what(draw.between(1, 26)),
                draw.between(0, CLIENTS - 1),
                draw.between(0, SYMBOLS.size() - 1),
                draw.between(-3, 3),
                draw.between(-1, 2));
    }

    /** Offers come often, ends seldom. */
    private static What what(int share) {
        return share <= 12
                ? What.OFFER
                : share <= 15
                        ? What.SUBSCRIBE
                        : share <= 17
                                ? What.UNSUBSCRIBE
                                : share <= 21
                                        ? What.TAKE
                                        : share <= 24 ? What.WRITTEN : share == 25 ? What.LOST : What.END;
    }

    /** The fan-out beside a model that keeps every event and who was subscribed to it. */
    private static final class Play {

        private final Map<String, Tally> tallies = new HashMap<>();
        private final FanOut fanOut = new FanOut(tally -> {
            if (tally.channel() == Channel.QUOTES) {
                tallies.put(tally.symbol(), tally);
            }
        });
        private final List<ClientFeed> feeds = new ArrayList<>();
        private final List<Backlog> backlogs = new ArrayList<>();
        private final List<Deque<Backlog.Frame>> frames = new ArrayList<>();
        private final List<Set<String>> subscribed = new ArrayList<>();
        private final Set<Integer> ended = new HashSet<>();
        private final Map<String, Long> offered = new HashMap<>();
        private final Map<String, Long> price = new HashMap<>();
        private final Map<String, Long> second = new HashMap<>();
        /** Of each client and symbol: updates taken and the events that they say stood before them. */
        private long takenWithConflated;

        Play() {
            for (int client = 0; client < CLIENTS; client++) {
                feeds.add(new ClientFeed(fanOut));
                backlogs.add(new Backlog());
                frames.add(new ArrayDeque<>());
                subscribed.add(new HashSet<>());
            }
        }

        void step(Step step) {
            String symbol = SYMBOLS.get(step.symbol());
            Selection selection = new Selection(symbol, Channel.QUOTES);
            ClientFeed feed = feeds.get(step.client());
            switch (step.what()) {
                case OFFER -> offer(symbol, step.move(), step.seconds());
                case SUBSCRIBE -> {
                    feed.subscribe(List.of(selection));
                    if (!ended.contains(step.client())) {
                        subscribed.get(step.client()).add(symbol);
                    }
                }
                case UNSUBSCRIBE -> {
                    feed.unsubscribe(List.of(selection));
                    subscribed.get(step.client()).remove(symbol);
                }
                case TAKE -> take(step.client());
                case WRITTEN -> {
                    Backlog.Frame frame = frames.get(step.client()).poll();
                    if (frame != null) {
                        backlogs.get(step.client()).written(frame);
                    }
                }
                case LOST -> frames.get(step.client()).forEach(backlogs.get(step.client())::lost);
                case END -> {
                    feed.end();
                    backlogs.get(step.client()).end();
                    subscribed.get(step.client()).clear();
                    ended.add(step.client());
                }
            }
        }

        private void offer(String symbol, int move, int seconds) {
            long steps = price.merge(symbol, (long) move, Long::sum);
            long at = second.merge(symbol, (long) seconds, Long::sum);
            String bid = Long.toString(10_000_000 + steps * 50);
            fanOut.offer(quote(symbol, START.plusSeconds(at), 1, bid, bid));
            offered.merge(
                    symbol,
                    subscribed.stream().filter(of -> of.contains(symbol)).count(),
                    Long::sum);
        }

        private void take(int client) {
            List<Update> updates = feeds.get(client).take();
            takenWithConflated +=
                    updates.stream().mapToLong(update -> 1 + update.conflated()).sum();
            frames.get(client).add(backlogs.get(client).add(10, 0, updates));
        }

        /** All that is under way arrives. */
        void settle() {
            for (int client = 0; client < CLIENTS; client++) {
                take(client);
                frames.get(client).forEach(backlogs.get(client)::written);
            }
        }
    }

    @Tries(500)
    void every_event_that_was_offered_has_become_something(Draw draw) {
        Play play = new Play();
        draw.list(0, 120, () -> step(draw)).forEach(play::step);
        play.settle();

        long conflatedOrOnAFrame = 0;
        for (String symbol : SYMBOLS) {
            Counts counts =
                    play.tallies.containsKey(symbol) ? play.tallies.get(symbol).counts() : new Counts(0, 0, 0, 0, 0, 0);
            assertThat(counts.offered()).isEqualTo(play.offered.getOrDefault(symbol, 0L));
            assertThat(counts.underWay()).as("%s", counts).isZero();
            conflatedOrOnAFrame += counts.conflated() + counts.delivered();
        }
        assertThat(conflatedOrOnAFrame)
                .as("what frames say cannot be less than what was delivered and conflated")
                .isLessThanOrEqualTo(play.takenWithConflated);
        assertThat(play.backlogs)
                .allSatisfy(backlog -> assertThat(backlog.bytes()).isZero());
    }

    /** The same with threads: one offers, three take, subscribe and unsubscribe as they like. */
    @Test
    void threads_that_get_in_each_others_way_lose_nothing() throws Exception {
        Map<String, Tally> tallies = new ConcurrentHashMap<>();
        FanOut fanOut = new FanOut(tally -> tallies.put(tally.symbol() + tally.channel(), tally));
        int ticks = 100_000;
        CountDownLatch offered = new CountDownLatch(1);
        List<ClientFeed> feeds = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1)) {
            for (int client = 0; client < CLIENTS; client++) {
                ClientFeed feed = new ClientFeed(fanOut);
                feeds.add(feed);
                Random random = new Random(client);
                threads.execute(() -> {
                    Backlog backlog = new Backlog();
                    Queue<Backlog.Frame> frames = new ArrayDeque<>();
                    while (offered.getCount() > 0) {
                        Selection any = new Selection(SYMBOLS.get(random.nextInt(SYMBOLS.size())), Channel.QUOTES);
                        switch (random.nextInt(8)) {
                            case 0 -> feed.unsubscribe(List.of(any));
                            case 1, 2 -> feed.subscribe(List.of(any));
                            default -> frames.add(backlog.add(10, 0, feed.take()));
                        }
                        if (frames.size() > 5) {
                            backlog.written(frames.remove());
                        }
                    }
                    backlog.end();
                });
            }
            for (int tick = 0; tick < ticks; tick++) {
                String bid = Long.toString(10_000_000 + 60L * (tick % 7));
                fanOut.offer(quote(SYMBOLS.get(tick % 2), START.plusNanos(tick), tick, bid, bid));
            }
            offered.countDown();
            threads.shutdown();
            assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
        feeds.forEach(ClientFeed::end);

        for (String symbol : SYMBOLS) {
            Tally tally = tallies.get(symbol + Channel.QUOTES);
            assertThat(tally.fannedOut() + tally.heldBack() + tally.cameLate()).isEqualTo(ticks / 2);
            assertThat(tally.counts().underWay()).as("%s", tally.counts()).isZero();
        }
    }
}
