package io.ffe.bench;

import io.ffe.stack.Problem;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.infra.Infrastructure;
import io.ffe.stack.infra.InfrastructureChoice;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.JavaCommand;
import io.ffe.stack.process.Memory;
import io.ffe.stack.process.Ports;
import io.ffe.stack.process.StartCache;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Instances;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.Service;
import io.ffe.stack.run.Stack;
import io.ffe.stack.run.Starts;
import io.ffe.stack.run.Supervision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;

/**
 * How long the services of {@code ./ffe up} take to be ready and what memory they have after some work, with the JVM's start caches
 * and without, in turn; and what memory they have on a market that stands still. Beside each of them, one after the other, an application
 * with the same Quarkus extensions and none of its code, with the same heap and options, from a start cache, at the same Kafka and
 * PostgreSQL. The services start all at the same time, as {@code up} starts them, and share the processors.
 */
final class StartAndMemory implements Benchmark {

    /** Every service's application without its code. */
    static final Map<Service, String> EMPTY = Map.of(
            Service.PAPER_VENUE, "benchmarks/empty/venue",
            Service.EXECUTION, "benchmarks/empty/stage",
            Service.RISK, "benchmarks/empty/stage",
            Service.DECISION, "benchmarks/empty/decision",
            Service.MARKET_DATA, "benchmarks/empty/market-data");

    private static final String EMPTY_DATABASE = "empty";
    private static final String EMPTY_TOPIC = "words";

    private static final List<String> SERVICES =
            Arrays.stream(Service.values()).map(Service::module).toList();

    /** Quarkus counts from the start of the JVM. */
    private static final Pattern STARTED = Pattern.compile("started in ([0-9.]+)s");

    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    /** Snapshots, decisions and orders have gone through every service by then, unless the market stands still. */
    private static final Duration WORK = Duration.ofSeconds(20);

    /** Logical seconds for each second: a minute's bar closes after two days. */
    private static final double STANDS_STILL = 0.0003;

    /**
     * One start of everything.
     *
     * @param ready seconds until every service was ready; Kafka and PostgreSQL were there before
     * @param started seconds, by service
     * @param resident MB after {@link #WORK}, by service
     * @param empty MB of each service's empty application {@link #WORK} after its start; of none without start caches or at work
     * @param together MB of all services, Kafka and PostgreSQL, pages that they share counted once
     */
    private record Sample(
            double ready,
            Map<String, Double> started,
            Map<String, Double> resident,
            Map<String, Double> empty,
            double together) {

        double started(String name) {
            return started.getOrDefault(name, Double.NaN);
        }

        double resident(String name) {
            return resident.getOrDefault(name, Double.NaN);
        }

        double empty(String name) {
            return empty.getOrDefault(name, Double.NaN);
        }
    }

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String about() {
        return "start to ready with and without start caches, and memory beside an empty application";
    }

    @Override
    public List<Finding> run(Effort effort, Consumer<String> progress) throws Exception {
        ProportionalSet.check();
        for (String module : EMPTY.values()) {
            Path jar = Home.locate().serviceJar(module);
            if (!Files.isRegularFile(jar)) {
                throw Problem.failure("not built: " + jar + ". ./ffe bench builds it, or ./mvnw -Pempty-service"
                        + " -DskipTests package");
            }
        }
        sample(Starts.MAKE_CACHES, null);
        progress.accept("caches are made");
        List<Sample> plain = new ArrayList<>();
        List<Sample> cached = new ArrayList<>();
        List<Sample> idle = new ArrayList<>();
        // A start takes as long as several rounds of what is measured in seconds.
        int rounds = (effort.rounds() + 1) / 2;
        for (int round = 1; round <= rounds; round++) {
            plain.add(sample(Starts.PLAIN, null));
            cached.add(sample(Starts.FROM_CACHES, null));
            idle.add(sample(Starts.FROM_CACHES, STANDS_STILL));
            progress.accept("round " + round + " of " + rounds + ": ready after "
                    + Spread.number(plain.getLast().ready()) + " s without caches, "
                    + Spread.number(cached.getLast().ready()) + " s from them; "
                    + Spread.number(cached.getLast().together()) + " MB in memory");
        }
        return findings(plain, cached, idle);
    }

    private List<Finding> findings(List<Sample> plain, List<Sample> cached, List<Sample> idle) {
        Finding.Bound start = Finding.Bound.aimedAtMost(0.35);
        List<Finding> findings = new ArrayList<>();
        findings.add(withoutCaches("all services ready, s", plain, cached, Sample::ready, start));
        for (String service : SERVICES) {
            findings.add(
                    withoutCaches(service + " started, s", plain, cached, sample -> sample.started(service), start));
        }
        for (String service : SERVICES) {
            findings.add(compared(
                    service + " resident and idle, MB",
                    each(idle, sample -> sample.resident(service)),
                    "empty application",
                    each(idle, sample -> sample.empty(service)),
                    Finding.Bound.aimedAtMost(1.15)));
        }
        for (String service : SERVICES) {
            findings.add(compared(
                    service + " resident at work, MB",
                    each(cached, sample -> sample.resident(service)),
                    "the same, idle",
                    each(idle, sample -> sample.resident(service)),
                    null));
        }
        findings.add(withoutCaches("whole stack in memory, MB", plain, cached, Sample::together, null));
        return findings;
    }

    private Finding withoutCaches(
            String what,
            List<Sample> plain,
            List<Sample> cached,
            ToDoubleFunction<Sample> figure,
            Finding.@Nullable Bound bound) {
        return compared(what, each(cached, figure), "without caches", each(plain, figure), bound);
    }

