package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.id.Ids;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.testing.LongVersions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The packaged service trades at a stub of a real venue and is killed by SIGKILL at the named points of the crash matrix, again and
 * again; the venue lives on. Entries and exits take turns, one kill or two in each. After each: no client id and no intent has two
 * orders at the venue, the books are the venue's, and no position was without protection for longer than 5 s since the service was
 * ready again.
 *
 * <p>The long version goes through every point in each of {@code -Dffe.kills.parts} parts (5) of each venue and writes
 * {@code docs/verification/venue-kills.md}; {@code -Dffe.test.seed} gives another order of points.
 */
class VenueKillsIT {

    private static final long SEED = Long.getLong("ffe.test.seed", 20_261_128L);
    private static final Duration UNPROTECTED_LIMIT = Duration.ofSeconds(5);

    /** For the relay to get to its points behind an order that has ended already. */
    private static final Duration BEHIND = Duration.ofSeconds(3);

    private static final BigDecimal QUANTITY = new BigDecimal("2");
    private static final int GENERATIONS = 10;
    private static final String LEAVES_DOUBT = "execution.before-send";

    /** Points that are reached after a start; the one before it is killed where it leaves an order in doubt. */
    private static final List<String> WHILE_RECOVERING =
            List.of("execution.relay-took-lead", "execution.before-comparing", "execution.before-asking");

    /** Points while an order is made, sent and booked. {@code execution.after-beat} is of lock-step, which no real venue has. */
    private static final List<String> AT_WORK = List.of(
            "execution.received",
            "execution.before-commit",
            "execution.after-commit",
            "execution.before-ack",
            "execution.after-intent",
            "execution.before-send",
            "execution.request-sent",
            "execution.after-send",
            "execution.before-recording",
            "execution.after-recording",
            "execution.before-booking",
            "execution.after-booking",
            "execution.relay-before-send",
            "execution.relay-after-send",
            "execution.relay-before-mark",
            "execution.relay-after-mark");

    private static final List<VenueKillsPage.Part> DONE = Collections.synchronizedList(new ArrayList<>());
    private static final long BEGAN = System.nanoTime();

    @TempDir
    Path folder;

    private final List<VenueKillsPage.Kill> kills = new ArrayList<>();
    private RealVenueStub venue;
    private Exposure exposure;
    private PackagedExecution execution;
    private Map<String, String> settings;
    private Path points;

    /** @param points at which to kill, one in each entry and exit by turns */
    record Plan(String venue, int part, long seed, List<String> points) {}

    static Stream<Plan> plans() {
        if (!LongVersions.asked()) {
            return Stream.of(new Plan("oanda", 1, SEED, List.of("execution.request-sent")));
        }
        int parts = Integer.getInteger("ffe.kills.parts", 5);
        return IntStream.rangeClosed(1, parts)
                .boxed()
                .flatMap(part -> Stream.of("oanda", "coinbase").map(name -> whole(name, part)));
    }

    private static Plan whole(String venue, int part) {
        long seed = SEED + part;
        List<String> points = new ArrayList<>(AT_WORK);
        points.addAll(WHILE_RECOVERING);
        Collections.shuffle(points, new Random(seed));
        if (part % 2 == 0) {
            // Whatever fell on an entry falls on an exit in the next part, as far as a shuffle can tell.
            points.addFirst(points.removeLast());
        }
        return new Plan(venue, part, seed, List.copyOf(points));
    }

