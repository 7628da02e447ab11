package io.ffe.stack.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Whose a port is, from {@code /proc}. */
public final class PortOwner {

    private static final Path TCP = Path.of("/proc/net/tcp");
    private static final String LISTEN = "0A";

    private PortOwner() {}

    /**
     * True when this process listens on the port, and where that cannot be told. Another stack on the same machine may have
     * been faster with a port, and its answer must not be taken for ours.
     */
    public static boolean listens(ProcessHandle process, int port) {
        Path entry = Path.of("/proc", String.valueOf(process.pid()));
        try {
            return !Files.isReadable(TCP) || holdsOneOf(entry, listeningSockets(port));
        } catch (IOException unreadable) {
            return true;
        }
    }

    /** Names the process that listens on a port, or says how to find out. */
    public static String of(int port) {
        String howToAsk = "a process that could not be seen from here (ask with: lsof -i :" + port + ")";
        try {
            Set<String> sockets = listeningSockets(port);
            if (sockets.isEmpty()) {
                return howToAsk;
            }
            try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
                return processes
                        .filter(entry -> entry.getFileName().toString().chars().allMatch(Character::isDigit))
                        .filter(entry -> holdsOneOf(entry, sockets))
                        .findFirst()
                        .map(PortOwner::describe)
                        .orElse(howToAsk);
            }
        } catch (IOException unreadable) {
            return howToAsk;
        }
    }

    /** Links like {@code socket:[4711]} of the sockets that listen on the port. */
    private static Set<String> listeningSockets(int port) throws IOException {
        String suffix = String.format(":%04X", port);
        Set<String> links = new HashSet<>();
        for (String table : List.of("/proc/net/tcp", "/proc/net/tcp6")) {
            if (!Files.isReadable(Path.of(table))) {
                continue;
            }
            for (String row : Files.readAllLines(Path.of(table))) {
                String[] columns = row.trim().split("\\s+", -1);
                if (columns.length > 9 && columns[1].endsWith(suffix) && columns[3].equals(LISTEN)) {
                    links.add("socket:[" + columns[9] + "]");
                }
            }
        }
        return links;
    }

    private static boolean holdsOneOf(Path process, Set<String> sockets) {
        try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
            return descriptors.anyMatch(descriptor -> {
                try {
                    return sockets.contains(Files.readSymbolicLink(descriptor).toString());
                } catch (IOException gone) {
                    return false;
                }
            });
        } catch (IOException notOurs) {
            return false;
        }
    }

    private static String describe(Path process) {
        String pid = process.getFileName().toString();
        String command = CommandLine.of(Long.parseLong(pid));
        return "process " + pid + (command.isEmpty() ? "" : " (" + abbreviated(command) + ")");
    }

    private static String abbreviated(String command) {
        return command.length() <= 100 ? command : command.substring(0, 100) + "...";
    }
}
