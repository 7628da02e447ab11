package io.ffe.stack.run;

import io.ffe.stack.Problem;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.infra.Containers;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.infra.External;
import io.ffe.stack.infra.Infrastructure;
import io.ffe.stack.infra.InfrastructureChoice;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.JavaCommand;
import io.ffe.stack.process.LogTail;
import io.ffe.stack.process.Ports;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.process.Readiness;
import io.ffe.stack.process.StartCache;
import io.ffe.stack.process.StopSignal;
import io.ffe.stack.process.SupervisedProcess;
import io.ffe.stack.process.WritableFolder;
import io.ffe.stack.run.Instances.Instance;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.TokenFile;
import io.ffe.stack.token.Tokens;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * All processes of one run: {@link #startBase}, then {@link #startServices}. {@link #stop} ends market-data, decision, risk,
 * execution, paper venue, each with all its instances, Kafka and PostgreSQL, in this order, and may be called from another thread at any time.
 */
public final class Stack {

    private static final Duration READY_LIMIT = Duration.ofSeconds(150);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
    /** A service that has died this often before it was ever ready will not be ready by waiting. */
    private static final int DEATHS_AT_START = 3;

    private static final long LOGS_NEED_MEGABYTES = 1;
    private static final long VENUE_NEEDS_MEGABYTES = 1;

    /** Execution's comparison with the venue, on its readiness. */
    private static final String BOOKS = "books";

    /** Written by a restore. */
    public static final String RESTORED = "restored.json";

    private static final String PORTFOLIOS = "FFE_EXECUTION_PORTFOLIOS";

    static final int KAFKA_PORT = 19092;
    static final int POSTGRES_PORT = 15432;

    private final Home home;
    private final RunFolder folder;
    private final FeedOptions feed;
    private final Instances instances;
    private final InfrastructureChoice choice;
    private final Map<String, Integer> askedPorts;
    private final ProcessEvent.Listener listener;
    private final Clock clock;
    private final Supervision supervision;

    private final Object lifecycle = new Object();
    private final Object making = new Object();
    private final Map<Instance, SupervisedProcess> services = new LinkedHashMap<>();
    private final Map<Instance, Integer> ports = new LinkedHashMap<>();
    private @Nullable Infrastructure infrastructure;
    private @Nullable TokenFile venueToken;
    private Infrastructure.@Nullable Endpoints endpoints;
    private Service.@Nullable Surroundings surroundings;
    private @Nullable Ports freePorts;
    private @Nullable SupervisedProcess companion;
    private int companionPort;
    private volatile boolean stopped;
    private volatile boolean hurried;

    /**
     * @param instances how many of each service
     * @param askedPorts by component name; the others get their default or a free one
     * @param listener told of everything that happens to a process, on the thread that sees it
     */
    public Stack(
            Home home,
            RunFolder folder,
            FeedOptions feed,
            Instances instances,
            InfrastructureChoice choice,
            Map<String, Integer> askedPorts,
            ProcessEvent.Listener listener,
            Clock clock,
            Supervision supervision) {
        this.home = home;
        this.folder = folder;
        this.feed = feed;
        this.instances = instances;
        this.choice = choice;
        this.askedPorts = Map.copyOf(askedPorts);
        this.listener = listener;
        this.clock = clock;
        this.supervision = supervision;
    }

    /**
     * Starts Kafka and PostgreSQL, creates topics and databases, and gives out ports and tokens.
     *
     * @return Kafka's bootstrap servers
     * @throws Problem with the reason and the end of the log of what did not start
     */
    public String startBase() throws InterruptedException {
        checkPackaged();
        // All of them before the first process: what cannot be kept up is not begun.
        foldersOf(Service.PAPER_VENUE).forEach(WritableFolder::check);
        Ports free = new Ports(askedPorts);
        free.checkAsked();
        Infrastructure.Endpoints started = startInfrastructure(free);
        SigningKeys keys = SigningKeys.in(home.keys());
        Map<String, Databases.Access> databases = prepare(started);
        TokenFile token = new TokenFile(
                        new Tokens(keys.privateKey(), clock),
                        folder.venueTokenFile(),
                        Service.EXECUTION.module(),
                        Map.of("portfolio", portfolios()),
                        System.err::println)
                .keep();
        synchronized (lifecycle) {
            // As late as can be: what is free now may be another stack's in a moment.
            for (Instance instance : instances.all()) {
                ports.put(
                        instance,
                        free.choose(instance.component(), instance.defaultPort())
                                .port());
            }
            freePorts = free;
            venueToken = token;
            endpoints = started;
            surroundings = new Service.Surroundings(
                    folder, feed, started.bootstrapServers(), portsByService(), databases, keys.publicKeyFile());
        }
        return started.bootstrapServers();
    }

    /** Those that execution trades, which its token has to name: the same setting that execution reads. */
    private List<String> portfolios() {
        String configured = supervision
                .environment()
                .getOrDefault(PORTFOLIOS, System.getenv().getOrDefault(PORTFOLIOS, "main"));
        return Arrays.stream(configured.split(",")).map(String::strip).toList();
    }

    private Map<Service, List<Integer>> portsByService() {
        Map<Service, List<Integer>> all = new EnumMap<>(Service.class);
        ports.forEach((instance, port) -> all.computeIfAbsent(instance.service(), first -> new ArrayList<>())
                .add(port));
        return all;
    }

    /**
     * Starts the services and returns when every one is ready.
     *
     * @throws Problem with the reason and the end of the log of the one that is not
     */
    public void startServices() throws InterruptedException {
        Service.Surroundings around;
        synchronized (lifecycle) {
            around = Objects.requireNonNull(surroundings, "startBase comes first");
        }
        startServices(around);
    }

    /**
     * Starts one more instance of a service beside the one that runs, under a name and on a port of its own, and returns when
     * it is ready. It is the caller's to stop.
     *
     * @throws Problem with the reason and the end of its log when it does not become ready
     */
    public SupervisedProcess startSecond(Service service) throws InterruptedException {
        Service.Surroundings around;
        synchronized (lifecycle) {
            around = Objects.requireNonNull(surroundings, "startBase comes first");
        }
        int port = Ports.anyFree();
        SupervisedProcess second =
                process(service, service.module() + "-second", cached(service), ofItsOwn("second", port), around);
        boolean ready = false;
        try {
            second.start();
            ready = awaitReady(second, port, Deadline.in(READY_LIMIT));
            return second;
        } finally {
            if (!ready) {
                second.stop(STOP_LIMIT);
            }
        }
    }

    /** Starts a process beside the services; the run goes on without it. */
    public void start(Companion beside) {
        synchronized (lifecycle) {
            if (stopped) {
                throw Problem.failure("stopped while it was starting");
            }
            Ports free = Objects.requireNonNull(freePorts, "startBase comes first");
            companionPort =
                    free.choose(beside.component(), beside.defaultPort()).port();
            SupervisedProcess process = process(beside, companionPort);
            companion = process;
            process.start();
        }
    }

    /**
     * Ends the services, in order, for somebody who waits for it: start caches are not made on the way. Kafka and PostgreSQL stay
     * until {@link #stop}, so that it can be read what was said.
     */
    public void stopServices() throws InterruptedException {
        stopServices(false);
    }

    private void stopServices(boolean makingCaches) throws InterruptedException {
        synchronized (lifecycle) {
            if (stopped) {
                return;
            }
            hurried = !makingCaches;
            stopped = true;
            if (companion != null) {
                companion.stop(STOP_LIMIT);
            }
            List<Instance> last = new ArrayList<>(services.keySet());
            for (Instance instance : last.reversed()) {
                SupervisedProcess process = services.get(instance);
                if (process != null && makingCaches) {
                    stopMakingCache(instance, process);
                } else if (process != null) {
                    stopWithoutCache(instance, process);
                }
            }
        }
    }

    private void stopMakingCache(Instance instance, SupervisedProcess process) throws InterruptedException {
        // What is being made is finished first: a process that ends meanwhile would leave half of it.
        synchronized (making) {
            if (process.stop(STOP_LIMIT) && makesCache(instance)) {
                startCache(instance.service()).keepWhatWasMade();
            }
        }
    }

    private void stopWithoutCache(Instance instance, SupervisedProcess process) throws InterruptedException {
        ProcessHandle running = process.handle().orElse(null);
        if (running == null || !makesCache(instance)) {
            process.stop(STOP_LIMIT);
            return;
        }
        // What Quarkus says last.
        BooleanSupplier over = LogTail.says(process.log(), instance.service().module() + " stopped in ");
        try (StartCache.GivenUp ignored = startCache(instance.service()).giveUp(running, over)) {
            process.stop(STOP_LIMIT);
        }
    }

    /** Ends everything, in order; a second call waits for the first and does nothing. */
    public void stop() throws InterruptedException {
        synchronized (lifecycle) {
            stopServices(true);
            if (infrastructure != null) {
                infrastructure.close();
            }
            if (venueToken != null) {
                venueToken.close();
            }
            infrastructure = null;
            venueToken = null;
        }
    }

    /**
     * Makes the start cache of each service that runs without one, one after the other. Stops when this stack does.
     *
     * @return those that have one now and had none before
     */
    public List<Service> makeStartCaches() throws InterruptedException {
        List<Service> made = new ArrayList<>();
        for (Service service : Service.values()) {
            SupervisedProcess process;
            synchronized (lifecycle) {
                process = services.get(new Instance(service, 1));
            }
            ProcessHandle running = process == null ? null : process.handle().orElse(null);
            synchronized (making) {
                if (!stopped && running != null && startCache(service).make(running, () -> !hurried)) {
                    made.add(service);
                }
            }
        }
        return made;
    }

    private StartCache startCache(Service service) {
        return home.startCache(service.module());
    }

    /** Where everything is, once it has started. */
    public CurrentRun current() {
        synchronized (lifecycle) {
            if (endpoints == null) {
                throw new IllegalStateException("not started");
            }
            List<CurrentRun.Part> parts = new ArrayList<>();
            services.forEach((instance, process) -> parts.add(part(process, port(instance))));
            if (companion != null) {
                parts.addFirst(part(companion, companionPort));
            }
            return new CurrentRun(
                    folder.id(),
                    folder.path(),
                    ProcessHandle.current().pid(),
                    clock.instant(),
                    choice.toString(),
                    endpoints.bootstrapServers(),
                    endpoints.postgres().toString(),
                    parts);
        }
    }

    /** Every folder that something of this run writes to. */
    public List<WritableFolder> folders() {
        List<WritableFolder> folders = new ArrayList<>();
        synchronized (lifecycle) {
            if (infrastructure instanceof Embedded embedded) {
                folders.addAll(embedded.folders());
            }
        }
        folders.addAll(foldersOf(Service.PAPER_VENUE));
        return folders;
    }

    private List<WritableFolder> foldersOf(Service service) {
        WritableFolder logs = WritableFolder.ofRun(folder.logs(), "the logs", LOGS_NEED_MEGABYTES);
        return service == Service.PAPER_VENUE
                ? List.of(
                        logs,
                        WritableFolder.ofRun(
                                Objects.requireNonNull(folder.venueJournal().getParent()),
                                "the paper venue's orders",
                                VENUE_NEEDS_MEGABYTES))
                : List.of(logs);
    }

    /** Where Kafka and PostgreSQL are, with the administrator's password, once they have started. */
    public Infrastructure.Endpoints endpoints() {
        synchronized (lifecycle) {
            if (endpoints == null) {
                throw new IllegalStateException("not started");
            }
            return endpoints;
        }
    }

    /** Every process that runs, by component. */
    public Map<String, ProcessHandle> processes() {
        Map<String, ProcessHandle> running = new LinkedHashMap<>();
        for (SupervisedProcess process : all()) {
            process.handle()
                    .filter(ProcessHandle::isAlive)
                    .ifPresent(handle -> running.put(process.component(), handle));
        }
        return running;
    }

    /** Holds a component down: if it dies, it stays dead until {@link #letGo}. For rehearsing an outage. */
    public void hold(String component) {
        supervised(component).hold();
    }

    /** Ends a {@link #hold}. */
    public void letGo(String component) {
        supervised(component).letGo();
    }

    private SupervisedProcess supervised(String component) {
        return all().stream()
                .filter(process -> process.component().equals(component))
                .findFirst()
                .orElseThrow(() -> Problem.usage("no process '" + component + "' of this run, expected one of "
                        + all().stream().map(SupervisedProcess::component).toList()));
    }

    private List<SupervisedProcess> all() {
        List<SupervisedProcess> all = new ArrayList<>();
        synchronized (lifecycle) {
            if (infrastructure instanceof Embedded embedded) {
                all.addAll(embedded.processes());
            }
            all.addAll(services.values());
            if (companion != null) {
                all.add(companion);
            }
        }
        return all;
    }

    private static CurrentRun.Part part(SupervisedProcess process, int port) {
        return new CurrentRun.Part(
                process.component(),
                port,
                "http://127.0.0.1:" + port,
                process.handle().map(ProcessHandle::pid).orElse(-1L),
                process.log());
    }

    private int port(Instance instance) {
        Integer port = ports.get(instance);
        return port == null ? -1 : port;
    }

    private void checkPackaged() {
        List<String> missing = Arrays.stream(Service.values())
                .map(service -> home.serviceJar(service.module()))
                .filter(jar -> !Files.isRegularFile(jar))
                .map(Path::toString)
                .toList();
        if (!missing.isEmpty()) {
            throw Problem.failure("not built: " + String.join(", ", missing)
                    + ". Leave out --no-build, or build with ./mvnw -DskipTests package");
        }
    }

    private Infrastructure.Endpoints startInfrastructure(Ports free) throws InterruptedException {
        String password =
                folder.passwords(List.of("postgres"), Databases::randomPassword).getOrDefault("postgres", "");
        Deadline since = Deadline.in(READY_LIMIT);
        Infrastructure made = switch (choice.kind()) {
            case EXTERNAL -> new External(System.getenv());
            case CONTAINERS -> new Containers(password);
            case EMBEDDED ->
                new Embedded(
                        new Embedded.Settings(
                                home.stackJar(),
                                home.binariesCache(),
                                folder.path(),
                                folder.logs(),
                                home.pids(),
                                free.choose(Embedded.KAFKA, KAFKA_PORT).port(),
                                free.choose(Embedded.POSTGRES, POSTGRES_PORT).port(),
                                password),
                        listener,
                        supervision.longestPause(),
                        supervision.compilers());
        };
        synchronized (lifecycle) {
            if (stopped) {
                throw Problem.failure("stopped while it was starting");
            }
            infrastructure = made;
        }
        Infrastructure.Endpoints started = made.start();
        int kafkaPort = Integer.parseInt(
                started.bootstrapServers().substring(started.bootstrapServers().lastIndexOf(':') + 1));
        listener.on(new ProcessEvent.Ready(Embedded.KAFKA, kafkaPort, since.elapsed()));
        listener.on(new ProcessEvent.Ready(Embedded.POSTGRES, started.postgres().port(), since.elapsed()));
        return started;
    }

    private Map<String, Databases.Access> prepare(Infrastructure.Endpoints started) throws InterruptedException {
        try (Admin admin = TopicCreation.admin(started.bootstrapServers())) {
            TopicCreation.createMissing(admin);
        }
        Map<String, String> passwords = folder.passwords(Service.databases(), Databases::randomPassword);
        return Service.databases().stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> Databases.provide(started.postgres(), name, passwords.getOrDefault(name, ""))));
    }

    private void startServices(Service.Surroundings around) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> waits = new ArrayList<>();
            for (Instance instance : instances.all()) {
                SupervisedProcess process = process(instance, around);
                synchronized (lifecycle) {
                    if (stopped) {
                        throw Problem.failure("stopped while it was starting");
                    }
                    services.put(instance, process);
                    process.start();
                }
                Deadline limit = Deadline.in(READY_LIMIT);
                Callable<Boolean> wait = () -> awaitReady(process, port(instance), limit);
                waits.add(threads.submit(wait));
            }
            for (Future<Boolean> wait : waits) {
                wait.get();
            }
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof Problem problem) {
                throw problem;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    private SupervisedProcess process(Instance instance, Service.Surroundings around) {
        Service service = instance.service();
        return process(
                service,
                instance.component(),
                () -> makesCache(instance)
                        ? startCache(service).optionsToMakeOne()
                        : cached(service).get(),
                instance.first() ? Map.of() : ofItsOwn(String.valueOf(instance.number()), port(instance)),
                around);
    }

    /** One of a service's instances makes the cache, and all start from it. */
    private boolean makesCache(Instance instance) {
        return instance.first() && supervision.starts() == Starts.MAKE_CACHES;
    }

    private Supplier<List<String>> cached(Service service) {
        return supervision.starts() == Starts.PLAIN ? List::of : startCache(service)::options;
    }

    /** What tells an instance from the first one. */
    private static Map<String, String> ofItsOwn(String name, int port) {
        return Map.of("FFE_RUN_INSTANCE", name, "QUARKUS_HTTP_PORT", String.valueOf(port));
    }

    private SupervisedProcess process(
            Service service,
            String component,
            Supplier<List<String>> startOptions,
            Map<String, String> own,
            Service.Surroundings around) {
        Path jar = home.serviceJar(service.module());
        Map<String, String> environment = new HashMap<>(service.environment(around));
        environment.putAll(supervision.environment());
        environment.putAll(own);
        return new SupervisedProcess(
                new SupervisedProcess.Plan(
                        component,
                        () -> supervision
                                .compilers()
                                .in(JavaCommand.with(
                                        startOptions.get(),
                                        JavaCommand.ofJar(
                                                jar, component, service.heap(), options(component), List.of()))),
                        environment,
                        folder.path(),
                        folder.logs().resolve(component + ".log"),
                        home.pids().resolve(component + ".json"),
                        jar.toString(),
                        StopSignal.TERM,
                        () -> foldersOf(service).forEach(WritableFolder::check)),
                listener,
                supervision.longestPause());
    }

    private List<String> options(String component) {
        List<String> options = new ArrayList<>();
        options.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
        options.addAll(supervision.options().apply(component));
        return options;
    }

    private SupervisedProcess process(Companion beside, int port) {
        return new SupervisedProcess(
                new SupervisedProcess.Plan(
                        beside.component(),
                        () -> JavaCommand.ofJar(
                                home.stackJar(),
                                beside.component(),
                                beside.heap(),
                                List.of("-Dffe.home=" + home.root(), "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"),
                                beside.arguments().apply(port)),
                        beside.environment(),
                        folder.path(),
                        folder.logs().resolve(beside.component() + ".log"),
                        home.pids().resolve(beside.component() + ".json"),
                        JavaCommand.COMPONENT + "=" + beside.component(),
                        StopSignal.TERM,
                        () -> {}),
                listener);
    }

    private boolean awaitReady(SupervisedProcess process, int port, Deadline limit) throws InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + port + Service.READY);
        Readiness.Answer[] last = {new Readiness.Answer.Silent("not asked yet")};
        try (Readiness readiness = new Readiness()) {
            boolean ready = limit.await(() -> {
                if (process.deaths() >= DEATHS_AT_START) {
                    throw Problem.failure(process.component() + " died " + process.deaths()
                            + " times at its start, the last time with exit status "
                            + process.lastExit().orElse(-1) + "." + reason(process));
                }
                last[0] = process.listensOn(port)
                        ? ask(readiness, address)
                        : new Readiness.Answer.Silent("it does not listen on its port yet");
                return last[0] instanceof Readiness.Answer.Ready || quarantined(last[0]) || stopping();
            });
            if (!ready) {
                String state = switch (last[0]) {
                    case Readiness.Answer.Ready() -> "ready";
                    case Readiness.Answer.NotReady(List<String> checks) -> "says that it is not: " + checks;
                    case Readiness.Answer.Silent(String why) -> "does not answer: " + why;
                };
                throw Problem.failure(process.component() + " was not ready within " + READY_LIMIT.toSeconds()
                        + " s; it " + state + "." + reason(process));
            }
        }
        if (!stopping()) {
            listener.on(new ProcessEvent.Ready(process.component(), port, limit.elapsed()));
        }
        return true;
    }

    /**
     * After a restore the books may differ from the venue's until a person has looked: entries are closed, which readiness says, and
     * whoever has to look needs the service.
     */
    private boolean quarantined(Readiness.Answer answer) {
        return answer instanceof Readiness.Answer.NotReady(List<String> checks)
                && checks.size() == 1
                && checks.getFirst().startsWith(BOOKS)
                && Files.exists(folder.path().resolve(RESTORED));
    }

    private static Readiness.Answer ask(Readiness readiness, URI address) {
        try {
            return readiness.ask(address);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return new Readiness.Answer.Silent("interrupted");
        }
    }

    private boolean stopping() {
        return stopped;
    }

    private static String reason(SupervisedProcess process) {
        return " The reason, from " + process.log() + ":\n  " + String.join("\n  ", LogTail.reason(process.log(), 8));
    }
}