    @BeforeAll
    static void sayHow() {
        System.out.println("venue kills: seed " + SEED + ", again with -Dffe.test.seed=" + SEED);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void killed_anywhere_it_neither_doubles_an_order_nor_leaves_a_position_bare(Plan plan) throws Exception {
        assumeTrue(LongVersions.asked(), "a part is minutes long");
        System.out.println("venue kills: " + plan);
        boolean held = false;
        points = Files.createDirectories(folder.resolve("failpoints"));
        try (RealVenueStub opened = RealVenueStub.of(plan.venue());
                PackagedExecution packaged = new PackagedExecution(folder);
                ScheduledExecutorService market = Executors.newSingleThreadScheduledExecutor()) {
            venue = opened;
            execution = packaged;
            exposure = new Exposure(venue);
            settings = new HashMap<>(venue.settings(folder));
            settings.put("FFE_FAILPOINTS_FOLDER", points.toString());
            market.scheduleWithFixedDelay(
                    () -> {
                        venue.match();
                        exposure.look();
                    },
                    0,
                    20,
                    TimeUnit.MILLISECONDS);
            execution.quote(RealVenueStub.SYMBOL);
            execution.start(settings);
            exposure.atWork();
            List<String> order = plan.points();
            for (int turn = 0; turn < order.size(); turn++) {
                turn(turn, order.get(turn));
            }
            if (order.size() % 2 == 1) {
                close(order.size());
            }
            assertThat(exposure.longest())
                    .as("longest time that a position was without protection while execution was at work")
                    .isLessThanOrEqualTo(UNPROTECTED_LIMIT);
            held = true;
        } finally {
            record(plan, held);
        }
    }

    /** Only what has begun: a part whose market did not come up says why by itself. */
    private void record(Plan plan, boolean held) throws IOException {
        if (exposure != null) {
            DONE.add(new VenueKillsPage.Part(
                    plan.venue(), plan.part(), plan.seed(), List.copyOf(kills), exposure.longest(), orders(), held));
            // After each part: what was seen stays written when a later one is broken off.
            VenueKillsPage.write(SEED, DONE, Duration.ofNanos(System.nanoTime() - BEGAN));
        }
    }

    private int orders() {
        return venue.takenIds().size();
    }

    /** An entry, or the exit of the one before, with a kill on its way. */
    private void turn(int number, String point) throws Exception {
        boolean entry = number % 2 == 0;
        boolean recovering = WHILE_RECOVERING.contains(point);
        arm(recovering ? LEAVES_DOUBT : point);
        Verdict verdict = send(number, entry);
        boolean reached = reached(recovering ? LEAVES_DOUBT : point, verdict, entry);
        if (reached) {
            kill(recovering ? LEAVES_DOUBT : point, number, entry);
            if (recovering) {
                arm(point);
                execution.launch("1", settings);
                await().alias("recovery gets to " + point)
                        .atMost(Market.PATIENCE)
                        .until(() -> claimed(point));
                kill(point, number, entry);
            }
            recover();
        }
        settled(verdict, entry);
    }

    /** The last entry's exit, in peace. */
    private void close(int number) throws Exception {
        settled(send(number, false), false);
    }

    private Verdict send(int number, boolean entry) throws Exception {
        execution.quote(RealVenueStub.SYMBOL);
        String name = (entry ? "entry-" : "exit-") + number;
        return entry ? execution.send(RealVenueStub.SYMBOL, name) : execution.sendExit(RealVenueStub.SYMBOL, name);
    }

    private void kill(String point, int turn, boolean entry) throws InterruptedException {
        exposure.dead();
        execution.process().destroyForcibly();
        assertThat(execution.process().waitFor())
                .as("exit status of a process that SIGKILL ended")
                .isEqualTo(137);
        kills.add(new VenueKillsPage.Kill(point, entry ? "entry" : "exit", turn));
    }

    private void recover() throws Exception {
        execution.launch("1", settings);
        execution.awaitReady();
        assertThat(execution.process().isAlive())
                .as("execution recovers, see its log")
                .isTrue();
        exposure.atWork();
    }

    /** What has to hold once everything has happened that should. */
    private void settled(Verdict verdict, boolean entry) throws Exception {
        String id = Market.orderIdOf(verdict);
        execution.awaitState(id, "FILLED");
        BigDecimal position = entry ? QUANTITY : BigDecimal.ZERO;
        await().alias("the venue holds " + position + " and as much is protected")
                .atMost(Market.PATIENCE)
                .until(() -> same(venue.position(), position) && same(venue.covered(), position));
        await().alias("the books are the venue's and entries are open")
                .atMost(Market.PATIENCE)
                .until(() -> booksAreTheVenues(position));
        Map<String, Long> taken =
                venue.takenIds().stream().collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        assertThat(taken)
                .as("orders at the venue by client id")
                .allSatisfy((each, count) -> assertThat(count).as(each).isEqualTo(1));
        assertThat(IntStream.range(0, GENERATIONS)
                        .mapToLong(generation -> taken.getOrDefault(
                                Ids.clientOrderId(verdict.verdictId(), entry ? "entry" : "exit", generation), 0L))
                        .sum())
                .as("orders at the venue of the intent " + verdict.verdictId())
                .isEqualTo(1);
        assertThat(execution.get("ledger").path("imbalance").path("USD").asText())
                .matches("0(\\.0+)?");
    }

    private boolean booksAreTheVenues(BigDecimal position) throws Exception {
        JsonNode portfolio = execution.get("portfolios/" + execution.run);
        BigDecimal booked = BigDecimal.ZERO;
        for (JsonNode each : portfolio.path("positions")) {
            booked = booked.add(new BigDecimal(each.path("quantity").asText()));
        }
        return same(booked, position)
                && same(new BigDecimal(portfolio.path("cash").asText()), venue.cash())
                && portfolio.path("entriesClosed").asText("").isEmpty();
    }

    private static boolean same(BigDecimal one, BigDecimal other) {
        return one.compareTo(other) == 0;
    }

    // Failpoints: a process that gets to one stands still there until it is killed.

    private void arm(String point) throws IOException {
        // Whole or not at all: the process must not read half an act.
        Files.move(
                Files.writeString(points.resolve("." + point), "stop"),
                points.resolve(point),
                StandardCopyOption.ATOMIC_MOVE);
    }

    private boolean claimed(String point) {
        return Files.exists(
                points.resolve(point + ".claimed-by-" + execution.process().pid()));
    }

    /** False when everything has happened that should, and nobody came to the point. */
    private boolean reached(String point, Verdict verdict, boolean entry) throws Exception {
        BigDecimal position = entry ? QUANTITY : BigDecimal.ZERO;
        boolean over = Deadline.in(Market.PATIENCE)
                .await(() -> claimed(point)
                        || (same(venue.position(), position)
                                && same(venue.covered(), position)
                                && filled(Market.orderIdOf(verdict))));
        assertThat(over).as("%s is reached or the order ends", point).isTrue();
        return Deadline.in(BEHIND).await(() -> claimed(point)) || !Files.deleteIfExists(points.resolve(point));
    }

    private boolean filled(String clientOrderId) {
        try {
            return execution.order(clientOrderId).path("state").asText().equals("FILLED");
        } catch (IOException standsStill) {
            return false;
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }
}
