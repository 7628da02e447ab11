package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stands here for its help. The script carries it out, because the build replaces the jar that this runs from. */
@Command(
        name = "test",
        description = "Run everything that CI runs: ./mvnw verify, with a line for each module.",
        footer = {
            "",
            "Examples:",
            "  ./ffe test                      all modules, half an hour on two slow cores",
            "  ./ffe test --full               whole replays and hundreds of kills as well: some hours",
            "  ./ffe test -pl risk-service     anything that ./mvnw verify takes",
            "",
            "At its end it says which of the two it was, and how long it took.",
            "FFE_INFRA=embedded|containers|external chooses where Kafka and PostgreSQL come from."
        })
final class TestCommand implements Callable<Integer> {

    @Option(
            names = "--full",
            description = "The long versions too: whole replays, hundreds of kills; results go to docs/verification.")
    boolean full;

    @Parameters(paramLabel = "MAVEN-ARGUMENT", description = "Passed on to ./mvnw verify.")
    List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw Problem.usage("test is carried out by the script: ./ffe test");
    }
}
