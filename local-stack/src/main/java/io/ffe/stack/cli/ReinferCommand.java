package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.models.ModelSettings;
import io.ffe.stack.models.OllamaClient;
import io.ffe.stack.read.DecisionClient;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Terminal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "reinfer",
        description = {
            "Ask a model again what a decision asked it, with the same bytes, and say how often it answers the same.",
            "Goes to the model directly and writes nothing anywhere: no decision comes of it."
        },
        footer = {
            "",
            "It takes the model's time: where decisions are being made, name another server with --base-url.",
            "",
            "Examples:",
            "  ./ffe reinfer 2f1c9e0a-3d55-8b0e-9f3a-6f0d1c2b3a4d -n 10",
            "  ./ffe reinfer 2f1c9e0a-3d55-8b0e-9f3a-6f0d1c2b3a4d --base-url http://gpu-box:11434",
            "",
            "Exit status: 0 when every question was answered, 1 when not, 2 on misuse."
        })
final class ReinferCommand implements Callable<Integer> {

    private static final int MOST = 1000;

    @Parameters(paramLabel = "ID", description = "A decision's id.")
    String id = "";

    @Option(names = "-n", paramLabel = "N", description = "How often, 1 to 1000; ${DEFAULT-VALUE}.")
    int times = 5;

    @Option(names = "--tier", paramLabel = "T", description = "LLM_PRIMARY or LLM_FALLBACK; the last that was asked.")
    @Nullable
    String tier;

    @Option(
            names = "--seat",
            paramLabel = "S",
            description = "Of a debate BULL, BEAR or JUDGE; the last that was asked.")
    @Nullable
    String seat;

    @Option(names = "--base-url", paramLabel = "URL", description = "Ask this server.")
    @Nullable
    String baseUrl;

    @Option(names = "--json", description = "The report, for programs.")
    boolean json;

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        DecisionService.checkId(id);
        if (times < 1 || times > MOST) {
            throw Problem.usage("-n is " + times + ", expected 1 to " + MOST);
        }
        URI named = baseUrl == null ? null : ModelSettings.address("--base-url", baseUrl);
        TargetOptions.Target target = new TargetOptions().target(home, Role.VIEWER, "ffe-reinfer", Service.DECISION);
        try (DecisionClient client = target.decisions();
                OllamaClient models = new OllamaClient()) {
            JsonNode record = client.one(id).orElseThrow(() -> DecisionService.unknown(id, target));
            JsonNode call = chosen(record);
            String rung = call.path("tier").asText();
            URI url = named == null ? address(target, rung) : named;
            byte[] request = call.path("request").asText().getBytes(StandardCharsets.UTF_8);
            List<Reinference.Try> tries = new ArrayList<>();
            for (int asked = 0; asked < times; asked++) {
                terminal.progress(
                        "asking " + call.path("model").asText() + " at " + url + ": " + asked + " of " + times);
                OllamaClient.Raw raw = models.chat(url, request);
                tries.add(Reinference.Try.of(raw, judged(client, call, raw)));
            }
            Reinference report = Reinference.of(id, url.toString(), call, tries);
            if (json) {
                terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
            } else {
                terminal.lines(report.lines(terminal));
            }
            return report.answered() == times ? 0 : Problem.Kind.FAILURE.exitCode();
        }
    }

    private @Nullable JsonNode judged(DecisionClient client, JsonNode call, OllamaClient.Raw raw)
            throws InterruptedException {
        byte[] body = raw.body();
        return body == null
                ? null
                : client.judge(
                                id,
                                call.path("tier").asText(),
                                call.path("seat").asText(),
                                raw.status(),
                                raw.contentType(),
                                body)
                        .orElseThrow(() -> Problem.failure("decision '" + id + "' is gone"));
    }

    private JsonNode chosen(JsonNode record) {
        String wanted = DecisionsCommand.oneOf("--tier", tier, TierStep.Tier.values());
        JsonNode chosen = null;
        List<String> asked = new ArrayList<>();
        for (JsonNode call : record.path("modelCalls")) {
            if (call.path("request").isTextual()) {
                asked.add(call.path("tier").asText() + " " + call.path("seat").asText());
                if ((wanted == null || wanted.equals(call.path("tier").asText()))
                        && (seat == null || seat.equals(call.path("seat").asText()))) {
                    chosen = call;
                }
            }
        }
        if (chosen == null) {
            throw asked.isEmpty()
                    ? Problem.failure(
                            "no model was asked on the way to decision '" + id + "': there is nothing to ask again")
                    : Problem.usage((tier == null ? "" : "--tier is '" + tier + "', ")
                            + (seat == null ? "" : "--seat is '" + seat + "', ")
                            + "expected one on which a model was asked: " + asked);
        }
        return chosen;
    }

    private URI address(TargetOptions.Target target, String rung) throws InterruptedException {
        String name = rung.equals("LLM_FALLBACK") ? "fallback" : "primary";
        return DoctorCommand.settings(home).rungs().stream()
                .filter(each -> each.name().equals(name))
                .map(ModelSettings.Rung::url)
                .filter(url -> url != null)
                .findFirst()
                .orElseThrow(() -> Problem.failure(target.endpoints().name()
                        + " has no server for its models any more: name one with --base-url http://127.0.0.1:11434"));
    }
}
