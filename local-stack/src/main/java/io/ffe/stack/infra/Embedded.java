package io.ffe.stack.infra;

import io.ffe.stack.Problem;
import io.ffe.stack.broker.BrokerMain;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.postgres.PostgresBinaries;
import io.ffe.stack.postgres.PostgresEndpoint;
import io.ffe.stack.postgres.PostgresServer;
import io.ffe.stack.postgres.ServerUser;
import io.ffe.stack.process.Compilers;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.JavaCommand;
import io.ffe.stack.process.LogTail;
import io.ffe.stack.process.Ports;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.process.StopSignal;
import io.ffe.stack.process.SupervisedProcess;
import io.ffe.stack.process.WritableFolder;
import io.ffe.stack.run.Home;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/** A broker and a server as supervised child processes, their data in a folder that is kept. */
public final class Embedded implements Infrastructure {

    public static final String KAFKA = "kafka";
    public static final String POSTGRES = "postgres";

    private static final Duration START_LIMIT = Duration.ofSeconds(90);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private static final long KAFKA_NEEDS_MEGABYTES = 16;
    /** Its log of changes grows by 16 MB at a time. */
    private static final long POSTGRES_NEEDS_MEGABYTES = 32;

    /** More deaths than this before it was ever ready will not be mended by waiting. */
    private static final int DEATHS_AT_START = 2;

    private final Settings settings;
    private final PostgresServer server;
    private final SupervisedProcess kafka;
    private final SupervisedProcess postgres;
    private final Thread onSignal = Thread.ofPlatform().unstarted(this::close);

    /**
     * Where it lives.
     *
     * @param folder gets the data, in {@code kafka} and {@code postgres}
     * @param binaries unpacked programs are kept here
     * @param postgresPassword of the superuser; the same for the life of the folder
     */
    public record Settings(
            Path stackJar,
            Path binaries,
            Path folder,
            Path logs,
            Path pids,
            int kafkaPort,
            int postgresPort,
            String postgresPassword) {

        /** Everything in one folder, on ports that are free now. */
        public static Settings in(Path folder, Home home, String postgresPassword) {
            return new Settings(
                    home.stackJar(),
                    home.binariesCache(),
                    folder,
                    folder.resolve("logs"),
                    folder.resolve("pids"),
                    Ports.anyFree(),
                    Ports.anyFree(),
                    postgresPassword);
        }
    }

    public Embedded(Settings settings, ProcessEvent.Listener listener) {
        this(settings, listener, SupervisedProcess.LONGEST_PAUSE, Compilers.FIRST);
    }

    /**
     * @param longestPause before a process that dies again and again is started once more
     * @param compilers of the broker
     */
    public Embedded(Settings settings, ProcessEvent.Listener listener, Duration longestPause, Compilers compilers) {
        this.settings = settings;
        ServerUser user = ServerUser.detect();
        this.server = new PostgresServer(
                PostgresBinaries.unpackedIn(settings.binaries()),
                user,
                settings.folder().resolve(POSTGRES),
                settings.postgresPassword());
        this.kafka = new SupervisedProcess(kafkaPlan(compilers), listener, longestPause);
        this.postgres = new SupervisedProcess(postgresPlan(), listener, longestPause);
    }

    @Override
    public Endpoints start() throws InterruptedException {
        postgresFolder().check();
        kafka.start();
        server.initialise();
        postgres.start();
        server.awaitReady(settings.postgresPort(), START_LIMIT, () -> listens(postgres, settings.postgresPort()));
        awaitKafka();
        return new Endpoints(bootstrapServers(), server.endpoint(settings.postgresPort()));
    }

    /**
     * Only the broker, for whoever reads the topics of a run that is over.
     *
     * @return its bootstrap servers
     */
    public String startKafka() throws InterruptedException {
        kafka.start();
        awaitKafka();
        return bootstrapServers();
    }

    /** Only the server. */
    public PostgresEndpoint startPostgres() throws InterruptedException {
        postgresFolder().check();
        server.initialise();
        postgres.start();
        server.awaitReady(settings.postgresPort(), START_LIMIT, () -> listens(postgres, settings.postgresPort()));
        return server.endpoint(settings.postgresPort());
    }

