package io.ffe.pipeline;

import io.ffe.stack.infra.Embedded;
import io.ffe.stack.run.Service;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What happens to the processes of one part of the matrix, and in which order: a function of the part's name and the seed.
 *
 * @param second a service of which two instances run side by side, or null
 */
record CrashPlan(String part, long seed, @Nullable Service second, List<CrashAct> acts) {

    /** The part that runs every time. */
    static final String QUICK = "quick";

    /** How often recovery itself is killed, in each stage. */
    static final int RECOVERIES = 20;

    private static final int OUTSIDE_KILLS = 66;
    private static final int INFRASTRUCTURE_KILLS = 20;

    CrashPlan {
        acts = List.copyOf(acts);
    }

    /** The whole matrix: the parts in which chance decides the most with two seeds. */
    static List<CrashPlan> whole(long seed) {
        return List.of(
                points(seed),
                recovery(seed),
                anywhere(seed),
                infrastructure(seed),
                zombies(Service.DECISION, seed),
                zombies(Service.RISK, seed),
                zombies(Service.EXECUTION, seed),
                frozen(seed),
                points(seed + 1),
                anywhere(seed + 1));
    }

    /** A few of each kind, for the time that everybody waits for. */
    static CrashPlan quick(long seed) {
        Random random = random(QUICK, seed);
        List<CrashAct> acts = new ArrayList<>();
        for (Service service : Service.values()) {
            List<CrashPoint> often = pointsOf(service).stream()
                    .filter(point -> point.reached() == CrashPoint.Reached.ALWAYS)
                    .toList();
            acts.add(new CrashAct.Kill(often.get(random.nextInt(often.size())), 1 + random.nextInt(3)));
        }
        List<CrashPoint> orders = pointsOf(Service.EXECUTION).stream()
                .filter(point -> point.moment().ordinal() >= CrashPoint.Moment.C7.ordinal()
                        && point.reached() == CrashPoint.Reached.WITH_ORDERS)
                .toList();
        acts.add(new CrashAct.Kill(orders.get(random.nextInt(orders.size())), 1));
        acts.add(new CrashAct.Freeze(CrashPoint.named("risk.before-commit")));
        Collections.shuffle(acts, random);
        acts.add(new CrashAct.KillAfterTheEnd());
        return new CrashPlan(QUICK, seed, null, acts);
    }

    /** Every point of every service. */
    private static CrashPlan points(long seed) {
        Random random = random("points", seed);
        List<CrashAct> acts = CrashPoint.ALL.stream()
                .<CrashAct>map(point -> new CrashAct.Kill(
                        point, point.reached() == CrashPoint.Reached.ALWAYS ? 1 + random.nextInt(5) : 1))
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(acts, random);
        acts.add(new CrashAct.KillAfterTheEnd());
        return new CrashPlan("points", seed, null, acts);
    }

    private static CrashPlan recovery(long seed) {
        return new CrashPlan("recovery", seed, null, List.of(new CrashAct.KillRecovering(RECOVERIES)));
    }

    private static CrashPlan anywhere(long seed) {
        Random random = random("anywhere", seed);
        // Execution, the one that has money, twice as often as the others.
        List<String> victims = Stream.concat(Stream.of(Service.values()), Stream.of(Service.EXECUTION))
                .map(Service::module)
                .toList();
        return new CrashPlan(
                "anywhere",
                seed,
                null,
                IntStream.range(0, OUTSIDE_KILLS)
                        .<CrashAct>mapToObj(time -> new CrashAct.KillAnywhere(
                                victims.get(random.nextInt(victims.size())), random.nextInt(2_000)))
                        .toList());
    }

    private static CrashPlan infrastructure(long seed) {
        Random random = random("infrastructure", seed);
        List<CrashAct> acts = Stream.of(Embedded.POSTGRES, Embedded.KAFKA)
                .flatMap(component -> IntStream.range(0, INFRASTRUCTURE_KILLS)
                        .<CrashAct>mapToObj(time -> new CrashAct.KillAnywhere(component, random.nextInt(2_000))))
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(acts, random);
        return new CrashPlan("infrastructure", seed, null, acts);
    }

    private static CrashPlan zombies(Service service, long seed) {
        String part = "zombie-" + service.module().replace("-service", "");
        return new CrashPlan(
                part,
                seed,
                service,
                frozenAt(point -> point.service() == service && point.comesByItself(), random(part, seed)));
    }

    /**
     * Whoever has nobody beside it, so that everybody waits: market data and the paper venue, of which there is one, and a stage
     * that has just been started again.
     */
    private static CrashPlan frozen(long seed) {
        Set<Service> alone = Set.of(Service.MARKET_DATA, Service.PAPER_VENUE);
        return new CrashPlan(
                "frozen",
                seed,
                null,
                frozenAt(point -> alone.contains(point.service()) || !point.comesByItself(), random("frozen", seed)));
    }

    private static List<CrashAct> frozenAt(Predicate<CrashPoint> where, Random random) {
        List<CrashAct> acts = CrashPoint.ALL.stream()
                .filter(where)
                .<CrashAct>map(CrashAct.Freeze::new)
                .collect(Collectors.toCollection(ArrayList::new));
        Collections.shuffle(acts, random);
        return acts;
    }

    static List<CrashPoint> pointsOf(Service service) {
        return CrashPoint.ALL.stream()
                .filter(point -> point.service() == service)
                .toList();
    }

    private static Random random(String part, long seed) {
        return new Random(seed * 31 + part.hashCode());
    }
}
