package io.ffe.bench;

import io.ffe.stack.Problem;
import io.ffe.stack.run.Home;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./ffe bench}. */
@Command(
        name = "./ffe bench",
        mixinStandardHelpOptions = true,
        description =
                "Measures FFE's hot path beside its peers, interleaved on one broker, and says which floors are met.",
        footer = {
            "",
            "Benchmarks: tick-stage, ring-and-bars, snapshot-latency, staleness-check, ladder-budget, sustained, start;",
            "all of them by default.",
            "A whole run writes docs/verification/benchmarks.md and .json, any run benchmarks/target/benchmarks.*",
            "",
            "Examples:",
            "  ./ffe bench                                            all, some twenty minutes",
            "  ./ffe bench ring-and-bars --seconds 1                  one, quickly",
            "  ./ffe bench sustained --rates 50000 --hold PT10M       one rate, for ten minutes",
            "",
            "Ratios mean something when nobody else uses the machine: the report says how much others did."
        })
public final class Bench implements Callable<Integer> {

    private static final List<Benchmark> ALL = List.of(
            new StalenessCheck(),
            new RingAndBars(),
            new TickStage(),
            new SnapshotLatency(),
            new LadderBudget(),
            new SustainedLoad(),
            new StartAndMemory());

    @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which ones.")
    List<String> names = new ArrayList<>();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "5",
            description = "Length of a round, roughly; default 5.")
    double seconds = 5;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Rounds of each, interleaved; default 7.")
    int rounds = 7;

    @Option(
            names = "--rates",
            split = ",",
            paramLabel = "N,N",
            defaultValue = "25000,50000,75000,100000,150000",
            description =
                    "Ticks a second for sustained, rising; it stops at the first that is not. Default ${DEFAULT-VALUE}.")
    List<Integer> rates = List.of(50_000);

    @Option(
            names = "--hold",
            paramLabel = "PT1M",
            defaultValue = "PT30S",
            description = "How long each of these rates is held; default ${DEFAULT-VALUE}.")
    Duration hold = Duration.ofSeconds(30);

    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench())
                .setExecutionExceptionHandler(Bench::failed)
                .execute(arguments));
    }

    private static int failed(Exception failure, CommandLine line, CommandLine.ParseResult parsed) {
        if (failure instanceof Problem problem) {
            line.getErr().println("ffe: " + problem.getMessage());
            return problem.kind().exitCode();
        }
        failure.printStackTrace(line.getErr());
        return Problem.Kind.FAILURE.exitCode();
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<Benchmark> chosen = chosen();
        Effort effort = new Effort(seconds, rounds, rates, hold);
        Report report = Report.begin(Clock.systemUTC(), commandLine());
        for (Benchmark benchmark : chosen) {
            out.println(benchmark.name() + ": " + benchmark.about());
            report.add(benchmark.run(effort, line -> out.println("  " + line)));
        }
        report.end();
        out.println();
        out.print(report.table());
        report.write(Home.locate().root().resolve("benchmarks/target"));
        if (names.isEmpty()) {
            report.write(Home.locate().root().resolve("docs/verification"));
            out.println("Written to docs/verification/benchmarks.md and .json");
        }
        return report.missed() ? Problem.Kind.FAILURE.exitCode() : 0;
    }

    private List<Benchmark> chosen() {
        String known = ALL.stream().map(Benchmark::name).collect(Collectors.joining(", "));
        if (seconds <= 0 || rounds < 1 || rates.isEmpty() || hold.isNegative() || hold.isZero()) {
            throw Problem.usage("--seconds is " + seconds + ", --rounds " + rounds + ", --rates " + rates + ", --hold "
                    + hold + ", expected all above zero");
        }
        for (String name : names) {
            if (ALL.stream().noneMatch(benchmark -> benchmark.name().equals(name))) {
                throw Problem.usage("no benchmark '" + name + "', expected one of " + known);
            }
        }
        return ALL.stream()
                .filter(benchmark -> names.isEmpty() || names.contains(benchmark.name()))
                .toList();
    }

    private String commandLine() {
        return "./ffe bench" + names.stream().map(name -> " " + name).collect(Collectors.joining()) + " --seconds "
                + Spread.number(seconds) + " --rounds " + rounds + " --rates "
                + rates.stream().map(String::valueOf).collect(Collectors.joining(",")) + " --hold " + hold;
    }
}
