package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.pipeline.ConsumerGroups.Member;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.CoreHash;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.AuditReport;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Instances;
import io.ffe.stack.run.Service;
import io.ffe.stack.testing.MachineShare;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two instances each of market-data, decision and risk, with live prices of nine symbols and 24 portfolios. Every ten seconds one of
 * the six dies; every other one stays away for nine seconds, longer than the group waits for it, so that its sibling has to take
 * over. Nothing is lost or doubled, each key keeps its order, and ages come back to what they were.
 *
 * <p>{@code -Dffe.test.seed} gives other victims, {@code -Dffe.test.instances.minutes} another length.
 */
@EnabledIfSystemProperty(
        named = "ffe.test.full",
        matches = "true",
        disabledReason = "takes ten minutes: ./ffe test --full")
class InstancesST {

    private static final List<String> VICTIMS = List.of(
            "market-data-service",
            "market-data-service-2",
            "decision-service",
            "decision-service-2",
            "risk-service",
            "risk-service-2");

    /** The group in which a service shares what it works on. */
    private static final Map<Service, String> GROUPS = Map.of(
            Service.MARKET_DATA,
            "ffe-market-data",
            Service.DECISION,
            "ffe-decision",
            Service.RISK,
            "ffe-risk-decisions");

    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int PORTFOLIOS = 24;
    private static final int PRICES_A_SECOND = 4;
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(10);
    private static final Duration STAYS_AWAY = Duration.ofSeconds(9);
    private static final Duration TAKEOVER = Duration.ofSeconds(10);
    private static final Duration BACK_TO_NORMAL = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path state;

    /**
     * A process that was killed.
     *
     * @param away how long it was kept dead; zero when it was started again at once
     * @param takenOver how long after its death each of its partitions was assigned to who lives: to its sibling where it stayed away,
     *     else to that or to its own next life; null when it had none, being on its way back from a death before
     */
    private record Kill(
            Instant at,
            String victim,
            Duration away,
            @Nullable Future<Duration> takenOver) {}

    /**
     * Ages by stage: in the minutes before the first kill, meanwhile, and after the last one, once they had time.
     *
     * @param latestVerdict of those meanwhile, after the end of its bar
     */
    private record Ages(
            Map<String, Duration> before,
            Map<String, Duration> during,
            Map<String, Duration> after,
            Duration latestVerdict) {}

    private static Map<String, String> environment(OandaPrices prices) {
        Map<String, String> environment = new HashMap<>(prices.environment());
        String portfolios = portfolios().stream().collect(Collectors.joining(","));
        environment.put("FFE_DECISION_PORTFOLIOS", portfolios);
        environment.put("FFE_EXECUTION_PORTFOLIOS", portfolios);
        portfolios()
                .forEach(portfolio -> environment.put(
                        "FFE_RISK_PORTFOLIOS_" + portfolio.toUpperCase(Locale.ROOT) + "_PRODUCER", "ffe"));
        environment.put("FFE_MARKET_DATA_LIVE_CHECKPOINT_EVERY", "PT2S");
        // 216 decisions fall due in one moment: while one waits for the disk, others go on.
        environment.put("FFE_DECISION_WORKERS", "3");
        // 24 portfolios' questions for events, which the venue answers at once when there are some (docs/scaling.md).
        environment.put("FFE_EXECUTION_VENUE_EVENT_WAIT", "PT5S");
        return environment;
    }

    private static List<String> portfolios() {
        return IntStream.rangeClosed(1, PORTFOLIOS)
                .mapToObj(number -> String.format(Locale.ROOT, "p%02d", number))
                .toList();
    }

