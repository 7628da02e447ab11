package io.ffe.stack.process;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a process is asked to end with. PostgreSQL waits for its clients on TERM, and ends at once, in order, on INT. */
public enum StopSignal {
    TERM,
    INT;

    /** Asks, waits, and kills when that was not enough. Returns true when it had to be killed. */
    boolean stop(ProcessHandle process, Duration grace) throws InterruptedException {
        send(process);
        if (gone(process, grace)) {
            return false;
        }
        process.destroyForcibly();
        gone(process, Duration.ofSeconds(10));
        return true;
    }

    private void send(ProcessHandle process) throws InterruptedException {
        switch (this) {
            case TERM -> process.destroy();
            case INT -> {
                try {
                    // Java itself can only send TERM and KILL.
                    new ProcessBuilder("sh", "-c", "kill -INT " + process.pid())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
                } catch (IOException noShell) {
                    process.destroy();
                }
            }
        }
    }

    private static boolean gone(ProcessHandle process, Duration limit) throws InterruptedException {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException stillThere) {
            return false;
        } catch (ExecutionException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }
}
