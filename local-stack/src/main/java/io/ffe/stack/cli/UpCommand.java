package io.ffe.stack.cli;

import io.ffe.stack.infra.InfrastructureChoice;
import io.ffe.stack.process.Leftovers;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Instances;
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
        Instances many = Instances.of(instances, asked);
        Components.check(ports.keySet(), many);
        InfrastructureChoice choice = InfrastructureChoice.forRun(System.getenv());
        StateFolder.prepare(home.state());
        Terminal terminal = Terminal.system();
        try (UpLock lock = UpLock.take(home.lockFile())) {
            UpView view = new UpView(terminal);
            Leftovers.stop(home.pids(), List.of("kafka", "postgres"), view);
            boolean restart = fresh || choice.kind() != InfrastructureChoice.Kind.EMBEDDED;
            Runs.Chosen run = Runs.choose(home.runs(), asked, feed.namesMarket(), restart, clock);
            RunFolder folder = run.folder();
            lock.say(new UpLock.Holder(ProcessHandle.current().pid(), folder.id(), clock.instant()));
            view.opening(folder, run.feed(), run.continued(), choice);
            UpSession session =
                    new UpSession(home, folder, run.feed(), many, choice, ports, untilEnd, view, clock, lock::close);
            return session.run();
        }
    }
}