    @Test
    void one_of_two_dies_every_ten_seconds_and_nothing_is_lost_doubled_or_out_of_order() throws Exception {
        long seed = Long.getLong("ffe.test.seed", 20_261_128L);
        int minutes = Integer.getInteger("ffe.test.instances.minutes", 5);
        System.out.println("instances: seed " + seed + ", " + minutes
                + " minutes; to repeat: -Dit.test=InstancesST -Dffe.test.full=true -Dffe.test.seed=" + seed
                + " -Dffe.test.instances.minutes=" + minutes);
        Instances instances = Instances.of(Map.of("market-data", 2, "decision", 2, "risk", 2), OandaPrices.FEED);
        MachineShare machine = new MachineShare();
        try (OandaPrices prices = new OandaPrices(PRICES_A_SECOND);
                Pipeline pipeline =
                        Pipeline.start(state, "instances", OandaPrices.FEED, instances, environment(prices));
                ConsumerGroups groups = new ConsumerGroups(pipeline.bootstrapServers())) {
            // Two closes in peace say what is normal.
            Instant settled = awaitShared(pipeline);
            pause(Duration.between(Instant.now(), minute(settled).plusSeconds(3 * 60 + 15)));
            Instant firstKill = Instant.now();
            List<Kill> kills = kill(pipeline, groups, new Random(seed), Duration.ofMinutes(minutes));
            Instant lastKill = kills.getLast().at().plus(kills.getLast().away());
            // Two closes more than half a minute after the last death.
            pause(Duration.between(
                    Instant.now(), minute(lastKill.plus(BACK_TO_NORMAL)).plusSeconds(2 * 60 + 20)));
            Instant quiet = Instant.now();
            stopMarket(pipeline, prices);
            Outage.drain(pipeline, Set.of("market-data-service"));
            pipeline.await("a verdict for each portfolio and snapshot", PATIENCE, () -> isJudged(pipeline.journal()));

            Journal journal = pipeline.journal();
            AuditReport audit = pipeline.audit();
            Ages ages = ages(journal, settled, firstKill, lastKill, quiet);
            Map<String, Duration> silences = longestSilences(journal, settled, quiet);
            Map<String, Duration> beyondPeace = latestBeyondPeace(journal, settled, quiet, ages.before());
            Map<Service, Takeovers> takeovers = takeovers(kills);
            write(seed, minutes, kills, journal, audit, takeovers, silences, beyondPeace, ages, machine, pipeline);

            assertThat(journal.broken()).isEmpty();
            assertThat(audit.violations()).as(audit.toString()).isEmpty();
            assertThat(journal.ownOrders()).as("orders under way").hasSizeGreaterThan(2);
            assertThat(disorders(journal)).isEmpty();
            assertThat(holes(journal, settled, quiet)).isEmpty();
            assertThat(kills.stream().map(Kill::victim).collect(Collectors.toSet()))
                    .as("everybody died")
                    .containsExactlyInAnyOrderElementsOf(VICTIMS);
            assertThat(takeovers)
                    .containsOnlyKeys(GROUPS.keySet())
                    .allSatisfy((service, of) -> assertThat(of.longest())
                            .as("from a death of %s until its partitions were assigned to who lives", service)
                            .isLessThan(machine.stretched(TAKEOVER)));
            assertThat(silences)
                    .allSatisfy((symbol, silence) -> assertThat(silence)
                            .as("longest without a tick of %s", symbol)
                            .isLessThan(machine.stretched(TAKEOVER)));
            assertThat(beyondPeace)
                    .allSatisfy((stage, late) -> assertThat(late)
                            .as("latest of %s, beyond p99 in peace", stage)
                            .isLessThan(machine.stretched(TAKEOVER)));
            assertThat(ages.latestVerdict())
                    .as("after the end of its bar; a decision on it is good for so long")
                    .isLessThan(Timeframe.M1.length());
            assertThat(ages.after())
                    .allSatisfy((stage, age) -> assertThat(age)
                            .as("p99 of %s, half a minute after the last death", stage)
                            .isLessThan(ages.before()
                                    .get(stage)
                                    .multipliedBy(2)
                                    .plus(machine.stretched(Duration.ofSeconds(1)))));
        }
    }

