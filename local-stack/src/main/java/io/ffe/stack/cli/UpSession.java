package io.ffe.stack.cli;

import io.ffe.schema.event.Execution;
import io.ffe.stack.Problem;
import io.ffe.stack.audit.Audit;
import io.ffe.stack.audit.AuditReport;
import io.ffe.stack.audit.AuditSources;
import io.ffe.stack.audit.BackgroundAuditor;
import io.ffe.stack.audit.rule.Motion;
import io.ffe.stack.backup.Builds;
import io.ffe.stack.backup.Progress;
import io.ffe.stack.backup.Upgrade;
import io.ffe.stack.compare.EventsFile;
import io.ffe.stack.infra.InfrastructureChoice;
import io.ffe.stack.process.Memory;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.process.WritableFolder;
import io.ffe.stack.read.FillWatch;
import io.ffe.stack.read.RunSummary;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.read.SummaryReader;
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
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * One {@code ffe up} from its first process to its last: starts the stack, follows the replay, writes down what happened,
 * and stops in order, whether the replay ended, something failed, or a signal came.
 */
final class UpSession {

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final int LOOKS_BETWEEN_MEMORY = 5;
    private static final Duration BEFORE_START_CACHES = Duration.ofSeconds(30);
    private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

    private final Home home;
    private final RunFolder folder;
    private final boolean untilEnd;
    private final UpView view;
    private final Clock clock;
    private final Runnable release;
    private final boolean finished;
    private final Stack stack;
    private final Map<String, Long> readyMillis = new ConcurrentHashMap<>();
    private final AtomicBoolean ending = new AtomicBoolean();
    private final CountDownLatch signalled = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Object recordLock = new Object();
    private RunRecord record;
    private long readyNanos;
    private volatile boolean up;
    private volatile boolean kept;
    private volatile @Nullable String bootstrapServers;

    /** @param release gives the {@code .ffe} folder free; called once, at the very end */
    UpSession(
            Home home,
            RunFolder folder,
            FeedOptions feed,
            Instances instances,
            InfrastructureChoice choice,
            Map<String, Integer> ports,
            boolean untilEnd,
            UpView view,
            Clock clock,
            Runnable release) {
        this.home = home;
        this.folder = folder;
        this.untilEnd = untilEnd;
        this.view = view;
        this.clock = clock;
        this.release = release;
        Optional<RunRecord> before = folder.record().filter(its -> its.state() == RunRecord.State.FINISHED);
        this.finished = before.isPresent();
        this.stack =
                new Stack(home, folder, feed, instances, choice, ports, this::see, clock, supervision(feed, finished));
        this.record = before.orElseGet(() -> RunRecord.starting(folder.id(), feed, choice.toString(), clock.instant()));
    }

    private static Supervision supervision(FeedOptions feed, boolean finished) {
        return feed.manyMinutes() && !finished
                ? Supervision.ofLongWork()
                : Supervision.usual(Starts.usual(System.getenv()));
    }

