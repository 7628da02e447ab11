package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.models.ModelCheck;
import io.ffe.stack.models.ModelReport;
import io.ffe.stack.models.ModelSettings;
import io.ffe.stack.models.OllamaClient;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import io.ffe.stack.view.Terminal;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "doctor",
        description = "Look at what FFE depends on and say what to do.",
        subcommands = DoctorCommand.Models.class)
final class DoctorCommand implements Callable<Integer> {

    /** Set by picocli before the call. */
    @Spec
    CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say what to look at: models");
    }

    @Command(
            name = "models",
            description = {
                "Ask the configured Ollama: reachable, version, each model with its digest, and what to do.",
                "Configured is what decision-service of the run that is up says, else what is in the environment",
                "(FFE_DECISION_LLM_BASE_URL, _MODEL, _FALLBACK_MODEL, ...), else decision-service's defaults."
            },
            footer = {
                "",
                "Examples:",
                "  ./ffe doctor models                                      what is configured",
                "  ./ffe doctor models --trial                              each model answers once",
                "  ./ffe doctor models --base-url http://gpu-box:11434      another server",
                "",
                "Exit status: 0 when every configured model can be asked, 1 when not, 2 on misuse."
            })
    static final class Models implements Callable<Integer> {

        @Option(names = "--base-url", paramLabel = "URL", description = "Ask this server instead.")
        @Nullable
        String baseUrl;

        @Option(
                names = "--trial",
                description = "Let each model answer a short question; the first answer loads the model, which takes.")
        boolean trial;

        @Option(names = "--json", description = "The report, for programs.")
        boolean json;

        private final Home home = Home.locate();
        private final Terminal terminal = Terminal.system();

        @Override
        public Integer call() throws InterruptedException, JsonProcessingException {
            ModelSettings settings = DoctorCommand.settings(home);
            if (baseUrl != null) {
                settings = settings.at(ModelSettings.address("--base-url", baseUrl));
            }
            try (OllamaClient client = new OllamaClient()) {
                ModelReport report = new ModelCheck(client, trial).run(settings);
                if (json) {
                    terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
                } else {
                    terminal.lines(ModelsView.lines(report, terminal));
                }
                return report.healthy() ? 0 : Problem.Kind.FAILURE.exitCode();
            }
        }
    }

    /** What decision-service of the run that is up says of its models, else what the environment says. */
    static ModelSettings settings(Home home) throws InterruptedException {
        Optional<String> url = CurrentRun.read(home)
                .flatMap(run -> run.service(Service.DECISION.module()))
                .map(CurrentRun.Part::url);
        if (url.isPresent()) {
            Tokens tokens = new Tokens(SigningKeys.in(home.keys()).privateKey(), Clock.systemUTC());
            String token = tokens.issue(Role.VIEWER, "ffe-doctor", Duration.ofMinutes(5));
            try (ServiceClient client = new ServiceClient(() -> token)) {
                Optional<JsonNode> ready = client.json(url.get() + Service.READY);
                if (ready.isPresent()) {
                    for (JsonNode check : ready.get().path("checks")) {
                        if (check.path("name").asText().equals("llm")) {
                            return ModelSettings.of(check.path("data"));
                        }
                    }
                }
            }
        }
        return ModelSettings.of(System.getenv());
    }
}