    private Finding compared(String what, double[] ours, String peer, double[] theirs, Finding.@Nullable Bound bound) {
        return new Finding(
                name(),
                what,
                Spread.of(ours),
                new Finding.Peer(peer, Spread.of(theirs)),
                Spread.of(IntStream.range(0, ours.length)
                        .mapToDouble(i -> ours[i] / theirs[i])
                        .toArray()),
                bound);
    }

    private static double[] each(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return samples.stream().mapToDouble(figure).toArray();
    }

    /**
     * With {@link Starts#MAKE_CACHES} caches are there afterwards.
     *
     * @param speed of the market; null for {@code up}'s own
     */
    private static Sample sample(Starts starts, @Nullable Double speed) throws Exception {
        try (BenchFolder folder = BenchFolder.make()) {
            Home home = new Home(Home.locate().root(), folder.path());
            RunFolder run = new RunFolder(home.runs().resolve("bench"));
            Files.createDirectories(run.path());
            Map<String, Double> started = new HashMap<>();
            Map<String, Double> resident = new HashMap<>();
            Map<String, Double> empty = new HashMap<>();
            double ready;
            double together;
            Stack stack = new Stack(
                    home,
                    run,
                    new FeedOptions(
                            FeedOptions.Kind.SYNTHETIC, List.of(), List.of(), List.of(), null, null, speed, null, null),
                    Instances.ONE_EACH,
                    new InfrastructureChoice(InfrastructureChoice.Kind.EMBEDDED, "to be alike everywhere"),
                    ports(),
                    event -> {},
                    Clock.systemUTC(),
                    Supervision.usual(starts));
            try {
                stack.startBase();
                Deadline since = Deadline.in(START_LIMIT);
                stack.startServices();
                ready = since.elapsed().toNanos() / 1e9;
                TimeUnit.NANOSECONDS.sleep(WORK.toNanos());
                Map<String, ProcessHandle> processes = stack.processes();
                together = megabytes(ProportionalSet.kib(List.copyOf(processes.values())));
                for (String service : SERVICES) {
                    ProcessHandle process = Objects.requireNonNull(processes.get(service), service);
                    resident.put(service, resident(process));
                    started.put(service, startedIn(run.logs().resolve(service + ".log")));
                }
                if (starts == Starts.MAKE_CACHES) {
                    stack.makeStartCaches();
                }
                if (starts == Starts.MAKE_CACHES || speed != null) {
                    stack.stopServices();
                    empty.putAll(empties(home, starts, folder.path(), stack.endpoints()));
                }
            } finally {
                stack.stop();
            }
            return new Sample(ready, started, resident, empty, together);
        }
    }

    private static Map<String, Integer> ports() {
        return Stream.concat(Stream.of(Embedded.KAFKA, Embedded.POSTGRES), SERVICES.stream())
                .collect(Collectors.toMap(component -> component, component -> Ports.anyFree()));
    }

    private static Map<String, Double> empties(Home home, Starts starts, Path logs, Infrastructure.Endpoints endpoints)
            throws Exception {
        try (Admin admin = TopicCreation.admin(endpoints.bootstrapServers())) {
            admin.createTopics(List.of(new NewTopic(EMPTY_TOPIC, 1, (short) 1)))
                    .all()
                    .get();
        }
        Databases.Access database = Databases.provide(endpoints.postgres(), EMPTY_DATABASE, Databases.randomPassword());
        Map<String, String> environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", endpoints.bootstrapServers(),
                "QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl(),
                "QUARKUS_DATASOURCE_USERNAME", database.username(),
                "QUARKUS_DATASOURCE_PASSWORD", database.password());
        Map<String, Double> resident = new HashMap<>();
        for (Service service : Service.values()) {
            resident.put(
                    service.module(),
                    empty(
                            home,
                            starts,
                            service,
                            service.database().isPresent() ? environment : Map.of(),
                            logs.resolve("empty-" + service.module() + ".log")));
        }
        return resident;
    }

    /** MB of the service's application without its code. */
    private static double empty(Home home, Starts starts, Service service, Map<String, String> environment, Path log)
            throws IOException, InterruptedException {
        String module = Objects.requireNonNull(EMPTY.get(service), service.module());
        StartCache cache = home.startCache(module);
        ProcessBuilder command = new ProcessBuilder(JavaCommand.with(
                        starts == Starts.MAKE_CACHES ? cache.optionsToMakeOne() : cache.options(),
                        JavaCommand.ofJar(
                                home.serviceJar(module),
                                "empty",
                                service.heap(),
                                List.of(
                                        "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                                        "-Dquarkus.http.port=" + Ports.anyFree()),
                                List.of())))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        command.environment().putAll(environment);
        Process process = command.start();
        try {
            if (!Deadline.in(START_LIMIT).await(() -> says(log, STARTED) || !process.isAlive()) || !process.isAlive()) {
                throw Problem.failure(module + " does not start: " + Files.readString(log));
            }
            // As long as the services, so that the same has been collected or not.
            TimeUnit.NANOSECONDS.sleep(WORK.toNanos());
            double resident = resident(process.toHandle());
            cache.make(process.toHandle(), () -> true);
            return resident;
        } finally {
            process.destroy();
            if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static double resident(ProcessHandle process) {
        return megabytes(Memory.of(process)
                .orElseThrow(() -> Problem.failure("process " + process.pid() + " is gone"))
                .residentKib());
    }

    /** Of 1,000,000 bytes. */
    private static double megabytes(long kib) {
        return kib * 1_024 / 1_000_000.0;
    }

    private static boolean says(Path log, Pattern what) {
        try {
            return what.matcher(Files.readString(log)).find();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static double startedIn(Path log) throws IOException {
        Matcher matcher = STARTED.matcher(Files.readString(log));
        if (!matcher.find()) {
            throw new IOException(log + " does not say when it started");
        }
        return Double.parseDouble(matcher.group(1));
    }
}
