package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.run.Companion;
import io.ffe.stack.run.Instances;
import io.ffe.stack.run.Service;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Names of everything that runs as a process; a service's further instances have a number behind its name. */
final class Components {

    private Components() {}

    static List<String> all() {
        return Stream.concat(
                        Arrays.stream(Service.values()).map(Service::module),
                        Stream.of(Companion.AUDITOR, Embedded.KAFKA, Embedded.POSTGRES))
                .toList();
    }

    /**
     * Names that {@code --port} may give.
     *
     * @throws Problem naming what is unknown and what there is
     */
    static void check(Collection<String> names, Instances instances) {
        List<String> known = Stream.concat(instances.components().stream(), all().stream())
                .distinct()
                .toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw Problem.usage("--port names '" + name + "', expected one of " + String.join(", ", known));
            }
        }
    }

    /** Whether a log or a process of this name is one of the component's instances: {@code risk-service-2} is. */
    static boolean isOneOf(String name, String component) {
        return name.equals(component) || name.startsWith(component + "-") && name.matches(".*-[0-9]+");
    }
}
