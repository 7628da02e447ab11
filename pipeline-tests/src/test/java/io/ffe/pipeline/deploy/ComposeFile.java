package io.ffe.pipeline.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code docker-compose.yml} with anchors resolved and variables as they are written.
 *
 * @param services by name
 */
record ComposeFile(JsonNode tree, Map<String, JsonNode> services) {

    static final String NAME = "docker-compose.yml";

    /** What comes on top of it, each for something that not everybody wants. */
    static final List<String> ON_TOP =
            List.of("docker-compose.live.yml", "docker-compose.venue.yml", "docker-compose.oidc.yml");

    /** As in {@code ${NAME:-default}} or {@code ${NAME:?message}}. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_0-9]+)(?::([-?])[^}]*)?}");

    static ComposeFile read() {
        return read(NAME);
    }

    static ComposeFile read(String file) {
        JsonNode tree = ProjectFiles.yaml(file);
        Map<String, JsonNode> services = new TreeMap<>();
        tree.path("services").properties().forEach(entry -> services.put(entry.getKey(), entry.getValue()));
        return new ComposeFile(tree, services);
    }

    /** What is built with {@code MODULE}. */
    Set<String> modules() {
        Set<String> modules = new TreeSet<>();
        services.values().forEach(service -> {
            JsonNode module = service.at("/build/args/MODULE");
            if (!module.isMissingNode()) {
                modules.add(module.asText());
            }
        });
        return modules;
    }

    /** Variables of a file by whether the start fails without them. */
    static Map<String, Boolean> variables(String file) {
        Map<String, Boolean> required = new TreeMap<>();
        Matcher variables = VARIABLE.matcher(ProjectFiles.text(file));
        while (variables.find()) {
            required.merge(variables.group(1), "?".equals(variables.group(2)), Boolean::logicalOr);
        }
        return required;
    }
}
