package io.ffe.pipeline;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A processor that one process of the pipeline has for itself: all others, the tests' own included, share the rest. Without that a
 * process that is to be seen at its limit gets less than the limit where the others are busy. Linux with two processors or more;
 * elsewhere nothing is changed.
 */
final class OwnProcessor implements AutoCloseable {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private OwnProcessor() {}

    static OwnProcessor of(ProcessHandle one) throws IOException, InterruptedException {
        pin(tests(), "1-" + (PROCESSORS - 1));
        pin(Stream.of(one), "0");
        return new OwnProcessor();
    }

    @Override
    public void close() {
        try {
            pin(tests(), "0-" + (PROCESSORS - 1));
        } catch (IOException failed) {
            throw Problem.failure("processors are not shared again: " + failed.getMessage(), failed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static Stream<ProcessHandle> tests() {
        ProcessHandle self = ProcessHandle.current();
        return Stream.concat(Stream.of(self), self.descendants());
    }

    private static void pin(Stream<ProcessHandle> processes, String processors)
            throws IOException, InterruptedException {
        if (PROCESSORS < 2 || !System.getProperty("os.name").equals("Linux")) {
            return;
        }
        for (ProcessHandle process : processes.toList()) {
            // One that has ended meanwhile is none that disturbs.
            new ProcessBuilder(List.of("taskset", "-apc", processors, String.valueOf(process.pid())))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
    }
}
