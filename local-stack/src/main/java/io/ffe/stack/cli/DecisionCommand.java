package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.read.DecisionClient;
import io.ffe.stack.read.DecisionTrail;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "decision",
        description = {
            "Show one decision from the tick to the fill: prices and snapshot, what models were asked and answered,",
            "votes, the decision, risk's verdict with every gate, the order and its fills."
        },
        footer = {
            "",
            "Of the run that is up. Ids: ./ffe decisions. What is no longer kept (old ticks, say) is left out and said.",
        })
final class DecisionCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "A decision's id.")
    String id = "";

    @Option(names = "--prompts", description = "The whole prompts: instructions and schema too, not only the facts.")
    boolean prompts;

    @Option(names = "--json", description = "Everything, for programs.")
    boolean json;

    @Mixin
    TargetOptions where = new TargetOptions();

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        DecisionService.checkId(id);
        TargetOptions.Target target = where.target(home, Role.VIEWER, "ffe-decision", Service.DECISION);
        try (DecisionClient decisions = target.decisions();
                ServiceClient others = new ServiceClient(target.token())) {
            JsonNode record = decisions.one(id).orElseThrow(() -> DecisionService.unknown(id, target));
            DecisionTrail trail = DecisionTrail.of(record, target.endpoints(), target.bootstrapServers(), others);
            if (json) {
                terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(trail));
            } else {
                terminal.lines(new DecisionView(terminal, prompts).lines(trail));
            }
            return 0;
        }
    }
}
