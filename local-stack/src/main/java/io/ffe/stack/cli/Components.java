package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.run.Companion;
import io.ffe.stack.run.Instances;
import io.ffe.stack.run.Service;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Names of everything that runs as a process; a service's further instances have a number behind its name. */
final class Components {

    static final int HIGHEST_PORT = 65_535;

    private Components() {}

    static List<String> all() {
        return Stream.concat(
                        Arrays.stream(Service.values()).map(Service::module),
                        Stream.of(Companion.AUDITOR, Embedded.KAFKA, Embedded.POSTGRES))
                .toList();
    }

    /**
     * Names and ports that {@code --port} may give.
     *
     * @throws Problem naming everything that is wrong with them, and what there is
     */
    static void check(Map<String, Integer> ports, Instances instances) {
        List<String> known = Stream.concat(instances.components().stream(), all().stream())
                .distinct()
                .toList();
        List<String> wrong = new ArrayList<>();
        Map<Integer, String> owners = new HashMap<>();
        new TreeMap<>(ports).forEach((name, port) -> {
            if (!known.contains(name)) {
                wrong.add("--port names '" + name + "', expected one of " + String.join(", ", known));
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

    /** Whether a log or a process of this name is one of the component's instances: {@code risk-service-2} is. */
    static boolean isOneOf(String name, String component) {
        return name.equals(component) || name.startsWith(component + "-") && name.matches(".*-[0-9]+");
    }
}
