package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.stack.process.Deadline;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Service;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One replay during which the acts of a plan happen, one after the other, for as long as the replay lasts. An act is over when
 * everybody who died is back at work.
 */
final class CrashRun implements AutoCloseable {

    /** For anything to happen that has to; a busy machine with two cores needs a part of it. */
    private static final Duration LIMIT = Duration.ofMinutes(3);

    /** Longer than sessions (6 s), what relay and locks of a frozen process are given (5 s), and leases (10 s). */
    static final Duration FROZEN = Duration.ofSeconds(12);

    /** A replay that is nearly over might end before the act. */
    private static final double NEARLY_OVER = 0.92;

    private static final Duration END_LIMIT = Duration.ofMinutes(20);

    /** How often the replay is asked whether it goes on, so that asking does not slow it down. */
    private static final Duration BETWEEN_QUESTIONS = Duration.ofMillis(500);

    /** Who dies here leaves an order of which nobody knows what became. */
    private static final String LEAVES_DOUBT = "execution.before-send";

    private static final String KILL = "halt";
    private static final String FREEZE = "stop";

    private final Pipeline pipeline;
    private final Deque<CrashAct> waiting;
    private final List<CrashReport.Done> done = new ArrayList<>();

    private CrashRun(Pipeline pipeline, List<CrashAct> acts) {
        this.pipeline = pipeline;
        this.waiting = new ArrayDeque<>(acts);
    }

    /** Starts a replay of the feed, with a second instance where the plan wants one. */
    static CrashRun start(Path state, FeedOptions feed, CrashPlan plan, List<CrashAct> acts) throws Exception {
        Pipeline pipeline = Pipeline.start(state, plan.part(), feed);
        boolean started = false;
        try {
            if (plan.second() != null) {
                pipeline.startSecond(plan.second());
            }
            started = true;
            return new CrashRun(pipeline, acts);
        } finally {
            if (!started) {
                pipeline.close();
            }
        }
    }

    Pipeline pipeline() {
        return pipeline;
    }

    /** What has happened. */
    List<CrashReport.Done> done() {
        return done;
    }

    /** Does what it can while the replay runs, and returns what is left of the plan when it has ended. */
    List<CrashAct> run() throws Exception {
        pipeline.await("first beat", LIMIT, replay -> replay.beats() > 0);
        while (!waiting.isEmpty() && !(waiting.peek() instanceof CrashAct.KillAfterTheEnd) && running()) {
            CrashAct act = waiting.removeFirst();
            long began = System.nanoTime();
            Optional<String> victim = switch (act) {
                case CrashAct.Kill kill -> kill(kill);
                case CrashAct.Freeze freeze -> freeze(freeze);
                case CrashAct.KillRecovering kill -> killRecovering(kill);
                case CrashAct.KillAnywhere kill -> killAnywhere(kill);
                case CrashAct.KillAfterTheEnd kill -> throw new IllegalStateException("comes after the end");
            };
            if (victim.isEmpty()) {
                // The replay has ended first; the act is for the next one.
                waiting.addFirst(act);
                break;
            }
            note(act, victim.get(), began);
        }
        pipeline.awaitEnd(END_LIMIT);
        if (waiting.peek() instanceof CrashAct.KillAfterTheEnd act) {
            long began = System.nanoTime();
            note(act, killAfterTheEnd(), began);
            waiting.remove();
        }
        return List.copyOf(waiting);
    }

    private void note(CrashAct act, String victim, long beganNanos) {
        long millis = Duration.ofNanos(System.nanoTime() - beganNanos).toMillis();
        done.add(new CrashReport.Done(act.label(), victim, millis));
    }

    private String killAfterTheEnd() throws Exception {
        String victim = Service.MARKET_DATA.module();
        ProcessHandle process = pipeline.process(victim);
        pipeline.kill(Service.MARKET_DATA);
        pipeline.await("end of " + victim, LIMIT, () -> !process.isAlive());
        pipeline.awaitEnd(END_LIMIT);
        return victim;
    }

    private Optional<String> kill(CrashAct.Kill act) throws Exception {
        if (!reached(act.point(), KILL + "@" + act.onHit())) {
            return Optional.empty();
        }
        String victim = act.point().service().module();
        awaitBack(victim);
        return Optional.of(victim);
    }

