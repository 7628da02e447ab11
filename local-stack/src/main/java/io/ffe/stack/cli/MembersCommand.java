package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Terminal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "members",
        description = {
            "Show what everybody who votes has achieved: strategies, models, and the decisions of each tier.",
            "Brier score and skill against who knows base rates only, mean return beside buying and holding."
        },
        footer = {
            "",
            "Of the run that is up. Each decision is scored when its window is over, four hours after it on 15m.",
        })
final class MembersCommand implements Callable<Integer> {

    @Option(names = "--portfolio", paramLabel = "ID", description = "Default: ${DEFAULT-VALUE}.")
    String portfolio = "main";

    @Option(names = "--calibration", description = "How often each was right by tenths of its confidence as well.")
    boolean calibration;

    @Option(names = "--json", description = "The answer of decision-service, for programs.")
    boolean json;

    @Mixin
    TargetOptions where = new TargetOptions();

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        TargetOptions.Target target = where.target(home, Role.VIEWER, "ffe-members", Service.DECISION);
        String url = target.url(Service.DECISION);
        try (ServiceClient client = new ServiceClient(target.token())) {
            String members = url + "/api/v1/members?portfolio=" + URLEncoder.encode(portfolio, StandardCharsets.UTF_8);
            JsonNode answer = client.json(members).orElse(null);
            if (answer == null) {
                throw client.json(url + "/api/v1/decisions?limit=1").isPresent()
                        ? Problem.failure("portfolio is '" + portfolio
                                + "', expected one that decision-service decides for (ffe.decision.portfolios)")
                        : Problem.failure("decision-service at " + url + " does not answer: ./ffe status says why");
            }
            if (json) {
                terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
            } else {
                terminal.lines(MembersView.lines(answer, calibration, terminal));
            }
            return 0;
        }
    }
}
