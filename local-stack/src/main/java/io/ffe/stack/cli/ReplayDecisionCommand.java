package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Terminal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "replay-decision",
        description = {
            "Make a decision again from its record: snapshot, position, and the bytes that models answered.",
            "Asks no model, changes nothing, and compares the result with what was published, byte for byte."
        },
        footer = {
            "",
            "Of the run that is up. Ids: ./ffe topics read ffe.decisions.v1 (header ce_id), or",
            "GET /api/v1/decisions of decision-service.",
            "",
            "Exit status: 0 when it is the same, 1 when it differs or its record does not suffice, 2 on misuse."
        })
final class ReplayDecisionCommand implements Callable<Integer> {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    @Parameters(paramLabel = "ID", description = "A decision's id, as in 2f1c9e0a-3d55-8b0e-9f3a-6f0d1c2b3a4d.")
    String id = "";

    @Option(names = "--json", description = "The answer of decision-service, for programs.")
    boolean json;

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        if (!ID.matcher(id).matches()) {
            throw Problem.usage("ID is '" + id + "', expected a decision's id as 2f1c9e0a-3d55-8b0e-9f3a-6f0d1c2b3a4d");
        }
        CurrentRun current = RunningStack.required(home);
        String url = current.service(Service.DECISION.module())
                .map(CurrentRun.Part::url)
                .orElseThrow(() -> Problem.failure("no decision-service is up: ./ffe status says what is"));
        Tokens tokens = new Tokens(SigningKeys.in(home.keys()).privateKey(), Clock.systemUTC());
        String token = tokens.issue(Role.VIEWER, "ffe-replay-decision", Duration.ofMinutes(5));
        try (ServiceClient client = new ServiceClient(() -> token)) {
            String decisions = url + "/api/v1/decisions";
            JsonNode answer = client.json(decisions + "/" + id + "/replay").orElse(null);
            if (answer == null) {
                throw client.json(decisions + "?limit=1").isPresent()
                        ? Problem.failure("there is no decision '" + id + "' in run " + current.runId())
                        : Problem.failure("decision-service at " + url + " does not answer: ./ffe status says why");
            }
            if (json) {
                terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
            } else {
                terminal.lines(lines(answer, terminal));
            }
            return isSame(answer) ? 0 : Problem.Kind.FAILURE.exitCode();
        }
    }

    static boolean isSame(JsonNode answer) {
        return answer.path("result").asText().equals("SAME");
    }

    static List<String> lines(JsonNode answer, Terminal terminal) {
        return switch (answer.path("result").asText()) {
            case "SAME" ->
                List.of(terminal.good("same") + ": "
                        + Figures.count(answer.path("bytes").asLong()) + " bytes, coreHash "
                        + answer.path("coreHash").asText());
            case "DIFFERENT" ->
                List.of(
                        terminal.bad("different") + ": the first difference is at "
                                + answer.path("difference").path("path").asText(),
                        "  recorded  "
                                + answer.path("difference").path("recorded").asText(),
                        "  again     " + answer.path("difference").path("again").asText(),
                        "Code or configuration of decision-service has changed since the decision was made.");
            default ->
                List.of(terminal.warning("cannot be made again") + ": "
                        + answer.path("why").asText());
        };
    }
}
