package io.ffe.stack.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.stack.read.DecisionClient;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Terminal;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "approve",
        description = {
            "Agree to a decision that waits (mode approve): it is looked at again, and only then risk sees it.",
            "Whose word it is stands on the record: the name of the operator's user."
        },
        footer = {
            "",
            "What waits: ./ffe decisions --pending.",
            "Exit status: 0 when it was published, 1 when it no longer stands or does not wait, 2 on misuse."
        })
final class ApproveCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "A decision's id.")
    String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Goes on the record.")
    @Nullable
    String reason;

    @Mixin
    TargetOptions where = new TargetOptions();

    @Override
    public Integer call() throws InterruptedException {
        return say(where, id, "APPROVE", reason);
    }

    /** @param answer APPROVE or REJECT */
    static int say(TargetOptions where, String id, String answer, @Nullable String reason) throws InterruptedException {
        DecisionService.checkId(id);
        Home home = Home.locate();
        Terminal terminal = Terminal.system();
        TargetOptions.Target target =
                where.target(home, Role.OPERATOR, System.getProperty("user.name"), Service.DECISION);
        try (DecisionClient client = target.decisions()) {
            JsonNode decision = client.answer(id, answer, reason)
                    .orElseThrow(() -> DecisionService.unknown(id, target))
                    .path("decision");
            JsonNode proposal = decision.path("proposal");
            String what = proposal.path("action").asText() + " "
                    + decision.path("symbol").asText() + " for "
                    + decision.path("portfolioId").asText();
            terminal.line(
                    answer.equals("APPROVE")
                            ? terminal.good("approved") + ": " + what + ", risk has it now"
                            : terminal.warning("rejected") + ": " + what + ", published as HOLD");
            return 0;
        }
    }
}
