package io.ffe.stack.process;

import java.nio.file.Path;
import java.time.Duration;

/** What happened to a child process. Told on the thread that saw it; listeners must not block. */
public sealed interface ProcessEvent {

    /** Its name, as in {@code kafka} or {@code risk-service}. */
    String component();

    /** It was started, for the first time or again. */
    record Started(String component, long pid, int times) implements ProcessEvent {}

    /**
     * It ended and nobody had asked it to.
     *
     * @param deaths how many times in a row, each soon after its start
     * @param next it is started again after this time
     */
    record Died(String component, int exitCode, Duration lived, int deaths, Duration next, Path log)
            implements ProcessEvent {

        /** True when starting it again has not helped so far. */
        public boolean crashLoop() {
            return deaths >= Backoff.LOOP;
        }
    }

    /**
     * It could not be started again.
     *
     * @param why names the thing, and what to do
     * @param next it is tried again after this time
     */
    record NotStarted(String component, String why, Duration next) implements ProcessEvent {}

    /** It runs, but what a later runner would have to know of it could not be written or removed. */
    record NotRecorded(String component, String why) implements ProcessEvent {}

    /** It answers and says that it can do its work. */
    record Ready(String component, int port, Duration after) implements ProcessEvent {}

    /** It is asked to end. */
    record Stopping(String component) implements ProcessEvent {}

    /** It has ended; {@code killed} when it did not in time and was made to. */
    record Stopped(String component, Duration took, boolean killed) implements ProcessEvent {}

    /** A process that an earlier run had left behind is gone. */
    record LeftoverStopped(String component, long pid) implements ProcessEvent {}

    /** Where events go. */
    @FunctionalInterface
    interface Listener {
        void on(ProcessEvent event);
    }
}
