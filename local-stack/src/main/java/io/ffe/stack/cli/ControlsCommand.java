package io.ffe.stack.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.stack.Problem;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "controls",
        description =
                "The control map of the run that is up: rule, gate of risk or control of execution, parameter, value"
                        + " in force, and the test that proves it.",
        footer = {
            "",
            "The rules are named for orientation: check the official text before quoting them.",
            "",
            "Examples:",
            "  ./ffe controls",
            "  ./ffe controls --portfolio main",
        })
final class ControlsCommand implements Callable<Integer> {

    @Option(names = "--portfolio", paramLabel = "P", description = "Whose limits; the first one when left out.")
    @Nullable
    String portfolio;

    @Mixin
    TargetOptions where = new TargetOptions();

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException {
        TargetOptions.Target target = where.target(home, Role.VIEWER, "ffe-controls", Service.RISK, Service.EXECUTION);
        try (ServiceClient client = new ServiceClient(target.token())) {
            String url = target.url(Service.RISK);
            String execution = target.url(Service.EXECUTION);
            JsonNode gates = client.json(url + "/api/v1/gates")
                    .orElseThrow(() -> Problem.failure("risk at " + url + " does not name its gates"));
            JsonNode terms = client.json(url + "/api/v1/limits")
                    .orElseThrow(() -> Problem.failure("risk at " + url + " does not tell its limits"));
            JsonNode controls = client.json(execution + "/api/v1/controls")
                    .orElseThrow(() -> Problem.failure("execution at " + execution + " does not name its controls"));
            JsonNode chosen = chosen(terms);
            terminal.line("Portfolio " + chosen.path("portfolioId").asText() + ", limits "
                    + chosen.path("limitsVersion").asText());
            terminal.lines(table(gates, chosen, controls).lines(terminal));
        }
        return 0;
    }

    private JsonNode chosen(JsonNode terms) {
        List<String> names = new ArrayList<>();
        for (JsonNode each : terms) {
            String name = each.path("portfolioId").asText();
            if (portfolio == null || portfolio.equals(name)) {
                return each;
            }
            names.add(name);
        }
        throw Problem.usage("--portfolio is '" + portfolio + "', expected one of " + String.join(", ", names));
    }

    /** One row for each parameter of each gate and then of each of execution's controls, in the order of the catalogues. */
    static Table table(JsonNode gates, JsonNode terms, JsonNode controls) {
        Table table = new Table("rule", "control", "parameter", "value", "proven by");
        for (JsonNode gate : gates) {
            Stream.of(gate.path("parameters").asText().split(", ", -1))
                    .forEach(parameter -> table.row(
                            gate.path("control").asText(),
                            gate.path("gate").asText(),
                            parameter,
                            value(terms, parameter),
                            gate.path("provenBy").asText()));
        }
        for (JsonNode control : controls) {
            JsonNode parameters = control.path("parameters");
            if (parameters.isEmpty()) {
                executionRow(table, control, "-", "-");
            }
            for (JsonNode parameter : parameters) {
                executionRow(
                        table,
                        control,
                        parameter.path("parameter").asText(),
                        parameter.path("value").asText());
            }
        }
        return table;
    }

    private static void executionRow(Table table, JsonNode control, String parameter, String value) {
        table.row(
                control.path("rule").asText(),
                control.path("control").asText(),
                parameter,
                value,
                control.path("provenBy").asText());
    }

    private static String value(JsonNode terms, String parameter) {
        String name = camel(parameter);
        JsonNode limit = terms.path("limits").path(name);
        JsonNode found = limit.isMissingNode() ? terms.path(name) : limit;
        // A fraction is an object around its value, for it is a type of its own.
        JsonNode plain = found.isObject() ? found.path("value") : found;
        return plain.isMissingNode() ? "-" : plain.isArray() ? plain.toString() : plain.asText();
    }

    private static String camel(String kebab) {
        StringBuilder name = new StringBuilder();
        for (String part : kebab.split("-", -1)) {
            boolean first = name.isEmpty();
            name.append(first || part.isEmpty() ? part : Character.toUpperCase(part.charAt(0)) + part.substring(1));
        }
        return name.toString();
    }
}
