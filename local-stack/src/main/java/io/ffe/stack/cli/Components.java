package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.run.Companion;
import io.ffe.stack.run.Service;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** Names of everything that runs as a process. */
final class Components {

    private Components() {}

    static List<String> all() {
        return Stream.concat(
                        Arrays.stream(Service.values()).map(Service::module),
                        Stream.of(Companion.AUDITOR, Embedded.KAFKA, Embedded.POSTGRES))
                .toList();
    }

    /** @throws Problem naming what is unknown and what there is */
    static void check(Collection<String> names) {
        for (String name : names) {
            if (!all().contains(name)) {
                throw Problem.usage("--port names '" + name + "', expected one of " + String.join(", ", all()));
            }
        }
    }
}