    /** Returns the exit status: 0 when it ended as asked, 1 when the replay stalled or failed. */
    int run() throws InterruptedException {
        if (finished) {
            kept = true;
        } else {
            // Of a run that goes on; what it comes to is written anew at its end.
            folder.forget(List.of(RunSummary.FILE, EventsFile.NAME));
            folder.write(record);
        }
        Thread onSignal = Thread.ofPlatform().unstarted(this::endOnSignal);
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            long startNanos = System.nanoTime();
            String broker = stack.startBase();
            bootstrapServers = broker;
            if (isInFolder()) {
                Upgrade.before(home, folder, stack.endpoints(), clock, Progress.SILENT)
                        .ifPresent(backup -> view.lines(List.of("  this build migrates the databases; the way back is "
                                + backup.path() + " (./ffe restore)")));
            }
            try (FillWatch fills = new FillWatch(broker, this::firstFill);
                    ServiceClient client = new ServiceClient(viewerTokens())) {
                stack.startServices();
                stack.start(BackgroundAuditor.of(stack.current(), BackgroundAuditor.EVERY));
                readyNanos = System.nanoTime();
                nowUp(Duration.ofNanos(readyNanos - startNanos));
                Thread.ofVirtual().name("start-caches").start(this::makeStartCaches);
                return follow(client, fills, broker);
            }
        } catch (Problem problem) {
            if (ending.compareAndSet(false, true)) {
                view.stoppingAll("It did not start");
                stack.stopServices();
                noteSchemasOfFailure();
                stack.stop();
                close(RunRecord.State.FAILED, problem.getMessage());
                throw problem;
            }
            // A signal came while it was starting; what failed then failed because of that.
            ended.await();
            return 0;
        }
    }

    /** When everything has been used a while: what a service does first is then in its cache as well. */
    private void makeStartCaches() {
        try {
            if (!signalled.await(BEFORE_START_CACHES.toMillis(), TimeUnit.MILLISECONDS)) {
                List<Service> made = stack.makeStartCaches();
                if (!made.isEmpty()) {
                    view.lines(List.of("  start caches made: "
                            + made.stream().map(Service::module).collect(Collectors.joining(", "))
                            + " start faster from now on"));
                }
            }
        } catch (Problem problem) {
            view.lines(List.of("  " + problem.getMessage()));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private int follow(ServiceClient client, FillWatch fills, String bootstrapServers) throws InterruptedException {
        CurrentRun current = stack.current();
        boolean over = finished;
        int looks = 0;
        Pace pace = new Pace();
        while (!signalled.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
            if (looks++ % LOOKS_BETWEEN_MEMORY == 0) {
                remember(memory());
                lookAtFolders();
            }
            ServiceClient.Replay replay = client.replay(current).orElse(null);
            if (replay == null || over) {
                continue;
            }
            view.progress(
                    replay,
                    fills.orders(),
                    fills.fills(),
                    Optional.ofNullable(replay.progress()).flatMap(progress -> pace.left(progress, System.nanoTime())));
            if (replay.over()) {
                over = true;
                if (untilEnd) {
                    return end(replay, bootstrapServers);
                }
                say(replay, bootstrapServers);
            }
        }
        ended.await();
        return 0;
    }

    /** The end of a run with {@code --until-end}. */
    private int end(ServiceClient.Replay replay, String bootstrapServers) throws InterruptedException {
        say(replay, bootstrapServers);
        boolean sound = audit(replay);
        if (!ending.compareAndSet(false, true)) {
            ended.await();
            return 0;
        }
        stack.stop();
        close(replay.broken() ? RunRecord.State.FAILED : RunRecord.State.FINISHED, replay.detail());
        return replay.broken() || !sound ? Problem.Kind.FAILURE.exitCode() : 0;
    }

    /** True when nothing is wrong. A replay that broke left things under way, which are given time. */
    private boolean audit(ServiceClient.Replay replay) throws InterruptedException {
        try {
            Audit audit = Audit.of(AuditSources.of(stack.current()));
            AuditReport report = replay.broken() ? audit.run(Motion.MOVING) : audit.run();
            folder.write("audit.json", report);
            view.lines(
                    report.clean()
                            ? List.of("  " + AuditView.inShort(report, view.terminal()))
                            : AuditView.lines(report, view.terminal()));
            return report.clean();
        } catch (Problem | KafkaException away) {
            view.lines(List.of("  " + view.terminal().bad("not audited") + ": " + away.getMessage()));
            return false;
        }
    }

    private void say(ServiceClient.Replay replay, String bootstrapServers) {
        if (replay.broken()) {
            view.broken(replay, folder.logs());
        } else {
            view.finished(untilEnd);
            synchronized (recordLock) {
                record = record.ended(RunRecord.State.FINISHED, replay.detail(), clock.instant());
                writeDown(() -> folder.write(record));
            }
        }
        // What has stalled may go on, when what it waited for is back.
        kept = keep(bootstrapServers) && !replay.broken();
    }

    /**
     * Counts what happened and writes it down, so that the run can be looked at and compared when nothing is up any more.
     * That it cannot does not keep anything from being stopped.
     *
     * @return true when all of it is written
     */
    private boolean keep(String bootstrapServers) {
        view.keeping();
        try (TopicReader reader = new TopicReader(bootstrapServers)) {
            RunSummary summary = SummaryReader.read(folder.id(), reader);
            writeDown(() -> folder.write(RunSummary.FILE, summary));
            view.lines(SummaryView.lines(summary, view.terminal()));
            EventsFile.write(folder.path().resolve(EventsFile.NAME), reader);
            return true;
        } catch (KafkaException | Problem failed) {
            view.lines(List.of("  what happened in the run could not be written down: " + failed.getMessage()));
            return false;
        }
    }

    private void nowUp(Duration after) {
        synchronized (recordLock) {
            if (!finished) {
                record = record.withReady(new HashMap<>(readyMillis)).withMemory(memory());
                writeDown(() -> folder.write(record));
            }
            up = true;
        }
        writeCurrent();
        keepWayBack();
        view.ready(stack.current(), stack.processes(), after);
        if (finished) {
            view.over();
        }
    }

    private boolean isInFolder() {
        return record.infrastructure().startsWith(InfrastructureChoice.Kind.EMBEDDED.label());
    }

    private void noteSchemas() {
        if (isInFolder()) {
            Upgrade.note(home, folder, stack.endpoints());
        }
    }

    private void noteSchemasOfFailure() {
        try {
            noteSchemas();
        } catch (RuntimeException away) {
            // The database did not start, or does not answer: what they may have come to stays written.
            view.lines(List.of("  schemas not looked at: " + away.getMessage()));
        }
    }

    /** What came up whole is worth going back to. Beside the run, which does not wait for it. */
    private void keepWayBack() {
        Thread.ofVirtual()
                .name("builds")
                .start(() -> writeDown(() -> {
                    noteSchemas();
                    new Builds(home, clock).keep();
                }));
    }

    private void see(ProcessEvent event) {
        view.on(event);
        if (event instanceof ProcessEvent.Ready ready) {
            readyMillis.put(ready.component(), ready.after().toMillis());
        }
        if (event instanceof ProcessEvent.Started && !ending.get()) {
            writeCurrent();
        }
    }

    private void writeCurrent() {
        synchronized (recordLock) {
            if (up) {
                writeDown(() -> stack.current().write(home));
            }
        }
    }

    private void firstFill(Execution execution) {
        // Before all were ready there is nothing to count from; it then counts as at once.
        Duration since = readyNanos == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - readyNanos);
        view.firstFill(execution, since);
        synchronized (recordLock) {
            record = record.withFirstFill(since.toMillis());
            writeDown(() -> folder.write(record));
        }
    }

    /** A disk that takes no notes must not end the run that they are about. */
    private void writeDown(Runnable write) {
        try {
            write.run();
        } catch (Problem refused) {
            view.troubled(List.of(String.valueOf(refused.getMessage())));
        }
    }

    /** Says which folders cannot be written to, before the processes that need them say it in their own ways. */
    private void lookAtFolders() {
        List<String> troubles = new ArrayList<>();
        for (WritableFolder folder : stack.folders()) {
            try {
                folder.check();
            } catch (Problem full) {
                troubles.add(String.valueOf(full.getMessage()));
            }
        }
        view.troubled(troubles);
    }

    private Map<String, Memory> memory() {
        Map<String, Memory> seen = new HashMap<>();
        stack.processes().forEach((name, process) -> Memory.of(process).ifPresent(memory -> seen.put(name, memory)));
        return seen;
    }

    private void remember(Map<String, Memory> seen) {
        synchronized (recordLock) {
            record = finished ? record : record.withMemory(seen);
        }
    }

    /** SIGTERM, from {@code ffe down} or the script that passes Ctrl-C on; also SIGHUP. */
    private void endOnSignal() {
        if (!ending.compareAndSet(false, true)) {
            return;
        }
        try {
            view.stoppingAll("Asked to stop");
            stack.stopServices();
            String broker = bootstrapServers;
            if (broker != null && up && !kept) {
                keep(broker);
            }
            stack.stop();
            RunRecord now = record;
            close(
                    now.state() == RunRecord.State.FINISHED ? RunRecord.State.FINISHED : RunRecord.State.STOPPED,
                    now.detail());
        } catch (InterruptedException hurried) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
            signalled.countDown();
            // In order, as asked: not the 143 that Java would make of the signal. A replay that was cut is no success.
            Runtime.getRuntime().halt(untilEnd ? Problem.Kind.FAILURE.exitCode() : 0);
        }
    }

    private void close(RunRecord.State state, @Nullable String detail) {
        synchronized (recordLock) {
            up = false;
            // A run that has finished ended then, however long its services stayed up to be looked at.
            record = record.state() == RunRecord.State.FINISHED ? record : record.ended(state, detail, clock.instant());
            writeDown(() -> folder.write(record));
        }
        try {
            Files.deleteIfExists(home.currentFile());
        } catch (IOException refused) {
            view.lines(List.of("  " + home.currentFile() + " could not be removed: " + refused.getMessage()));
        }
        view.stopped(folder);
        release.run();
    }

    private Supplier<String> viewerTokens() {
        Tokens tokens = new Tokens(SigningKeys.in(home.keys()).privateKey(), clock);
        return () -> tokens.issue(Role.VIEWER, "ffe-up", TOKEN_LIFETIME);
    }
}
