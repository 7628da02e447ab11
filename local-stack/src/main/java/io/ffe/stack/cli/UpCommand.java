package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.backup.Builds;
import io.ffe.stack.infra.InfrastructureChoice;
import io.ffe.stack.process.Ports;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Instances;
import io.ffe.stack.run.KilledRunners;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.Runs;
import io.ffe.stack.run.StateFolder;
import io.ffe.stack.run.UpLock;
import io.ffe.stack.view.Terminal;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "up",
        description = "Start everything and run a market: the synthetic one, recorded files, or live prices.",
        footer = {
            "",
            "Examples:",
            "  ./ffe up                                   synthetic market, four symbols, 120 times real time",
            "  ./ffe up --new --seed 7 --symbols BTCUSDT  another one",
            "  ./ffe up --replay BTCUSDT=btc.csv.gz,ETHUSDT=eth.csv.gz \\",
            "           --from 2024-08-04 --to 2024-08-06 --until-end",
            "  ./ffe up --feed coinbase --symbols BTCUSD  live public prices, paper money, no key",
            "  ./ffe up --instances decision=2,risk=2     two of each beside each other; one dies, the other goes on",
            "  ./ffe up --run replay-20240806-101500-0a1b a replay that is over, for ./ffe decision and the like",
            "",
            "Stop with Ctrl-C, or ./ffe down from elsewhere. Everything is kept in .ffe/runs/RUN.",
            "FFE_INFRA=embedded|containers|external chooses where Kafka and PostgreSQL come from."
        })
final class UpCommand implements Callable<Integer> {

    @Mixin
    FeedArguments feed = new FeedArguments();

    @Option(
            names = "--until-end",
            description =
                    "Stop when the replay has ended: print its summary and exit 0, or 1 when it stalled or failed.")
    boolean untilEnd;

    @Option(
            names = "--new",
            description = "Start another run instead of continuing the newest unfinished one of this market.")
    boolean fresh;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description =
                    "Start this run again, with its own market: one that has ended to be asked about what it did, one"
                            + " that was stopped to go on. ./ffe runs lists them.")
    @Nullable
    String run;

    @Option(names = "--no-build", description = "Run what was built before, whatever the sources say.")
    boolean noBuild;

    @Option(
            names = "--port",
            paramLabel = "NAME=PORT",
            description = "Use exactly this port, as --port risk-service=9001 or --port kafka=9092; repeatable.")
    Map<String, Integer> ports = new HashMap<>();

    @Option(
            names = "--instances",
            split = ",",
            paramLabel = "NAME=N",
            description =
                    "Run so many of a service beside each other, as decision=2,risk=2; of market-data with live prices."
                            + " They share its work, and take over what a dead one had. The second is NAME-service-2.")
    Map<String, Integer> instances = new LinkedHashMap<>();

    private final Home home = Home.locate();
    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() throws InterruptedException {
        FeedOptions asked = feed.options();
        if (run != null && (fresh || feed.isGiven())) {
            throw Problem.usage("--run " + run + " has its own market: leave out --new and what says another");
        }
        RunFolder named = run == null ? null : RunningStack.kept(home, run);
        Instances many = Instances.of(
                instances, named == null ? asked : named.record().orElseThrow().feed());
        Components.check(ports, many);
        List<String> misspelt = MisspeltSettings.in(System.getenv().keySet());
        if (!misspelt.isEmpty()) {
            throw Problem.usage(String.join("\n", misspelt));
        }
        refuseIssuer(System.getenv());
        InfrastructureChoice choice = InfrastructureChoice.forRun(System.getenv());
        StateFolder.prepare(home.state());
        Terminal terminal = Terminal.system();
        try (UpLock lock = UpLock.take(home.lockFile())) {
            new Builds(home, clock).checkWhole();
            UpView view = new UpView(terminal);
            KilledRunners.clearUp(home, view);
            new Ports(ports).checkAsked();
            FeedRehearsal.of(home, asked, System.getenv(), terminal);
            boolean restart = fresh || choice.kind() != InfrastructureChoice.Kind.EMBEDDED;
            Runs.Chosen chosen = named == null
                    ? Runs.choose(home.runs(), asked, feed.namesMarket(), restart, clock)
                    : Runs.again(named, untilEnd);
            RunFolder folder = chosen.folder();
            lock.say(new UpLock.Holder(ProcessHandle.current().pid(), folder.id(), clock.instant(), UpLock.Work.UP));
            view.opening(folder, chosen.feed(), chosen.continued(), choice);
            UpSession session =
                    new UpSession(home, folder, chosen.feed(), many, choice, ports, untilEnd, view, clock, lock::close);
            return session.run();
        }
    }

    /** A run is followed and ended by tokens of its own key, which services with an issuer take from no person. */
    static void refuseIssuer(Map<String, String> environment) {
        String issuer = environment.getOrDefault("FFE_OIDC_ISSUER", "");
        if (!issuer.isBlank()) {
            throw Problem.usage("FFE_OIDC_ISSUER is '" + issuer
                    + "', expected none: ./ffe up and the commands beside it sign their tokens themselves, and services with an"
                    + " issuer refuse those. Unset it here; docs/security.md says where an issuer belongs");
        }
    }
}
