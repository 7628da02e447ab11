package io.ffe.stack.process;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Which TCP port of 127.0.0.1 each component listens on. A default that is taken gives way to a free one; a port that
 * somebody asked for does not.
 */
public final class Ports {

    private static final int LOWEST = 20_000;
    /** Linux begins at 32768, macOS and Windows at 49152. */
    private static final int BELOW_OUTGOING = 32_768;

    private static final int TRIES = 1_000;

    private final Map<String, Integer> asked;
    private final Set<Integer> given = new HashSet<>();

    /** @param asked ports that were asked for, by component */
    public Ports(Map<String, Integer> asked) {
        this.asked = new HashMap<>(asked);
    }

    /**
     * A port that was given out.
     *
     * @param moved true when the default was taken, so that the number may surprise
     */
    public record Choice(String component, int port, boolean moved) {}

    /** @throws Problem when the port that was asked for is taken: names it and who has it, as far as can be seen */
    public Choice choose(String component, int defaultPort) {
        Integer wanted = asked.get(component);
        if (wanted != null) {
            check(component, wanted);
            given.add(wanted);
            return new Choice(component, wanted, false);
        }
        if (!given.contains(defaultPort) && !asked.containsValue(defaultPort) && free(defaultPort)) {
            given.add(defaultPort);
            return new Choice(component, defaultPort, false);
        }
        int port = anyFree();
        while (!given.add(port)) {
            port = anyFree();
        }
        return new Choice(component, port, true);
    }

    /** As {@link #choose} would say later, for all ports that were asked for, before anything is started. */
    public void checkAsked() {
        asked.forEach(Ports::check);
    }

    private static void check(String component, int wanted) {
        if (!free(wanted)) {
            throw Problem.failure("port " + wanted + ", asked for with --port " + component + "=" + wanted
                    + ", is in use by " + PortOwner.of(wanted)
                    + ". Stop that, ask for another port, or leave the option out and a free one is taken");
        }
    }

    /**
     * A port that nobody listens on now, below those that systems give to outgoing connections: while a killed process is
     * away, one of these could take its port, or connect to itself there.
     */
    public static int anyFree() {
        return ThreadLocalRandom.current()
                .ints(TRIES, LOWEST, BELOW_OUTGOING)
                .filter(Ports::free)
                .findFirst()
                .orElseThrow(() -> Problem.failure("no free TCP port on 127.0.0.1 among " + TRIES + " from " + LOWEST
                        + " to " + BELOW_OUTGOING + ": end some of what listens there"));
    }

    /** True when both the loopback address and all addresses can be bound: a listener on either would be in the way. */
    public static boolean free(int port) {
        return bindable(new InetSocketAddress("127.0.0.1", port)) && bindable(new InetSocketAddress(port));
    }

    private static boolean bindable(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            // Connections of an earlier run in TIME_WAIT are no obstacle, neither here nor for the server.
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
