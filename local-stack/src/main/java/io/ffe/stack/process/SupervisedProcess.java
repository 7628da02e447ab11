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

    private final Plan plan;
    private final ProcessEvent.Listener listener;
    private final Backoff backoff;
    private final CountDownLatch stopAsked = new CountDownLatch(1);
    private volatile @Nullable Process process;
    private volatile OptionalInt lastExit = OptionalInt.empty();
    private int starts;

    /**
     * How to run it.
     *
     * @param command asked for at each start
     * @param environment added to the environment of this process
     * @param mark part of the command line that no other program has
     * @param beforeEachStart clears away what a killed predecessor left in its data
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

    /**
     * Ends it and does not start it again. Does nothing when it does not run.
     *
     * @return true when it ran and ended by itself within the time
     */
    public boolean stop(Duration grace) throws InterruptedException {
        stopAsked.countDown();
        Process current;
        synchronized (this) {
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
            throw Problem.failure(plan.pidFile() + " cannot be removed: " + refused.getMessage(), refused);
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
                if (stopAsked.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                synchronized (this) {
                    if (stopAsked.getCount() == 0) {
                        return;
                    }
                    current = launch();
                }
            }
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
        }
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
            PidFile.of(plan.component(), started.toHandle(), plan.mark(), plan.stopSignal())
                    .write(plan.pidFile());
            listener.on(new ProcessEvent.Started(plan.component(), started.pid(), starts));
            return started;
        } catch (IOException refused) {
            throw Problem.failure(
                    plan.component() + " could not be started (" + command.getFirst() + "): " + refused.getMessage(),
                    refused);
        }
    }
}
