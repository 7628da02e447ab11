package io.ffe.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.audit.Audit;
import io.ffe.stack.audit.AuditReport;
import io.ffe.stack.audit.AuditSources;
import io.ffe.stack.audit.BackgroundAuditor;
import io.ffe.stack.audit.StateHash;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.infra.Infrastructure;
import io.ffe.stack.infra.InfrastructureChoice;
import io.ffe.stack.process.Compilers;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.Ports;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.process.Readiness;
import io.ffe.stack.process.SupervisedProcess;
import io.ffe.stack.process.WritableFolder;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Instances;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.RunRecord;
import io.ffe.stack.run.Service;
import io.ffe.stack.run.Stack;
import io.ffe.stack.run.Starts;
import io.ffe.stack.run.Supervision;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A running pipeline with a folder, topics and databases of its own. */
final class Pipeline implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    /** Here deaths are asked for, again and again, and say nothing about the program. */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final Home home;
    private final Stack stack;
    private final RunFolder folder;
    private final List<ProcessEvent> events = new CopyOnWriteArrayList<>();
    private final List<SupervisedProcess> seconds = new ArrayList<>();
    private final Map<String, List<String>> options = new ConcurrentHashMap<>();
    private final FailPointFolder failPoints;
    private final ServiceClient client = new ServiceClient(() -> token(Role.VIEWER, Duration.ofMinutes(5)));
    private String bootstrapServers = "";

    private Pipeline(
            Path state,
            String name,
            FeedOptions feed,
            Instances instances,
            InfrastructureChoice choice,
            Map<String, String> environment,
            Starts starts) {
        this.home = new Home(Home.locate().root(), state);
        this.folder = new RunFolder(home.runs().resolve(name));
        try {
            Files.createDirectories(folder.path());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        this.failPoints = FailPointFolder.in(folder.path().resolve("failpoints"));
        Map<String, String> told = new HashMap<>(environment);
        told.put("FFE_FAILPOINTS_FOLDER", failPoints.path().toString());
        this.stack = new Stack(
                home,
                folder,
                feed,
                instances,
                choice,
                ports(instances),
                this::see,
                Clock.systemUTC(),
                new Supervision(
                        LONGEST_PAUSE,
                        told,
                        starts,
                        Compilers.FIRST,
                        component -> options.getOrDefault(component, List.of())));
    }

    /** None of the usual ones: several stacks that start at the same time would all find those free. */
    private static Map<String, Integer> ports(Instances instances) {
        return Stream.concat(Stream.of(Embedded.KAFKA, Embedded.POSTGRES), instances.components().stream())
                .collect(Collectors.toMap(component -> component, component -> Ports.anyFree()));
    }

    /** Starts every process and returns when all are ready. */
    static Pipeline start(Path state, String name, FeedOptions feed) throws InterruptedException {
        return start(state, name, feed, bootstrapServers -> {});
    }

    /** @param beforeServices told where the broker is, when the topics are there and no service is yet */
    static Pipeline start(Path state, String name, FeedOptions feed, Consumer<String> beforeServices)
            throws InterruptedException {
        return start(state, name, feed, Map.of(), beforeServices);
    }

    /** @param environment added to every service's own, as in {@code FFE_RUN_LOCK_STEP=false} */
    static Pipeline start(
            Path state, String name, FeedOptions feed, Map<String, String> environment, Consumer<String> beforeServices)
            throws InterruptedException {
        return start(state, name, feed, InfrastructureChoice.forTests(System.getenv()), environment, beforeServices);
    }

    /** With broker and database in its folder, wherever other tests have theirs: the run is opened again when it is over. */
    static Pipeline startOnDisk(Path state, String name, FeedOptions feed) throws InterruptedException {
        return start(
                state,
                name,
                feed,
                new InfrastructureChoice(InfrastructureChoice.Kind.EMBEDDED, "this test"),
                Map.of(),
                bootstrapServers -> {});
    }

    static Pipeline start(
            Path state,
            String name,
            FeedOptions feed,
            InfrastructureChoice choice,
            Map<String, String> environment,
            Consumer<String> beforeServices)
            throws InterruptedException {
        StartCaches.ensure();
        return begin(
                new Pipeline(state, name, feed, Instances.ONE_EACH, choice, environment, Starts.FROM_CACHES),
                beforeServices);
    }

    /** With several instances of some services beside each other, as {@code ffe up --instances} starts them. */
    static Pipeline start(
            Path state, String name, FeedOptions feed, Instances instances, Map<String, String> environment)
            throws InterruptedException {
        StartCaches.ensure();
        return begin(
                new Pipeline(
                        state,
                        name,
                        feed,
                        instances,
                        InfrastructureChoice.forTests(System.getenv()),
                        environment,
                        Starts.FROM_CACHES),
                bootstrapServers -> {});
    }

    /** So that start caches can be made of what its processes do; for {@link StartCaches} alone. */
    static Pipeline startToMakeCaches(Path state, String name, FeedOptions feed) throws InterruptedException {
        return begin(
                new Pipeline(
                        state,
                        name,
                        feed,
                        Instances.ONE_EACH,
                        InfrastructureChoice.forTests(System.getenv()),
                        Map.of(),
                        Starts.MAKE_CACHES),
                bootstrapServers -> {});
    }

    private static Pipeline begin(Pipeline pipeline, Consumer<String> beforeServices) throws InterruptedException {
        boolean started = false;
        try {
            pipeline.bootstrapServers = pipeline.stack.startBase();
            beforeServices.accept(pipeline.bootstrapServers);
            pipeline.stack.startServices();
            started = true;
            return pipeline;
        } finally {
            if (!started) {
                pipeline.close();
            }
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    Home home() {
        return home;
    }

    /** Starts the background auditor, as {@code ffe up} does; it looks more often than there. */
    void startAuditor() {
        startAuditor(Duration.ofSeconds(5));
    }

    /** @param every pause between two passes */
    void startAuditor(Duration every) {
        stack.start(BackgroundAuditor.of(stack.current(), every));
    }

    /** As other commands find it. */
    CurrentRun current() {
        return stack.current();
    }

    String urlOf(String component) {
        return stack.current().service(component).map(CurrentRun.Part::url).orElseThrow();
    }

    /** Writes down that the run is up, as {@code ffe up} does. */
    void writeUp(FeedOptions feed) {
        folder.write(RunRecord.starting(folder.id(), feed, "embedded (test)", Instant.now()));
    }

    /** Broker and database, with the administrator's password. */
    Infrastructure.Endpoints endpoints() {
        return stack.endpoints();
    }

    /** SIGKILL for every process at once, and none is started again. */
    void killAll() {
        Map<String, ProcessHandle> all = stack.processes();
        all.keySet().forEach(stack::hold);
        all.values().forEach(ProcessHandle::destroyForcibly);
        all.values().forEach(process -> process.onExit().join());
    }

    /** Writes down that the run has ended, as {@code ffe up} does, so that commands find it. */
    void writeFinished(FeedOptions feed) {
        Instant now = Instant.now();
        folder.write(RunRecord.starting(folder.id(), feed, "embedded (test)", now)
                .ended(RunRecord.State.FINISHED, null, now));
    }

    RunFolder folder() {
        return folder;
    }

    String url(Service service) {
        return stack.current()
                .service(service.module())
                .map(CurrentRun.Part::url)
                .orElseThrow();
    }

    /** What the paper venue's journal has of a kind, as in {@code ORDER_ACCEPTED}, in its order. */
    List<JsonNode> venueEntries(String kind) throws IOException {
        List<JsonNode> found = new ArrayList<>();
        for (String line : Files.readAllLines(folder().venueJournal())) {
            for (JsonNode entry : Json.mapper().readTree(line).path("entries")) {
                if (entry.path("kind").asText().equals(kind)) {
                    found.add(entry);
                }
            }
        }
        return found;
    }

    /** A token as {@code ffe token} makes it. */
    String token(Role role, Duration lifetime) {
        return token("pipeline-test", role, lifetime);
    }

    /** @param subject who it is for */
    String token(String subject, Role role, Duration lifetime) {
        return new Tokens(SigningKeys.in(home.keys()).privateKey(), Clock.systemUTC())
                .issue(role, subject, lifetime, role == Role.SERVICE ? Map.of("portfolio", "main") : Map.of());
    }

    /** SIGKILL; the runner starts it again. */
    ProcessHandle kill(Service service) {
        return kill(service.module());
    }

    /** As {@link #kill(Service)}, for any process of {@link #processes()}. */
    ProcessHandle kill(String component) {
        ProcessHandle victim = process(component);
        victim.destroyForcibly();
        return victim;
    }

    /** SIGKILL, and it starts with these options for its JVM besides the usual ones, until this is said again. */
    void startAnew(Service service, String... more) throws InterruptedException {
        options.put(service.module(), List.of(more));
        kill(service).onExit().join();
        awaitReady(service, Duration.ofMinutes(2));
    }

    /** Every process that runs now, broker and database among them where they are embedded; second instances are not. */
    Map<String, ProcessHandle> processes() {
        return stack.processes();
    }

    /** The process of a component that runs now. */
    ProcessHandle process(String component) {
        return Optional.ofNullable(stack.processes().get(component))
                .orElseThrow(() -> new AssertionError(component + " does not run"));
    }

    /** Where failpoints of the running services are armed. */
    FailPointFolder failPoints() {
        return failPoints;
    }

    /** One more instance of a service beside the one that runs, under a name of its own; it ends with the pipeline. */
    SupervisedProcess startSecond(Service service) throws InterruptedException {
        SupervisedProcess second = stack.startSecond(service);
        seconds.add(second);
        return second;
    }

    /** Waits until something is so; the failure says what was waited for. */
    void await(String what, Duration limit, BooleanSupplier asked) throws InterruptedException {
        if (!Deadline.in(limit).await(asked)) {
            throw new AssertionError("no " + what + " within " + limit + "; logs in " + folder.logs());
        }
    }

    /** Waits until a service says that it can do its work. */
    void awaitReady(Service service, Duration limit) throws InterruptedException {
        await(service.module() + " ready", limit, () -> isReady(service.module()));
    }

    /** Whether a service's process says that it can do its work. */
    boolean isReady(String component) {
        try (Readiness readiness = new Readiness()) {
            return readiness.ask(URI.create(urlOf(component) + Service.READY)) instanceof Readiness.Answer.Ready;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How far the replay is; empty while market-data does not answer. */
    Optional<ServiceClient.Replay> replay() throws InterruptedException {
        return client.replay(url(Service.MARKET_DATA));
    }

    /** SIGKILL, and it stays dead until {@link #bringBack}; any component, as in {@code kafka}. */
    void takeAway(String component) {
        ProcessHandle victim = process(component);
        stack.hold(component);
        victim.destroyForcibly();
    }

    /** SIGTERM: it ends in order, and stays so. */
    void end(String component) throws InterruptedException {
        ProcessHandle process = process(component);
        stack.hold(component);
        process.destroy();
        await("end of " + component, Duration.ofMinutes(1), () -> !process.isAlive());
    }

    /** What a process answers to a viewer. */
    JsonNode json(String component, String path) throws IOException, InterruptedException {
        return client.json(urlOf(component) + path).orElseThrow(() -> new IOException(component + " does not answer"));
    }

    void bringBack(String component) {
        stack.letGo(component);
    }

    /** The process of a component and all that it has started. */
    List<ProcessHandle> processTree(String component) {
        ProcessHandle root = process(component);
        return Stream.concat(Stream.of(root), root.descendants()).toList();
    }

    /** What {@code ./ffe up} would say now of folders that cannot be written to. */
    List<String> complaints() {
        List<String> complaints = new ArrayList<>();
        for (WritableFolder written : stack.folders()) {
            try {
                written.check();
            } catch (Problem refused) {
                complaints.add(refused.getMessage());
            }
        }
        return complaints;
    }

    /** The services that do not say that they are ready, with what is down. */
    Set<String> notReady() {
        try (Readiness readiness = new Readiness();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<Service, Future<Readiness.Answer>> answers = new EnumMap<>(Service.class);
            for (Service service : Service.values()) {
                answers.put(service, threads.submit(() -> readiness.ask(URI.create(url(service) + Service.READY))));
            }
            Set<String> notReady = new TreeSet<>();
            for (Map.Entry<Service, Future<Readiness.Answer>> answer : answers.entrySet()) {
                if (!(answer.getValue().get() instanceof Readiness.Answer.Ready)) {
                    notReady.add(answer.getKey().module());
                }
            }
            return notReady;
        } catch (ExecutionException failed) {
            throw new AssertionError("readiness could not be asked", failed);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return Set.of("interrupted");
        }
    }

    /** Waits until the replay is as asked for, or broken. */
    ServiceClient.Replay await(String what, Duration limit, Predicate<ServiceClient.Replay> asked)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        ServiceClient.@Nullable Replay last = null;
        while (System.nanoTime() < end) {
            last = replay().orElse(last);
            if (last != null && (asked.test(last) || last.broken())) {
                if (last.broken()) {
                    throw new AssertionError("waiting for " + what + ", but the replay says " + last + "; logs in "
                            + folder.logs() + ", processes " + events);
                }
                return last;
            }
            Thread.sleep(LOOK_EVERY);
        }
        throw new AssertionError("no " + what + " within " + limit + "; last: " + last + ", logs in " + folder.logs());
    }

    ServiceClient.Replay awaitEnd(Duration limit) throws InterruptedException {
        return await("end of the replay", limit, replay -> replay.state().equals("FINISHED"));
    }

    /** A strict audit of everything that the run has left, wherever it is kept. */
    AuditReport audit() throws InterruptedException {
        return Audit.of(auditSources()).run();
    }

    AuditSources auditSources() {
        return AuditSources.of(stack.current());
    }

    /** The administrator's connection to a service's database. */
    Connection database(String name) throws SQLException {
        return stack.endpoints().postgres().connect(name);
    }

    /** What the run has come to; of one that still moves it says nothing. */
    StateHash stateHash() {
        return StateHash.read(auditSources());
    }

    Journal journal() {
        try (TopicReader reader = new TopicReader(bootstrapServers)) {
            return Journal.read(reader);
        }
    }

    /** How often each component's process died without having been asked to by the runner. */
    Map<String, Long> deaths() {
        return events.stream()
                .filter(ProcessEvent.Died.class::isInstance)
                .collect(Collectors.groupingBy(ProcessEvent::component, Collectors.counting()));
    }

    /** What happened to processes so far, in order. */
    List<ProcessEvent> events() {
        return List.copyOf(events);
    }

    private void see(ProcessEvent event) {
        events.add(event);
    }

    @Override
    public void close() throws InterruptedException {
        for (SupervisedProcess second : seconds) {
            second.stop(Duration.ofSeconds(10));
        }
        client.close();
        stack.stop();
    }
}
