package io.ffe.stack.process;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A child process that is started again when it dies, ever more slowly when that does not help, until it is stopped. Its output is appended to a
 * log, its id kept in a pid file. Safe to use from several threads.
 */
public final class SupervisedProcess {

    /** What a process that dies again and again waits for at most before it is started once more, unless asked otherwise. */
    public static final Duration LONGEST_PAUSE = Backoff.LONGEST;

    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);

    private final Plan plan;
    private final ProcessEvent.Listener listener;
    private final Backoff backoff;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private volatile @Nullable Process process;
    private volatile OptionalInt lastExit = OptionalInt.empty();
    private int starts;
    private boolean held;

    /**
     * How to run it.
     *
     * @param command asked for at each start
     * @param environment added to the environment of this process
     * @param mark part of the command line that no other program has
     * @param beforeEachStart looks whether it can be started, and clears away what a killed predecessor left in its data; a
     *     Problem that it throws is told, and tried again
     */
    public record Plan(
            String component,
            Supplier<List<String>> command,
            Map<String, String> environment,
            Path workingDirectory,
            Path log,
            Path pidFile,
            String mark,
            StopSignal stopSignal,
            Runnable beforeEachStart) {}

    public SupervisedProcess(Plan plan, ProcessEvent.Listener listener) {
        this(plan, listener, LONGEST_PAUSE);
    }

    /** @param longestPause before a process that dies again and again is started once more */
    public SupervisedProcess(Plan plan, ProcessEvent.Listener listener, Duration longestPause) {
        this.plan = plan;
        this.listener = listener;
        this.backoff = new Backoff(longestPause);
    }

    /**
     * Starts it, and watches it from then on.
     *
     * @throws Problem when the program cannot be started at all
     */
    public void start() {
        Process first = launch();
        Thread.ofVirtual().name("watch-" + plan.component()).start(() -> watch(first));
    }

    public String component() {
        return plan.component();
    }

    public Path log() {
        return plan.log();
    }

    public boolean alive() {
        Process current = process;
        return current != null && current.isAlive();
    }

    /** True when it runs and has this port, so that whoever answers there is this process and no other. */
    public boolean listensOn(int port) {
        Process current = process;
        return current != null && current.isAlive() && PortOwner.listens(current.toHandle(), port);
    }

    /** The process that runs now, or ran last. */
    public Optional<ProcessHandle> handle() {
        return Optional.ofNullable(process).map(Process::toHandle);
    }

    /** How it ended the last time that nobody had asked it to. */
    public OptionalInt lastExit() {
        return lastExit;
    }

    /** Deaths in a row, each soon after its start. */
    public synchronized int deaths() {
        return backoff.deaths();
    }

    /** From now on a death is not followed by a start, until {@link #letGo}. What runs is left to run. */
    public synchronized void hold() {
        held = true;
    }

    /** Ends a {@link #hold}: what died meanwhile is started. */
    public synchronized void letGo() {
        held = false;
        notifyAll();
    }

    /**
     * Ends it and does not start it again. Does nothing when it does not run.
     *
     * @return true when it ran and ended by itself within the time
     */
    public boolean stop(Duration grace) throws InterruptedException {
        stopAsked.countDown();
        Process current;
        synchronized (this) {
            notifyAll();
            // After this no other start can follow: launch looks at stopAsked under the same lock.
            current = process;
        }
        boolean ended = false;
        if (current != null && current.isAlive()) {
            listener.on(new ProcessEvent.Stopping(plan.component()));
            Deadline since = Deadline.in(grace);
            boolean killed = plan.stopSignal().stop(current.toHandle(), grace);
            listener.on(new ProcessEvent.Stopped(plan.component(), since.elapsed(), killed));
            ended = !killed;
        }
        try {
            Files.deleteIfExists(plan.pidFile());
        } catch (IOException refused) {
            listener.on(new ProcessEvent.NotRecorded(
                    plan.component(), plan.pidFile() + " cannot be removed: " + refused.getMessage()));
        }
        return ended;
    }

    private void watch(Process first) {
        Process current = first;
        try {
            while (true) {
                long since = System.nanoTime();
                int exit = current.waitFor();
                if (stopAsked.getCount() == 0) {
                    return;
                }
                lastExit = OptionalInt.of(exit);
                Duration lived = Duration.ofNanos(System.nanoTime() - since);
                Duration pause;
                int deaths;
                synchronized (this) {
                    pause = backoff.afterDeath(lived);
                    deaths = backoff.deaths();
                }
                listener.on(new ProcessEvent.Died(plan.component(), exit, lived, deaths, pause, plan.log()));
                Optional<Process> again = startAgain(pause);
                if (again.isEmpty()) {
                    return;
                }
                current = again.get();
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries until it runs; empty when it was stopped before it did. */
    private Optional<Process> startAgain(Duration firstPause) throws InterruptedException {
        Duration pause = firstPause;
        while (!stopAsked.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                synchronized (this) {
                    while (held && stopAsked.getCount() > 0) {
                        wait();
                    }
                    return stopAsked.getCount() == 0 ? Optional.empty() : Optional.of(launch());
                }
            } catch (Problem refused) {
                // A full disk, say: nothing was started, so looking again soon costs nothing.
                pause = BETWEEN_ATTEMPTS;
                listener.on(new ProcessEvent.NotStarted(plan.component(), String.valueOf(refused.getMessage()), pause));
            }
        }
        return Optional.empty();
    }

    private synchronized Process launch() {
        if (stopAsked.getCount() == 0) {
            throw Problem.failure(plan.component() + " was stopped while it was starting");
        }
        plan.beforeEachStart().run();
        List<String> command = plan.command().get();
        try {
            Files.createDirectories(plan.log().getParent());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(plan.workingDirectory().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()));
            builder.environment().putAll(plan.environment());
            Process started = builder.start();
            process = started;
            starts++;
            record(started);
            listener.on(new ProcessEvent.Started(plan.component(), started.pid(), starts));
            return started;
        } catch (IOException refused) {
            throw Problem.failure(
                    plan.component() + " could not be started (" + command.getFirst() + "): " + refused.getMessage(),
                    refused);
        }
    }

    /** A process that runs and is not on record is better than one that is started twice. */
    private void record(Process started) {
        try {
            PidFile.of(plan.component(), started.toHandle(), plan.mark(), plan.stopSignal())
                    .write(plan.pidFile());
        } catch (Problem refused) {
            listener.on(new ProcessEvent.NotRecorded(plan.component(), String.valueOf(refused.getMessage())));
        }
    }
}
