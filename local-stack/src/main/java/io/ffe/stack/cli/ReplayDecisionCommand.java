package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.read.DecisionClient;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "Of the run that is up. Ids: ./ffe decisions.",
            "",
            "Exit status: 0 when it is the same, 1 when it differs or its record does not suffice, 2 on misuse.",
            "With --all: 0 when none differs. Those whose record does not suffice are counted by reason."
        })
final class ReplayDecisionCommand implements Callable<Integer> {

    /** An id, or all of them. */
    static final class Which {

        @Parameters(paramLabel = "ID", description = "A decision's id, as in 2f1c9e0a-3d55-8b0e-9f3a-6f0d1c2b3a4d.")
        @Nullable
        String id;

        @Option(names = "--all", description = "Every decision of the run, newest first, up to the first that differs.")
        boolean all;
    }

    @ArgGroup(multiplicity = "1")
    Which which = new Which();

    @Option(names = "--json", description = "The answer of decision-service, for programs; with --all a summary.")
    boolean json;

    @Mixin
    TargetOptions where = new TargetOptions();

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        String id = which.id;
        if (id != null) {
            DecisionService.checkId(id);
        }
        TargetOptions.Target target = where.target(home, Role.VIEWER, "ffe-replay-decision", Service.DECISION);
        try (DecisionClient client = target.decisions()) {
            return id == null ? all(client) : one(client, id, target);
        }
    }

    private int one(DecisionClient client, String id, TargetOptions.Target target)
            throws InterruptedException, JsonProcessingException {
        JsonNode answer = client.replay(id).orElseThrow(() -> DecisionService.unknown(id, target));
        if (json) {
            terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        } else {
            terminal.lines(lines(answer, terminal));
        }
        return isSame(answer) ? 0 : Problem.Kind.FAILURE.exitCode();
    }

    private int all(DecisionClient client) throws InterruptedException, JsonProcessingException {
        ReplayOfAll result = ReplayOfAll.of(client, done -> terminal.progress(done + " decisions made again"));
        if (json) {
            terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(result));
        } else {
            terminal.lines(result.lines(terminal));
        }
        return result.different() == null ? 0 : Problem.Kind.FAILURE.exitCode();
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