    /** Where the two write. */
    public List<WritableFolder> folders() {
        return List.of(kafkaFolder(), postgresFolder());
    }

    private WritableFolder kafkaFolder() {
        return WritableFolder.ofRun(settings.folder().resolve(KAFKA), "Kafka's records", KAFKA_NEEDS_MEGABYTES);
    }

    private WritableFolder postgresFolder() {
        return WritableFolder.ofRun(
                settings.folder().resolve(POSTGRES), "PostgreSQL's databases", POSTGRES_NEEDS_MEGABYTES);
    }

    /** The two processes, Kafka first. */
    public List<SupervisedProcess> processes() {
        return List.of(kafka, postgres);
    }

    /**
     * From now on both are also stopped when a signal ends this program before it has closed them. Not for whoever stops in an order
     * of its own, as {@code up} does.
     *
     * @throws Problem when a signal ends it already
     */
    public void closeOnSignal() {
        try {
            Runtime.getRuntime().addShutdownHook(onSignal);
        } catch (IllegalStateException ending) {
            throw Problem.failure("asked to end: neither Kafka nor PostgreSQL was started", ending);
        }
    }

    /** A second call does nothing. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException signalled) {
            // Then it closes too: whoever comes second waits for the first.
        }
        try {
            kafka.stop(STOP_LIMIT);
            postgres.stop(STOP_LIMIT);
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        }
    }

    private String bootstrapServers() {
        return "127.0.0.1:" + settings.kafkaPort();
    }

    private void awaitKafka() throws InterruptedException {
        Deadline deadline = Deadline.in(START_LIMIT);
        // The admin client backs off further with each refused connection, so it is not the one to wait for the port.
        boolean listens = deadline.await(() -> listens(kafka, settings.kafkaPort()));
        try (Admin admin = TopicCreation.admin(bootstrapServers())) {
            if (!listens || !deadline.await(() -> answers(admin))) {
                throw Problem.failure("Kafka did not answer on port " + settings.kafkaPort() + " within "
                        + START_LIMIT.toSeconds() + " s. The end of " + kafka.log() + ":\n  "
                        + String.join("\n  ", LogTail.readable(kafka.log(), 12)));
            }
        }
    }

    private static boolean listens(SupervisedProcess process, int port) {
        if (process.deaths() > DEATHS_AT_START) {
            throw Problem.failure(
                    process.component() + " dies at its start, " + process.deaths() + " times so far. The end of "
                            + process.log() + ":\n  " + String.join("\n  ", LogTail.readable(process.log(), 12)));
        }
        return process.listensOn(port);
    }

    private static boolean answers(Admin admin) {
        try {
            return !admin.describeCluster().nodes().get(2, TimeUnit.SECONDS).isEmpty();
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private SupervisedProcess.Plan kafkaPlan(Compilers compilers) {
        Path data = settings.folder().resolve(KAFKA);
        List<String> command = JavaCommand.ofStackClass(
                settings.stackJar(),
                KAFKA,
                "256m",
                BrokerMain.class,
                List.of(data.toString(), String.valueOf(settings.kafkaPort()), String.valueOf(Ports.anyFree())));
        // slf4j-simple is configured by system properties only; a later one wins, and all go before the class path.
        List<String> logging = List.of(
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-Dorg.slf4j.simpleLogger.showDateTime=true",
                "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSX",
                "-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info");
        List<String> whole = new ArrayList<>(command);
        whole.addAll(whole.indexOf("-cp"), logging);
        List<String> compiled = compilers.in(whole);
        return new SupervisedProcess.Plan(
                KAFKA,
                () -> compiled,
                Map.of(),
                settings.logs(),
                settings.logs().resolve("kafka.log"),
                settings.pids().resolve("kafka.json"),
                data.toString(),
                StopSignal.TERM,
                kafkaFolder()::check);
    }

    private SupervisedProcess.Plan postgresPlan() {
        return new SupervisedProcess.Plan(
                POSTGRES,
                () -> server.command(settings.postgresPort()),
                Map.of(),
                settings.logs(),
                settings.logs().resolve("postgres.log"),
                settings.pids().resolve("postgres.json"),
                server.data().toString(),
                StopSignal.INT,
                () -> {
                    postgresFolder().check();
                    server.clearStaleLock();
                });
    }
}
