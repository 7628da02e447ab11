package io.ffe.stack.process;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder that a process is going to write to, tried before the process is started: a refusal then names the folder and
 * what to do, and nothing is half-made.
 *
 * @param what is kept there, as in {@code data and logs of the run}
 * @param neededBytes of room on its disk
 * @param elsewhere how to have it in another place, as in {@code name another folder with FFE_DIR}
 */
public record WritableFolder(Path path, String what, long neededBytes, String elsewhere) {

    private static final long MEGABYTE = 1024 * 1024;

    /** Larger than a file system's smallest piece, so that a full disk refuses it. */
    private static final int PROBE_BYTES = 64 * 1024;

    /** A folder of a run; it can be moved with all of them only. */
    public static WritableFolder ofRun(Path path, String what, long neededMegabytes) {
        return new WritableFolder(path, what, neededMegabytes * MEGABYTE, "name another folder with FFE_DIR");
    }

    /**
     * Makes the folder if it is not there, writes to it and removes what was written.
     *
     * @throws Problem when it is no folder, cannot be written, or its disk is nearly full
     */
    public void check() {
        if (Files.exists(path) && !Files.isDirectory(path)) {
            throw Problem.failure(
                    path + " is a file, expected a folder for " + what + ": move it away, or " + elsewhere);
        }
        try {
            Files.createDirectories(path);
            Path probe = Files.createTempFile(path, ".write-", ".tmp");
            try {
                long free = Files.getFileStore(path).getUsableSpace();
                if (free < neededBytes) {
                    throw Problem.failure("the disk of " + path + " has " + free / MEGABYTE + " MB left, " + what
                            + " need at least " + neededBytes / MEGABYTE + " MB: make room, or " + elsewhere);
                }
                Files.write(probe, new byte[PROBE_BYTES]);
            } finally {
                Files.delete(probe);
            }
        } catch (IOException refused) {
            throw Problem.failure(
                    path + " cannot be written (" + reason(refused) + "), and " + what
                            + " belong there: make room or make it writable, or " + elsewhere,
                    refused);
        }
    }

    /** What NIO puts into the class name and not into the message. */
    public static String reason(IOException refused) {
        return switch (refused) {
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> refused.toString();
        };
    }
}
