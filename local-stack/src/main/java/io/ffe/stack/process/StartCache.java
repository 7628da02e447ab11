package io.ffe.stack.process;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * What the JVM of a program had loaded, linked and profiled while it worked, in a file from which its next starts begin (the
 * JDK's AOT cache, JEP 514). The JVM takes it only with the same JDK build, the same flags and the very files of the class
 * path, and says so at length when one differs. So the file's name is made of all of them: a cache that does not fit is
 * not found, and the program starts as it would without.
 */
public final class StartCache {

    /** Written while it is made, and by a process that ends before anybody asked: never started from. */
    private static final String UNFINISHED = ".new";

    private static final Duration MAKING_LIMIT = Duration.ofMinutes(2);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Path folder;
    private final Path jar;

    /**
     * @param folder holds the cache of this program and nothing else; made when it is needed
     * @param jar what is started, with its class path in its manifest
     */
    public StartCache(Path folder, Path jar) {
        this.folder = folder;
        this.jar = jar;
    }

    /** Options for the next start: from the cache where there is one. */
    public List<String> options() {
        Path file = file();
        return Files.isRegularFile(file) ? List.of("-XX:AOTCache=" + file) : List.of();
    }

    /** As {@link #options}; where there is no cache, so that {@link #make} can make one of the process, or its end does. */
    public List<String> optionsToMakeOne() {
        List<String> options = options();
        if (!options.isEmpty()) {
            return options;
        }
        try {
            // The JVM writes there by itself when it ends, and makes no folder.
            Files.createDirectories(folder);
        } catch (IOException refused) {
            throw cannot("made", refused);
        }
        return List.of("-XX:AOTCacheOutput=" + unfinished(file()), "-Xlog:aot=error,cds=error");
    }

    /**
     * Makes the cache of what a process has done since its start; it stands still for a part of it. Takes some seconds of processor
     * time.
     *
     * @param process was started with {@link #optionsToMakeOne}
     * @param wanted asked when it is made: what was given up meanwhile may be half of one
     * @return true when there is a cache now and was none before
     */
    public boolean make(ProcessHandle process, BooleanSupplier wanted) throws InterruptedException {
        Path unfinished = unfinished(file());
        if (!CommandLine.of(process.pid()).contains(unfinished.toString())) {
            return false;
        }
        try {
            Process jcmd = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            String.valueOf(process.pid()),
                            "AOT.end_recording")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!jcmd.waitFor(MAKING_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                jcmd.destroyForcibly();
                return false;
            }
        } catch (IOException refused) {
            throw cannot("made", refused);
        }
        return wanted.getAsBoolean() && keepWhatWasMade();
    }

    /**
     * Keeps a process that is about to be stopped from making its cache as it ends, and from going on with one, for as long as what is
     * returned is open; closing it removes what was made. When the program is over the JVM still writes down what it has seen and has
     * another one make the cache of it: seconds, and tens of them on a busy machine, in which nothing is left to be saved.
     *
     * @param process was started with {@link #optionsToMakeOne}, and starts no processes of its own
     * @param over whether the program has come to its end; its JVM is killed then
     */
    public GivenUp giveUp(ProcessHandle process, BooleanSupplier over) {
        return new GivenUp(process, over, unfinished(file()));
    }

    /** A cache that is not made. */
    public static final class GivenUp implements AutoCloseable {

        private final CountDownLatch closed = new CountDownLatch(1);
        private final Path unfinished;

        private GivenUp(ProcessHandle process, BooleanSupplier over, Path unfinished) {
            this.unfinished = unfinished;
            endMakers(process);
            Thread.ofVirtual().name("no-start-cache").start(() -> watch(process, over));
        }

        private void watch(ProcessHandle process, BooleanSupplier over) {
            try {
                while (!closed.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
                    endMakers(process);
                    if (over.getAsBoolean()) {
                        process.destroyForcibly();
                    }
                }
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        private static void endMakers(ProcessHandle process) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
        }

        @Override
        public void close() {
            closed.countDown();
            try {
                Files.deleteIfExists(unfinished);
                Files.deleteIfExists(recorded(unfinished));
            } catch (IOException refused) {
                throw Problem.failure(
                        "half of a start cache, " + unfinished + ", cannot be removed: " + refused.getMessage(),
                        refused);
            }
        }
    }

    /**
     * Makes the next start use what a process has written that was asked to, or has ended by itself. Not to be called while
     * it is being written.
     */
    public boolean keepWhatWasMade() {
        Path file = file();
        Path unfinished = unfinished(file);
        if (!Files.isRegularFile(unfinished)) {
            return false;
        }
        try {
            removeOthers(unfinished);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException refused) {
            throw cannot("kept", refused);
        }
    }

    private Problem cannot(String be, IOException refused) {
        return Problem.failure(
                "the start cache in " + folder + " could not be " + be + ": " + refused.getMessage()
                        + ". FFE_START_CACHES=off does without",
                refused);
    }

    private void removeOthers(Path kept) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path other : files.filter(each -> !each.equals(kept)).toList()) {
                Files.delete(other);
            }
        }
    }

    /** What the JVM has seen, from which the other one makes the cache. It names the file so itself. */
    private static Path recorded(Path unfinished) {
        return unfinished.resolveSibling(unfinished.getFileName() + ".config");
    }

    private static Path unfinished(Path file) {
        return file.resolveSibling(file.getFileName() + UNFINISHED);
    }

    private Path file() {
        return folder.resolve(fingerprint() + ".aot");
    }

    private String fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Runtime.version().toString().getBytes(StandardCharsets.UTF_8));
            digest.update(JavaCommand.SMALL.toString().getBytes(StandardCharsets.UTF_8));
            for (Path entry : classPath()) {
                String state = Files.exists(entry)
                        ? Files.size(entry) + " "
                                + Files.getLastModifiedTime(entry).toMillis()
                        : "none";
                digest.update((entry + " " + state + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, 16);
        } catch (IOException unreadable) {
            throw Problem.failure(jar + " cannot be read: " + unreadable.getMessage(), unreadable);
        } catch (NoSuchAlgorithmException never) {
            throw new IllegalStateException(never);
        }
    }

    private List<Path> classPath() throws IOException {
        List<Path> entries = new ArrayList<>(List.of(jar));
        try (JarFile file = new JarFile(jar.toFile())) {
            String others = file.getManifest() == null
                    ? null
                    : file.getManifest().getMainAttributes().getValue("Class-Path");
            if (others != null) {
                Arrays.stream(others.trim().split(" +"))
                        .map(jar::resolveSibling)
                        .forEach(entries::add);
            }
        }
        return entries;
    }
}
