package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.run.Companion;
import io.ffe.stack.run.Service;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Names of everything that runs as a process. */
final class Components {

    static final int HIGHEST_PORT = 65_535;

    private Components() {}

    static List<String> all() {
        return Stream.concat(
                        Arrays.stream(Service.values()).map(Service::module),
                        Stream.of(Companion.AUDITOR, Embedded.KAFKA, Embedded.POSTGRES))
                .toList();
    }

    /** @throws Problem naming everything that is wrong with the ports that were asked for, and what there is */
    static void check(Map<String, Integer> ports) {
        List<String> wrong = new ArrayList<>();
        Map<Integer, String> owners = new HashMap<>();
        new TreeMap<>(ports).forEach((name, port) -> {
            if (!all().contains(name)) {
                wrong.add("--port names '" + name + "', expected one of " + String.join(", ", all()));
            }
            if (port < 1 || port > HIGHEST_PORT) {
                wrong.add("--port " + name + "=" + port + ", expected a port from 1 to " + HIGHEST_PORT);
            }
            String other = owners.put(port, name);
            if (other != null) {
                wrong.add("--port gives " + port + " to " + other + " and to " + name + ", expected one for each");
            }
        });
        if (!wrong.isEmpty()) {
            throw Problem.usage(String.join("\n", wrong));
        }
    }
}