    private Optional<String> freeze(CrashAct.Freeze act) throws Exception {
        if (!reached(act.point(), FREEZE)) {
            return Optional.empty();
        }
        long zombie = pipeline.failPoints().claimedBy(act.point().name()).orElseThrow();
        pipeline.await("standstill of " + zombie, LIMIT, () -> Signals.frozen(zombie));
        elapse(FROZEN);
        Signals.wake(zombie);
        awaitProgress();
        return Optional.of(act.point().service().module());
    }

    /** The three at once: none of them waits for another while it starts. */
    private Optional<String> killRecovering(CrashAct.KillRecovering act) throws Exception {
        List<CrashPoint> points = CrashPoint.ALL.stream()
                .filter(point -> point.name().endsWith(".relay-took-lead"))
                .toList();
        points.forEach(point -> pipeline.failPoints().arm(point.name(), KILL));
        points.forEach(point -> pipeline.kill(point.service()));
        Map<CrashPoint, Integer> deaths = new HashMap<>();
        pipeline.await("deaths while recovering", Duration.ofMinutes(20), () -> {
            for (CrashPoint point : points) {
                if (deaths.getOrDefault(point, 0) < act.times()
                        && pipeline.failPoints().claimedBy(point.name()).isPresent()
                        && deaths.merge(point, 1, Integer::sum) < act.times()) {
                    pipeline.failPoints().arm(point.name(), KILL);
                }
            }
            return points.stream().allMatch(point -> deaths.getOrDefault(point, 0) >= act.times());
        });
        for (CrashPoint point : points) {
            awaitBack(point.service().module());
        }
        return Optional.of("decision-service, risk-service, execution-service");
    }

    private Optional<String> killAnywhere(CrashAct.KillAnywhere act) throws Exception {
        elapse(Duration.ofMillis(act.afterMillis()));
        if (!running()) {
            return Optional.empty();
        }
        ProcessHandle victim = pipeline.process(act.component());
        pipeline.kill(act.component());
        pipeline.await("end of " + act.component(), LIMIT, () -> !victim.isAlive());
        awaitBack(act.component());
        return Optional.of(act.component());
    }

    /** Arms the point, does what it takes to get somebody there, and waits. False when the replay ended first. */
    private boolean reached(CrashPoint point, String act) throws Exception {
        pipeline.failPoints().arm(point.name(), act);
        switch (point.reached()) {
            case ALWAYS, WITH_ORDERS -> {}
            case AFTER_START -> pipeline.kill(point.service());
            case IN_DOUBT -> pipeline.failPoints().arm(LEAVES_DOUBT, KILL);
        }
        boolean reached = reached(point.name());
        pipeline.failPoints().disarm(LEAVES_DOUBT);
        return reached;
    }

    /** Waits until somebody acted at the point. False when the replay ended first; then nobody will any more. */
    private boolean reached(String point) throws Exception {
        BooleanSupplier claimed = () -> pipeline.failPoints().claimedBy(point).isPresent();
        Deadline limit = Deadline.in(LIMIT);
        boolean running = true;
        while (running && !claimed.getAsBoolean()) {
            assertThat(limit.passed())
                    .as("%s is not reached within %s", point, LIMIT)
                    .isFalse();
            Deadline moment = Deadline.in(BETWEEN_QUESTIONS);
            moment.await(() -> claimed.getAsBoolean() || moment.passed());
            running = running();
        }
        return claimed.getAsBoolean() || !pipeline.failPoints().disarm(point);
    }

    /** Waits until the component is back and has done something since. */
    private void awaitBack(String component) throws Exception {
        pipeline.await(component + " running", LIMIT, () -> pipeline.processes().containsKey(component));
        for (Service service : Service.values()) {
            if (service.module().equals(component)) {
                pipeline.awaitReady(service, LIMIT);
            }
        }
        awaitProgress();
    }

    /** Two beats, so that every stage has answered one which began after this. */
    private void awaitProgress() throws Exception {
        long from =
                pipeline.await("an answer of the replay", LIMIT, replay -> true).beats();
        pipeline.await("two more beats", LIMIT, replay -> replay.beats() >= from + 2 || replay.over());
    }

    private boolean running() {
        try {
            return pipeline.replay().map(CrashRun::goesOn).orElse(true);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static boolean goesOn(ServiceClient.Replay replay) {
        return !replay.over() && (replay.progress() == null || replay.progress() < NEARLY_OVER);
    }

    /** Time itself is the condition here. */
    private void elapse(Duration time) throws InterruptedException {
        Deadline end = Deadline.in(time);
        end.await(end::passed);
    }

    @Override
    public void close() throws InterruptedException {
        pipeline.close();
    }
}
