package io.ffe.pipeline;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Arms failpoints of processes that run already. Whoever gets to an armed point first claims it and acts; what it did is left to
 * be read until the point is armed again.
 *
 * @param path what processes are told as {@code FFE_FAILPOINTS_FOLDER}
 */
record FailPointFolder(Path path) {

    private static final String CLAIMED = ".claimed-by-";

    static FailPointFolder in(Path folder) {
        try {
            return new FailPointFolder(Files.createDirectories(folder).toAbsolutePath());
        } catch (IOException refused) {
            throw Problem.failure(folder + " cannot be made: " + refused.getMessage(), refused);
        }
    }

    /** @param act {@code halt}, {@code stop} or {@code throw}, perhaps with {@code @n} for the n-th hit from now on */
    void arm(String point, String act) {
        try {
            for (Path old : claims(point)) {
                Files.deleteIfExists(old);
            }
            // Whole or not at all: a process must not read half an act.
            Path fresh = Files.writeString(path.resolve("." + point), act);
            Files.move(fresh, path.resolve(point), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** Takes it back. @return false when somebody had claimed it before, or it was not armed */
    boolean disarm(String point) {
        try {
            return Files.deleteIfExists(path.resolve(point));
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    /** The process that acted since the point was armed; empty while none did. */
    Optional<Long> claimedBy(String point) {
        return claims(point).stream()
                .map(path -> path.getFileName().toString())
                .map(name -> Long.parseLong(name.substring(name.indexOf(CLAIMED) + CLAIMED.length())))
                .findFirst();
    }

    /** True when a process stands still at the point that was armed to stop one. */
    boolean stoppedAt(String point) {
        return claimedBy(point).filter(Signals::frozen).isPresent();
    }

    private List<Path> claims(String point) {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(point + CLAIMED))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
