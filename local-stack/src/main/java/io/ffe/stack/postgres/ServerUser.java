package io.ffe.stack.postgres;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;

/**
 * Whom PostgreSQL runs as. It refuses root; where FFE runs as root (containers, CI), the server is put into a user
 * namespace in which it is nobody and still owns its files. Where namespaces are forbidden, it runs as {@code nobody}.
 */
public sealed interface ServerUser {

    /** A normal user: nothing to do. */
    record Same() implements ServerUser {}

    /** Root, in a namespace without a mapping: seen from inside it is not root, seen from outside the files stay ours. */
    record Namespace() implements ServerUser {}

    /** Root, handing over to another user, who must own the data and reach it. */
    record Other(String name) implements ServerUser {}

    /** Finds out what works here. */
    static ServerUser detect() {
        if (!isRoot()) {
            return new Same();
        }
        // initdb looks up its own name, so a namespace without a name for the unmapped user is of no use.
        if (succeeds(List.of("unshare", "-U", "id", "-un"))) {
            return new Namespace();
        }
        for (String name : List.of("postgres", "nobody")) {
            if (succeeds(new Other(name).command(List.of("true")))) {
                return new Other(name);
            }
        }
        throw Problem.failure("PostgreSQL does not run as root, and neither unshare -U nor setpriv works here:"
                + " run ffe as a normal user");
    }

    /** The command line that runs a command as this user; the process id stays the one that was started. */
    default List<String> command(List<String> command) {
        List<String> whole = new ArrayList<>(
                switch (this) {
                    case Same() -> List.of();
                    case Namespace() -> List.of("unshare", "-U");
                    case Other(String name) ->
                        List.of("setpriv", "--reuid=" + name, "--regid=nogroup", "--clear-groups", "--");
                });
        whole.addAll(command);
        return whole;
    }

    /** Makes a directory this user's own, and checks that the way to it is open. */
    default void own(Path directory) {
        switch (this) {
            case Same() -> {}
            case Namespace() -> {}
            case Other(String name) -> {
                try {
                    UserPrincipal owner = directory
                            .getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(name);
                    Files.walkFileTree(directory, new OwnerChange(owner));
                } catch (IOException refused) {
                    throw Problem.failure(directory + " cannot be given to user " + name + ": " + refused, refused);
                }
                if (!succeeds(command(List.of("test", "-w", directory.toString())))) {
                    throw Problem.failure(
                            "user " + name + ", whom PostgreSQL runs as because you are root, cannot reach " + directory
                                    + ": use a folder outside of /root, or run ffe as a normal user");
                }
            }
        }
    }

    private static boolean isRoot() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException notLinux) {
            return "root".equals(System.getProperty("user.name"));
        }
    }

    private static boolean succeeds(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException absent) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Gives everything below a directory to one owner. */
    final class OwnerChange extends SimpleFileVisitor<Path> {

        private final UserPrincipal owner;

        OwnerChange(UserPrincipal owner) {
            this.owner = owner;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            Files.setOwner(directory, owner);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.setOwner(file, owner);
            return FileVisitResult.CONTINUE;
        }
    }
}
