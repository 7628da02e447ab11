package io.ffe.stack.doctor;

import io.ffe.stack.run.Service;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Variables of FFE that nobody reads: a service refuses unknown keys under its own name, and never sees the others. */
public final class VariableCheck implements Check {

    /** Each service looks at its own, see {@link StartCheck}. */
    private static final List<String> OF_SERVICES = Stream.concat(
                    Service.sharedVariables().stream(),
                    Arrays.stream(Service.values()).map(Service::variables))
            .toList();

    private static final Set<String> OF_COMMANDS = Set.of(
            "FFE_DIR",
            "FFE_ENDPOINTS",
            "FFE_TOKEN_FILE",
            "FFE_INFRA",
            "FFE_DEBUG",
            "FFE_NO_BUILD",
            "FFE_JAVA_OPTIONS",
            "FFE_JDK_PREFIX",
            "FFE_START_CACHES",
            "FFE_TEST_LOG",
            "FFE_SHARED",
            "FFE_AUDIT_JOURNAL",
            "FFE_AUDIT_POSTGRES",
            "FFE_AUDIT_POSTGRES_USER",
            "FFE_AUDIT_POSTGRES_PASSWORD",
            "FFE_FAILPOINTS",
            "FFE_FAILPOINTS_FOLDER",
            "FFE_TELEMETRY_SAMPLING",
            "FFE_KAFKA_BOOTSTRAP_SERVERS",
            "FFE_POSTGRES_URL",
            "FFE_POSTGRES_USER",
            "FFE_POSTGRES_PASSWORD");

    private final Map<String, String> environment;

    public VariableCheck(Map<String, String> environment) {
        this.environment = new TreeMap<>(environment);
    }

    @Override
    public String name() {
        return "environment";
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        for (String variable : environment.keySet()) {
            if (variable.startsWith("FFE_")
                    && !OF_COMMANDS.contains(variable)
                    && OF_SERVICES.stream().noneMatch(variable::startsWith)) {
                findings.add(Finding.warning(
                        name(),
                        variable,
                        "set, and read by nobody",
                        "a name of docs/configuration.md, or of ./ffe --help",
                        "correct its name, or unset it"));
            }
        }
        return findings.isEmpty() ? List.of(Finding.ok(name(), "variables FFE_...", "each has a reader")) : findings;
    }
}