    /** Until every instance of market-data has symbols, and all of them together have each once. */
    private static Instant awaitShared(Pipeline pipeline) throws InterruptedException {
        pipeline.await("sharing of symbols", PATIENCE, () -> {
            Set<String> first = symbols(pipeline, "market-data-service");
            Set<String> second = symbols(pipeline, "market-data-service-2");
            Set<String> all = new TreeSet<>(first);
            all.addAll(second);
            return !first.isEmpty()
                    && !second.isEmpty()
                    && first.size() + second.size() == OandaPrices.SYMBOLS.size()
                    && all.size() == OandaPrices.SYMBOLS.size();
        });
        return Instant.now();
    }

    private static Set<String> symbols(Pipeline pipeline, String component) {
        Set<String> symbols = new TreeSet<>();
        try {
            JsonNode listed = pipeline.json(component, "/api/v1/symbols");
            listed.forEach(each -> symbols.add(each.path("symbol").asText()));
        } catch (IOException silent) {
            return Set.of();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return symbols;
    }

    private static Instant minute(Instant time) {
        return Timeframe.M1.startOf(time);
    }

    private static void pause(Duration length) throws InterruptedException {
        if (length.isPositive()) {
            Thread.sleep(length);
        }
    }

    private static List<Kill> kill(Pipeline pipeline, ConsumerGroups groups, Random random, Duration lasts)
            throws InterruptedException {
        List<Kill> kills = new ArrayList<>();
        Deadline end = Deadline.in(lasts);
        List<String> next = new ArrayList<>();
        while (!end.passed()) {
            if (next.isEmpty()) {
                next.addAll(VICTIMS);
            }
            Deadline turn = Deadline.in(BETWEEN_KILLS);
            // One of two dies, never both: who is to take over has to be there.
            pipeline.await(
                    "sibling of any of " + next,
                    PATIENCE,
                    () -> !mortal(pipeline, next).isEmpty());
            List<String> mortal = mortal(pipeline, next);
            if (mortal.isEmpty()) {
                continue;
            }
            String victim = mortal.get(random.nextInt(mortal.size()));
            next.remove(victim);
            boolean away = kills.size() % 2 == 1;
            Optional<Member> dying = member(groups, victim);
            Instant at = Instant.now();
            FutureTask<Duration> takenOver =
                    new FutureTask<>(() -> takenOver(groups, group(victim), dying.orElseThrow(), away, at));
            if (away) {
                pipeline.takeAway(victim);
                dying.ifPresent(member -> Thread.startVirtualThread(takenOver));
                pause(STAYS_AWAY);
                pipeline.bringBack(victim);
            } else {
                pipeline.kill(victim);
                dying.ifPresent(member -> Thread.startVirtualThread(takenOver));
            }
            kills.add(new Kill(at, victim, away ? STAYS_AWAY : Duration.ZERO, dying.isPresent() ? takenOver : null));
            System.out.println("instances: " + at + " " + victim + " killed" + (away ? " and kept away" : ""));
            pause(BETWEEN_KILLS.minus(turn.elapsed()));
        }
        return kills;
    }

    /** The victim as its group knows it now; empty when it is not in it, has nothing there, or the broker does not say. */
    private static Optional<Member> member(ConsumerGroups groups, String victim) {
        try {
            return groups.assigned(group(victim)).stream()
                    .filter(member -> member.name().equals(name(victim))
                            && !member.partitions().isEmpty())
                    .findAny();
        } catch (AssertionError busy) {
            return Optional.empty();
        }
    }

    /** Asks the group until each partition of the dead one is somebody else's, and gives up when patience does. */
    private static Duration takenOver(ConsumerGroups groups, String group, Member dead, boolean bySibling, Instant at)
            throws InterruptedException {
        for (Deadline patience = Deadline.in(PATIENCE); !patience.passed(); Thread.sleep(LOOK)) {
            try {
                Set<TopicPartition> taken = groups.assigned(group).stream()
                        .filter(member -> !member.id().equals(dead.id()))
                        .filter(member -> !bySibling || !member.name().equals(dead.name()))
                        .flatMap(member -> member.partitions().stream())
                        .collect(Collectors.toSet());
                if (taken.containsAll(dead.partitions())) {
                    return Duration.between(at, Instant.now());
                }
            } catch (AssertionError busy) {
                System.out.println("instances: the broker does not say who is in " + group + ": " + busy.getMessage());
            }
        }
        return PATIENCE;
    }

    private static Service service(String victim) {
        return GROUPS.keySet().stream()
                .filter(service -> victim.startsWith(service.module()))
                .findAny()
                .orElseThrow();
    }

    private static String group(String victim) {
        return Objects.requireNonNull(GROUPS.get(service(victim)));
    }

    /** Under which it is a static member of its groups. */
    private static String name(String victim) {
        return service(victim).module().replace("-service", "") + (victim.endsWith("-2") ? "-2" : "-1");
    }

    /** Of a service: how often partitions were taken over, how often of these by a sibling, and the longest that it took. */
    private record Takeovers(int measured, int bySibling, Duration longest) {

        static final Takeovers NONE = new Takeovers(0, 0, Duration.ZERO);

        Takeovers and(Kill kill, Duration took) {
            return new Takeovers(measured + 1, bySibling + (kill.away().isPositive() ? 1 : 0), longer(longest, took));
        }
    }

    private static Map<Service, Takeovers> takeovers(List<Kill> kills) throws InterruptedException, ExecutionException {
        Map<Service, Takeovers> takeovers = new TreeMap<>();
        for (Kill kill : kills) {
            if (kill.takenOver() != null) {
                Service service = service(kill.victim());
                takeovers.put(
                        service,
                        takeovers
                                .getOrDefault(service, Takeovers.NONE)
                                .and(kill, kill.takenOver().get()));
            }
        }
        return takeovers;
    }

    /** Those that live, and whose sibling can do its work. */
    private static List<String> mortal(Pipeline pipeline, List<String> victims) {
        return victims.stream()
                .filter(pipeline.processes()::containsKey)
                .filter(victim -> pipeline.isReady(sibling(victim)))
                .toList();
    }

    private static String sibling(String component) {
        return component.endsWith("-2") ? component.substring(0, component.length() - 2) : component + "-2";
    }

    /** No prices any more; market-data ends in order, so that its last checkpoints count every tick. */
    private static void stopMarket(Pipeline pipeline, OandaPrices prices) throws InterruptedException {
        prices.fallSilent();
        for (String component : List.of("market-data-service", "market-data-service-2")) {
            pipeline.end(component);
        }
    }

    private static boolean isJudged(Journal journal) {
        int snapshots = journal.events(Topics.SNAPSHOTS, Snapshot.class).size();
        return journal.events(Topics.VERDICTS, Verdict.class).size() == snapshots * PORTFOLIOS;
    }

    /** The longest time without a tick, by symbol. */
    private static Map<String, Duration> longestSilences(Journal journal, Instant from, Instant to) {
        Map<String, Instant> last = new HashMap<>();
        Map<String, Duration> silences = new TreeMap<>();
        for (Journal.Entry entry : journal.entries(Topics.TICKS)) {
            Instant at = Instant.ofEpochMilli(entry.record().timestamp());
            if (entry.event() instanceof Tick tick && at.isAfter(from) && at.isBefore(to)) {
                Instant before = last.put(tick.symbol(), at);
                if (before != null) {
                    silences.merge(tick.symbol(), Duration.between(before, at), InstancesST::longer);
                }
            }
        }
        return silences;
    }

    /**
     * By how much the latest of bars, decisions and verdicts was later than 99 % of its kind in peace: all of a minute's fall due at
     * once, and the last of them waits for the others.
     */
    private static Map<String, Duration> latestBeyondPeace(
            Journal journal, Instant from, Instant to, Map<String, Duration> inPeace) {
        Map<String, Duration> beyond = new TreeMap<>();
        arrivals(journal, from, to)
                .forEach((stage, ages) -> beyond.put(
                        stage,
                        ages.values().stream()
                                .map(age -> age.minus(inPeace.get(stage)))
                                .reduce(Duration.ZERO, InstancesST::longer)));
        return beyond;
    }

    /** When each event of these topics was first on it, by id. */
    private static Map<String, Instant> firstSeen(Journal journal, Topics... topics) {
        Map<String, Instant> first = new HashMap<>();
        for (Topics topic : topics) {
            journal.entries(topic)
                    .forEach(entry -> first.putIfAbsent(
                            entry.event().eventId(),
                            Instant.ofEpochMilli(entry.record().timestamp())));
        }
        return first;
    }

    /** How long after the end of its bar the latest verdict came. */
    private static Duration latestVerdict(Journal journal, Instant from, Instant to) {
        Map<String, Instant> first = firstSeen(journal, Topics.VERDICTS);
        Map<String, Instant> closes = journal.events(Topics.DECISIONS, Decision.class).stream()
                .collect(Collectors.toMap(Decision::decisionId, Decision::asOf, (one, again) -> one));
        return journal.events(Topics.VERDICTS, Verdict.class).stream()
                .filter(verdict -> closes.containsKey(verdict.decisionId()))
                .filter(verdict -> closes.get(verdict.decisionId()).isAfter(from)
                        && closes.get(verdict.decisionId()).isBefore(to))
                .map(verdict -> Duration.between(
                        closes.get(verdict.decisionId()), Objects.requireNonNull(first.get(verdict.eventId()))))
                .reduce(Duration.ZERO, InstancesST::longer);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /**
     * How long after what it is made of each first appeared, by stage and event: bars after their end, decisions after their snapshot,
     * verdicts after their decision.
     */
    private static Map<String, Map<String, Duration>> arrivals(Journal journal, Instant from, Instant to) {
        Map<String, Instant> first =
                firstSeen(journal, Topics.BARS, Topics.SNAPSHOTS, Topics.DECISIONS, Topics.VERDICTS);
        Map<String, Map<String, Duration>> arrivals = new LinkedHashMap<>();
        take(arrivals, "bars", journal.events(Topics.BARS, Bar.class), Bar::end, first, from, to);
        take(
                arrivals,
                "decisions",
                journal.events(Topics.DECISIONS, Decision.class),
                decision -> first.getOrDefault(decision.snapshotId(), Instant.EPOCH),
                first,
                from,
                to);
        take(
                arrivals,
                "verdicts",
                journal.events(Topics.VERDICTS, Verdict.class),
                verdict -> first.getOrDefault(verdict.decisionId(), Instant.EPOCH),
                first,
                from,
                to);
        return arrivals;
    }

    private static <E extends Event> void take(
            Map<String, Map<String, Duration>> into,
            String stage,
            List<E> events,
            Function<E, Instant> since,
            Map<String, Instant> first,
            Instant from,
            Instant to) {
        Map<String, Duration> ages = new HashMap<>();
        for (E event : events) {
            Instant began = since.apply(event);
            if (began.isAfter(from) && began.isBefore(to)) {
                ages.put(event.eventId(), Duration.between(began, first.getOrDefault(event.eventId(), began)));
            }
        }
        into.put(stage, ages);
    }

    private static Ages ages(Journal journal, Instant settled, Instant firstKill, Instant lastKill, Instant quiet) {
        return new Ages(
                p99(arrivals(journal, settled, firstKill)),
                p99(arrivals(journal, firstKill, lastKill)),
                p99(arrivals(journal, lastKill.plus(BACK_TO_NORMAL), quiet)),
                latestVerdict(journal, firstKill, lastKill));
    }

    private static Map<String, Duration> p99(Map<String, Map<String, Duration>> arrivals) {
        Map<String, Duration> p99 = new LinkedHashMap<>();
        arrivals.forEach((stage, ages) -> {
            List<Duration> sorted = ages.values().stream().sorted().toList();
            assertThat(sorted).as("anything of %s", stage).isNotEmpty();
            p99.put(stage, sorted.get((int) Math.ceil(sorted.size() * 0.99) - 1));
        });
        return p99;
    }

    /** What first appeared behind something later of its key; and what came again as something else. */
    private static List<String> disorders(Journal journal) {
        List<String> disorders = new ArrayList<>();
        disorders.addAll(disorders(
                journal,
                Topics.BARS,
                Bar.class,
                bar -> bar.symbol() + "/" + bar.timeframe().label(),
                bar -> bar.end().toEpochMilli()));
        disorders.addAll(disorders(
                journal,
                Topics.SNAPSHOTS,
                Snapshot.class,
                Snapshot::symbol,
                snapshot -> snapshot.asOf().toEpochMilli()));
        disorders.addAll(disorders(
                journal,
                Topics.DECISIONS,
                Decision.class,
                Decision::portfolioId,
                decision -> decision.chain() == null ? -1 : decision.chain().sequence()));
        disorders.addAll(
                disorders(journal, Topics.EXECUTIONS, Execution.class, Execution::portfolioId, Execution::sequence));
        return disorders;
    }

    private static <E extends Event> List<String> disorders(
            Journal journal, Topics topic, Class<E> type, Function<E, String> key, Function<E, Long> place) {
        List<String> disorders = new ArrayList<>();
        Map<String, Long> last = new HashMap<>();
        Map<String, String> hashes = new HashMap<>();
        for (Journal.Entry entry : journal.entries(topic)) {
            E event = type.cast(entry.event());
            String hash = CoreHash.of(event);
            String before = hashes.putIfAbsent(event.eventId(), hash);
            if (before == null) {
                Long place1 = place.apply(event);
                Long place0 = last.put(key.apply(event), place1);
                if (place0 != null && place0 >= place1) {
                    disorders.add(topic + " of " + key.apply(event) + ": " + place1 + " behind " + place0);
                }
            } else if (!before.equals(hash)) {
                disorders.add(topic + " " + event.eventId() + " came again as something else");
            }
        }
        return disorders;
    }

    /** Minutes of symbols without a bar or without a snapshot. */
    private static Set<String> holes(Journal journal, Instant from, Instant to) {
        Set<String> there = new HashSet<>();
        journal.events(Topics.BARS, Bar.class).stream()
                .filter(bar -> bar.timeframe() == Timeframe.M1)
                .forEach(bar -> there.add("bar of " + bar.symbol() + " to " + bar.end()));
        journal.events(Topics.SNAPSHOTS, Snapshot.class)
                .forEach(snapshot -> there.add("snapshot of " + snapshot.symbol() + " to " + snapshot.asOf()));
        Set<String> holes = new TreeSet<>();
        for (Instant end = minute(from).plusSeconds(120);
                end.isBefore(minute(to));
                end = end.plus(Timeframe.M1.length())) {
            for (String symbol : OandaPrices.SYMBOLS) {
                holes.add("bar of " + symbol + " to " + end);
                holes.add("snapshot of " + symbol + " to " + end);
            }
        }
        holes.removeAll(there);
        return holes;
    }

    private static void write(
            long seed,
            int minutes,
            List<Kill> kills,
            Journal journal,
            AuditReport audit,
            Map<Service, Takeovers> takeovers,
            Map<String, Duration> silences,
            Map<String, Duration> beyondPeace,
            Ages ages,
            MachineShare machine,
            Pipeline pipeline)
            throws IOException {
        StringBuilder page = new StringBuilder("# Two instances of each, one of them killed every ten seconds\n\n");
        page.append("Written by `InstancesST` on ")
                .append(LocalDate.now(ZoneOffset.UTC))
                .append(". Two each of market-data, decision and risk, live prices of ")
                .append(OandaPrices.SYMBOLS.size())
                .append(" symbols from a stub of OANDA,\nfour a second each, a snapshot of each symbol a minute, ")
                .append(PORTFOLIOS)
                .append(" portfolios. ")
                .append(kills.size())
                .append(" kills, every other one kept away for ")
                .append(STAYS_AWAY.toSeconds())
                .append(" s.\n\n```sh\n./ffe test --full -Dit.test=InstancesST -Dffe.test.seed=")
                .append(seed)
                .append(" -Dffe.test.instances.minutes=")
                .append(minutes)
                .append(
                        " \\\n  -Dtest=NoTest -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false\n```\n\n");
        page.append(String.format(
                Locale.ROOT, "%.0f %% of the machine's two processors were ours.%n%n", 100 * machine.share()));
        page.append("| | |\n|---|---|\n");
        row(page, "violations of the audit", audit.violations().size());
        row(
                page,
                "ticks",
                journal.entries(Topics.TICKS).stream()
                        .filter(entry -> entry.event() instanceof Tick)
                        .count());
        row(page, "bars, again", again(journal, Topics.BARS));
        row(page, "snapshots, again", again(journal, Topics.SNAPSHOTS));
        row(page, "decisions, again", again(journal, Topics.DECISIONS));
        row(page, "verdicts, again", again(journal, Topics.VERDICTS));
        row(page, "orders", journal.ownOrders().size());
        row(page, "out of order, or again as something else", disorders(journal).size());
        page.append(
                "\nSeconds. Bars after their end (2 s of lateness in them), decisions after their snapshot, verdicts after their"
                        + " decision.\n\n");
        page.append("| p99 | before | while they died | from 30 s after the last death |\n|---|---|---|---|\n");
        ages.before()
                .forEach((stage, age) -> page.append(String.format(
                        Locale.ROOT,
                        "| %s | %.2f | %.2f | %.2f |%n",
                        stage,
                        seconds(age),
                        seconds(ages.during().getOrDefault(stage, Duration.ZERO)),
                        seconds(ages.after().getOrDefault(stage, Duration.ZERO)))));
        page.append(String.format(
                Locale.ROOT,
                "%nThe latest verdict while they died came %.1f s after the end of its bar.%n",
                seconds(ages.latestVerdict())));
        page.append(
                "\n| partitions of the dead | taken over, times | of these by the sibling | longest, s |\n|---|---|---|---|\n");
        takeovers.forEach((service, of) -> page.append(String.format(
                Locale.ROOT,
                "| %s | %d | %d | %.1f |%n",
                service.module(),
                of.measured(),
                of.bySibling(),
                seconds(of.longest()))));
        page.append("\n| longest silence of | s |\n|---|---|\n");
        silences.forEach((symbol, silence) ->
                page.append(String.format(Locale.ROOT, "| %s | %.1f |%n", symbol, seconds(silence))));
        page.append("\n| latest, beyond p99 in peace, of | s |\n|---|---|\n");
        beyondPeace.forEach(
                (stage, late) -> page.append(String.format(Locale.ROOT, "| %s | %.1f |%n", stage, seconds(late))));
        page.append("\n| killed | times | of these kept away |\n|---|---|---|\n");
        for (String victim : VICTIMS) {
            page.append(String.format(
                    Locale.ROOT,
                    "| %s | %d | %d |%n",
                    victim,
                    kills.stream().filter(kill -> kill.victim().equals(victim)).count(),
                    kills.stream()
                            .filter(kill ->
                                    kill.victim().equals(victim) && kill.away().isPositive())
                            .count()));
        }
        long others = pipeline.events().stream()
                .filter(event -> event instanceof ProcessEvent.Died && !VICTIMS.contains(event.component()))
                .count();
        row(page, "others", others + " | ");
        System.out.println(page);
        Path file = Home.locate().root().resolve("docs/verification/instances.md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, page.toString());
    }

    private static String again(Journal journal, Topics topic) {
        long all = journal.entries(topic).size();
        long once = journal.entries(topic).stream()
                .map(entry -> entry.event().eventId())
                .distinct()
                .count();
        return once + ", " + (all - once);
    }

    private static void row(StringBuilder page, String what, Object value) {
        page.append("| ").append(what).append(" | ").append(value).append(" |\n");
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
