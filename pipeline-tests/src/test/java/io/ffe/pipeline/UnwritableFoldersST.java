package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.schema.disk.SmallDisk;
import io.ffe.stack.Ffe;
import io.ffe.stack.Problem;
import io.ffe.stack.broker.BrokerMain;
import io.ffe.stack.infra.InfrastructureChoice;
import io.ffe.stack.process.Ports;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Instances;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.Service;
import io.ffe.stack.run.Stack;
import io.ffe.stack.run.Starts;
import io.ffe.stack.run.Supervision;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A process whose folder is read-only or full does not start, says which folder and what to do, and leaves nothing half-made. */
class UnwritableFoldersST {

    private static final int MEGABYTES = 8;
    private static final long ENDS_WITHIN_SECONDS = 60;

    /** What is wrong with the folder. */
    enum Fault {
        READ_ONLY {
            @Override
            void befall(SmallDisk disk) throws IOException {
                disk.makeReadOnly();
            }
        },
        FULL {
            @Override
            void befall(SmallDisk disk) {
                disk.fill();
            }
        };

        abstract void befall(SmallDisk disk) throws IOException;
    }

    private record Ended(int exit, String output) {}

    @TempDir
    Path folder;

    @BeforeEach
    void whereMountingIsAllowed() {
        assumeTrue(SmallDisk.possible(), "a small disk of its own needs the right to mount");
    }

    @ParameterizedTest
    @CsvSource({
        "kafka, READ_ONLY",
        "kafka, FULL",
        "postgres, READ_ONLY",
        "postgres, FULL",
        "venue, READ_ONLY",
        "venue, FULL",
        "logs, READ_ONLY",
        "logs, FULL"
    })
    void the_runner_starts_nothing_over_a_folder_that_cannot_be_written(String name, Fault fault) throws Exception {
        Path run = folder.resolve("runs/run");
        try (SmallDisk disk = SmallDisk.at(run.resolve(name), MEGABYTES)) {
            fault.befall(disk);
            Stack stack = new Stack(
                    new Home(Home.locate().root(), folder),
                    new RunFolder(run),
                    new FeedOptions(
                            FeedOptions.Kind.SYNTHETIC, List.of(), List.of(), List.of(), null, null, null, null, null),
                    Instances.ONE_EACH,
                    InfrastructureChoice.forTests(Map.of("FFE_INFRA", "embedded")),
                    Map.of(),
                    event -> {},
                    Clock.systemUTC(),
                    Supervision.usual(Starts.PLAIN));

            try {
                assertThatThrownBy(stack::startBase)
                        .isInstanceOf(Problem.class)
                        .hasMessageContaining(disk.folder().toString())
                        .hasMessageContaining("make room")
                        .hasMessageContaining("FFE_DIR");
            } finally {
                stack.stop();
            }
            assertThat(disk.content()).isEmpty();
            assertThat(folder.resolve("pids"))
                    .satisfiesAnyOf(
                            pids -> assertThat(pids).doesNotExist(),
                            pids -> assertThat(pids).isEmptyDirectory());
        }
    }

    @ParameterizedTest
    @EnumSource
    void ffe_up_ends_with_1_and_names_its_folder(Fault fault) throws Exception {
        try (SmallDisk disk = SmallDisk.at(folder.resolve("state"), MEGABYTES)) {
            fault.befall(disk);

            Ended up = run(
                    Map.of("FFE_DIR", disk.folder().toString()),
                    List.of(
                            "-Dffe.home=" + Home.locate().root(),
                            "-cp",
                            Home.locate().stackJar().toString(),
                            Ffe.class.getName(),
                            "up",
                            "--no-build"));

            assertThat(up.exit()).as(up.output()).isEqualTo(1);
            assertThat(up.output()).contains(disk.folder().toString(), "make room", "FFE_DIR");
            assertThat(disk.content()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_broker_ends_with_1_and_names_its_folder(Fault fault) throws Exception {
        try (SmallDisk disk = SmallDisk.at(folder.resolve("kafka"), MEGABYTES)) {
            fault.befall(disk);

            Ended broker = run(
                    Map.of(),
                    List.of(
                            "-cp",
                            Home.locate().stackJar().toString(),
                            BrokerMain.class.getName(),
                            disk.folder().toString(),
                            String.valueOf(Ports.anyFree()),
                            String.valueOf(Ports.anyFree())));

            assertThat(broker.exit()).as(broker.output()).isEqualTo(1);
            assertThat(broker.output()).contains(disk.folder().toString(), "make room");
            assertThat(disk.content()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void the_paper_venue_ends_with_1_and_names_its_journal(Fault fault) throws Exception {
        try (SmallDisk disk = SmallDisk.at(folder.resolve("venue"), MEGABYTES)) {
            fault.befall(disk);
            Path journal = disk.folder().resolve("journal.jsonl");

            Ended venue = run(
                    Map.of(
                            "FFE_RUN_ID", "unwritable",
                            "FFE_RUN_ORIGIN", "replay",
                            "FFE_PAPER_VENUE_JOURNAL", journal.toString(),
                            "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                            "QUARKUS_HTTP_PORT", String.valueOf(Ports.anyFree())),
                    List.of(
                            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                            "-jar",
                            Home.locate()
                                    .serviceJar(Service.PAPER_VENUE.module())
                                    .toString()));

            assertThat(venue.exit()).as(venue.output()).isEqualTo(1);
            assertThat(venue.output()).contains(journal.toString(), "make room");
            // A lock and an empty file are no journal: the next start begins with them.
            assertThat(disk.content()).allSatisfy(file -> assertThat(file).isEmptyFile());
        }
    }

    private Ended run(Map<String, String> environment, List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:TieredStopAtLevel=1"));
        command.addAll(arguments);
        Path output = folder.resolve("output.txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(ENDS_WITHIN_SECONDS, TimeUnit.SECONDS))
                    .as("ended within %d s", ENDS_WITHIN_SECONDS)
                    .isTrue();
            return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
