package io.ffe.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What Java cannot send: SIGSTOP and SIGCONT. */
final class Signals {

    private Signals() {}

    static void freeze(long pid) {
        run("kill", "-STOP", String.valueOf(pid));
    }

    static void wake(long pid) {
        run("kill", "-CONT", String.valueOf(pid));
    }

    /** Whether the process stands still because of a SIGSTOP. */
    static boolean frozen(long pid) {
        return run("ps", "-o", "stat=", "-p", String.valueOf(pid)).startsWith("T");
    }

    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output.strip();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return "";
        }
    }
}
