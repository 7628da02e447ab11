package io.ffe.stack.run;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The {@code .ffe} folder, checked before anything is started in it. */
public final class StateFolder {

    private static final long NEEDED_BYTES = 500L * 1024 * 1024;

    private StateFolder() {}

    /** @throws Problem when it is no folder, cannot be written, or its disk is nearly full */
    public static void prepare(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw Problem.failure(folder + " is a file, expected a folder for data and logs: move it away, or name"
                    + " another folder with FFE_DIR");
        }
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".write-", ".tmp"));
        } catch (IOException refused) {
            throw Problem.failure(
                    folder + " cannot be written (" + reason(refused) + "), and data and logs of the run belong there:"
                            + " make it writable, or name another folder with FFE_DIR",
                    refused);
        }
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < NEEDED_BYTES) {
                throw Problem.failure("the disk of " + folder + " has " + free / (1024 * 1024)
                        + " MB left, a run needs " + NEEDED_BYTES / (1024 * 1024)
                        + " MB: make room, or name a folder elsewhere with FFE_DIR");
            }
        } catch (IOException unknown) {
            throw Problem.failure("the disk of " + folder + " cannot be asked: " + unknown.getMessage(), unknown);
        }
    }

    /** What NIO puts into the class name and not into the message. */
    private static String reason(IOException refused) {
        return switch (refused) {
            case AccessDeniedException denied -> "permission denied: " + denied.getFile();
            case FileSystemException system when system.getReason() != null -> system.getReason();
            default -> refused.toString();
        };
    }
}
