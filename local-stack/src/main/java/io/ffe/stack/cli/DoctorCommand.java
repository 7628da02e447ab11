package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.doctor.Checkup;
import io.ffe.stack.doctor.Doctor;
import io.ffe.stack.models.ModelCheck;
import io.ffe.stack.models.ModelReport;
import io.ffe.stack.models.ModelSettings;
import io.ffe.stack.models.OllamaClient;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Instances;
import io.ffe.stack.run.PlannedStart;
import io.ffe.stack.run.Service;
import io.ffe.stack.view.Terminal;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = {
            "Look at all that FFE depends on here and name everything that is wrong at once, each with what to do: JDK, disk,",
            "memory, ports, configuration of every service, credentials and their files, models, and of a stack that is up",
            "topics, consumer groups, databases and clocks. Nothing is started or changed."
        },
        footer = {
            "",
            "Examples:",
            "  ./ffe doctor                              before the first ./ffe up, or while one is up",
            "  ./ffe doctor --feed oanda                 as ./ffe up --feed oanda would be started",
            "  ./ffe doctor --online                     asks the venue too: credentials, account, its clock",
            "  ./ffe doctor models --trial               each language model answers once",
            "",
            "Exit status: 0 when nothing is wrong (what is doubtful aside), 1 when something is, 2 on misuse."
        },
        subcommands = DoctorCommand.Models.class)
final class DoctorCommand implements Callable<Integer> {

    @Option(names = "--online", description = "Ask the venue as well: whether it takes the credentials, and the time.")
    boolean online;

    @Option(
            names = "--feed",
            paramLabel = "KIND",
            description = "Look at what live prices of this provider need: coinbase, oanda, alphavantage.")
    @Nullable
    String feed;

    @Option(
            names = "--port",
            paramLabel = "NAME=PORT",
            description = "A port that ./ffe up will be asked for; repeatable.")
    Map<String, Integer> ports = new HashMap<>();

    @Option(names = "--json", description = "The report, for programs.")
    boolean json;

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        Components.check(ports, Instances.ONE_EACH);
        Map<String, String> environment = new HashMap<>(System.getenv());
        FeedOptions.Kind market = FeedOptions.Kind.SYNTHETIC;
        if (feed != null) {
            LiveMarket live = LiveMarket.named(feed)
                    .orElseThrow(
                            () -> Problem.usage("--feed is '" + feed + "', expected one of " + LiveMarket.names()));
            market = FeedOptions.Kind.LIVE;
            live.environment().forEach(environment::putIfAbsent);
        }
        Doctor.Report report = new Checkup(
                        home,
                        CurrentRun.read(home).orElse(null),
                        environment,
                        market,
                        ports,
                        PlannedStart.runMegabytes(),
                        () -> settingsOf(home),
                        Clock.systemUTC(),
                        online)
                .look();
        if (json) {
            terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
        } else {
            terminal.lines(DoctorView.lines(report, terminal));
        }
        return report.healthy() ? 0 : Problem.Kind.FAILURE.exitCode();
    }

    private static ModelSettings settingsOf(Home home) {
        try {
            return settings(home);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return ModelSettings.of(System.getenv());
        }
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

        @Mixin
        TargetOptions where = new TargetOptions();

        private final Home home = Home.locate();
        private final Terminal terminal = Terminal.system();

        @Override
        public Integer call() throws InterruptedException, JsonProcessingException {
            ModelSettings settings = where.remote()
                    ? DoctorCommand.settings(Optional.of(where.forHealth().url(Service.DECISION)))
                    : DoctorCommand.settings(home);
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
        return settings(CurrentRun.read(home)
                .flatMap(run -> run.service(Service.DECISION.module()))
                .map(CurrentRun.Part::url));
    }

    private static ModelSettings settings(Optional<String> url) throws InterruptedException {
        if (url.isPresent()) {
            try (ServiceClient client = new ServiceClient(() -> "none")) {
                Optional<JsonNode> ready = client.open(url.get() + Service.READY);
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
