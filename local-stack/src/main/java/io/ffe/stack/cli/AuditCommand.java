package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.audit.Audit;
import io.ffe.stack.audit.AuditReport;
import io.ffe.stack.audit.AuditSources;
import io.ffe.stack.audit.Auditor;
import io.ffe.stack.audit.EnvironmentSources;
import io.ffe.stack.audit.StateHash;
import io.ffe.stack.audit.rule.Identity;
import io.ffe.stack.audit.rule.Motion;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.RunRecord;
import io.ffe.stack.run.Service;
import io.ffe.stack.run.UpLock;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import io.ffe.stack.view.Terminal;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "audit",
        description = {
            "Check that topics, databases and the venue's journal fit together: nothing lost, nothing doubled.",
            "Of the run that is up; otherwise of RUN or the newest, whose Kafka and PostgreSQL are started for it."
        },
        footer = {
            "",
            "Examples:",
            "  ./ffe audit                                     the run that is up, or the newest",
            "  ./ffe audit replay-20240806-101500-0a1b --json  a finished one, for programs",
            "  ./ffe audit --chain                             only the record of decisions",
            "  ./ffe audit --every 60s --metrics-port 18087    again and again, with metrics at /q/metrics",
            "",
            "What is younger than 30 s, or not acknowledged by its reader, counts as in flight while prices come in.",
            "Exit status: 0 when nothing is wrong, 1 on a violation or when a source does not answer, 2 on misuse."
        })
final class AuditCommand implements Callable<Integer> {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h)");

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "A run's name, as in .ffe/runs.")
    @Nullable
    String run;

    @Option(names = "--json", description = "The report, for programs.")
    boolean json;

    @Option(
            names = "--chain",
            description =
                    "Only whether the record of decisions is whole: chain, snapshots, models' requests and answers.")
    boolean chain;

    @Option(
            names = "--every",
            paramLabel = "TIME",
            description = "Go on auditing the run that is up, with this pause between two passes: 60s, 5m.")
    @Nullable
    String every;

    @Option(names = "--metrics-port", paramLabel = "PORT", description = "Where to serve metrics with --every; 18087.")
    @Nullable
    Integer metricsPort;

    @Option(
            names = "--metrics-host",
            paramLabel = "ADDRESS",
            description = "On which address to serve them; 127.0.0.1.")
    @Nullable
    String metricsHost;

    private static final int DEFAULT_PORT = 18087;

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();
    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws InterruptedException, JsonProcessingException {
        Duration pause = pause();
        Optional<AuditSources> named = EnvironmentSources.in(System.getenv());
        if (pause != null) {
            goOn(named.orElseGet(() -> AuditSources.of(live())), pause);
            return 0;
        }
        AuditReport report = named.isPresent()
                ? audit(named.get(), Motion.MOVING)
                : CurrentRun.read(home).isPresent() ? ofLive(live()) : ofStored();
        if (json) {
            terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
        } else {
            terminal.lines(AuditView.lines(report, terminal));
        }
        return report.clean() ? 0 : Problem.Kind.FAILURE.exitCode();
    }

    private @Nullable Duration pause() {
        if (every == null) {
            if (metricsPort != null || metricsHost != null) {
                throw Problem.usage(
                        "--metrics-port and --metrics-host go with --every: a single audit serves no metrics");
            }
            return null;
        }
        if (metricsPort != null && (metricsPort < 1 || metricsPort > Components.HIGHEST_PORT)) {
            throw Problem.usage(
                    "--metrics-port is " + metricsPort + ", expected a port from 1 to " + Components.HIGHEST_PORT);
        }
        Matcher time = DURATION.matcher(every);
        if (!time.matches() || Long.parseLong(time.group(1)) == 0) {
            throw Problem.usage("--every is '" + every + "', expected a time above zero as in 60s, 5m or 1h");
        }
        if (json) {
            throw Problem.usage("--json is for a single audit: with --every, read the metrics");
        }
        if (chain) {
            throw Problem.usage("--chain is for a single audit: with --every, every identity is checked");
        }
        long number = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** @throws Problem when another run is asked for than the one that is up */
    private CurrentRun live() {
        CurrentRun current = RunningStack.required(home);
        if (run != null && !run.equals(current.runId())) {
            throw Problem.usage("run " + current.runId() + " is up: stop it with ./ffe down before auditing " + run);
        }
        return current;
    }

    private void goOn(AuditSources sources, Duration pause) throws InterruptedException {
        String host = metricsHost == null ? "127.0.0.1" : metricsHost;
        int port = metricsPort == null ? DEFAULT_PORT : metricsPort;
        try (Auditor auditor = new Auditor(sources, pause, host, port)) {
            terminal.line("Auditing " + sources.runId() + " every " + every + ", metrics at http://" + host + ":" + port
                    + "/q/metrics; stop with Ctrl-C");
            auditor.run(
                    report -> {
                        terminal.line(report.at() + " " + AuditView.inShort(report, terminal) + ", " + report.inFlight()
                                + " in flight");
                        report.violations().forEach(violation -> terminal.line("  " + violation));
                    },
                    trouble -> terminal.line(clock.instant() + " not audited: " + trouble));
        }
    }

    /** Strictly once its replay has ended. */
    private AuditReport ofLive(CurrentRun current) throws InterruptedException {
        Tokens tokens = new Tokens(SigningKeys.in(home.keys()).privateKey(), clock);
        String token = tokens.issue(Role.VIEWER, "ffe-audit", Duration.ofMinutes(5));
        Optional<String> url = current.service(Service.MARKET_DATA.module()).map(CurrentRun.Part::url);
        boolean ended;
        try (ServiceClient client = new ServiceClient(() -> token)) {
            ended = url.isPresent()
                    && client.replay(url.get())
                            .filter(replay -> replay.state().equals("FINISHED"))
                            .isPresent();
        }
        AuditSources sources = AuditSources.of(current);
        if (ended && !chain) {
            AuditReport report = Audit.of(sources).run();
            tellState(report, sources);
            return report;
        }
        return audit(sources, ended ? Motion.QUIET : Motion.MOVING);
    }

    private AuditReport audit(AuditSources sources, Motion motion) throws InterruptedException {
        Audit audit = Audit.of(sources);
        return chain ? audit.runChain(motion) : audit.run(motion);
    }

    /** By it a run can be compared with another one on the same prices; of a run that moves it would say nothing. */
    private void tellState(AuditReport report, AuditSources sources) {
        // Where no event was ever published, no service has made its tables either.
        boolean anything = report.checks().get(Identity.EVENT_IDS.ordinal()).checked() > 0;
        if (!json && anything) {
            terminal.line("State hash " + StateHash.read(sources).hash());
        }
    }

    private AuditReport ofStored() throws InterruptedException {
        RunFolder folder = RunningStack.kept(home, run);
        if (!json) {
            terminal.line("Nothing is up: starting Kafka and PostgreSQL of " + folder.id());
        }
        return RunningStack.withStored(home, folder, clock, UpLock.Work.AUDIT, storage -> {
            boolean finished = folder.record()
                    .filter(record -> record.state() == RunRecord.State.FINISHED)
                    .isPresent();
            AuditSources sources = AuditSources.of(folder, storage.bootstrapServers(), storage.postgres());
            AuditReport report = audit(sources, finished ? Motion.QUIET : Motion.MOVING);
            if (finished && !chain) {
                tellState(report, sources);
            }
            return report;
        });
    }
}
