package io.ffe.pipeline;

import io.ffe.stack.infra.InfrastructureChoice;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.read.ServiceClient;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.Service;
import io.ffe.stack.run.Stack;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A running pipeline with a folder, topics and databases of its own. */
final class Pipeline implements AutoCloseable {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Home home;
    private final Stack stack;
    private final RunFolder folder;
    private final List<ProcessEvent> events = new CopyOnWriteArrayList<>();
    private String bootstrapServers = "";

    private Pipeline(Path state, String name, FeedOptions feed) {
        this.home = new Home(Home.locate().root(), state);
        this.folder = new RunFolder(home.runs().resolve(name));
        try {
            Files.createDirectories(folder.path());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        this.stack = new Stack(
                home,
                folder,
                feed,
                InfrastructureChoice.forTests(System.getenv()),
                Map.of(),
                this::see,
                Clock.systemUTC());
    }

    /** Starts every process and returns when all are ready. */
    static Pipeline start(Path state, String name, FeedOptions feed) throws InterruptedException {
        return start(state, name, feed, bootstrapServers -> {});
    }

    /** @param beforeServices told where the broker is, when the topics are there and no service is yet */
    static Pipeline start(Path state, String name, FeedOptions feed, Consumer<String> beforeServices)
            throws InterruptedException {
        Pipeline pipeline = new Pipeline(state, name, feed);
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

    RunFolder folder() {
        return folder;
    }

    String url(Service service) {
        return stack.current()
                .service(service.module())
                .map(CurrentRun.Part::url)
                .orElseThrow();
    }

    /** A token as {@code ffe token} makes it. */
    String token(Role role, Duration lifetime) {
        return new Tokens(SigningKeys.in(home.keys()).privateKey(), Clock.systemUTC())
                .issue(role, "pipeline-test", lifetime, role == Role.SERVICE ? Map.of("portfolio", "main") : Map.of());
    }

    /** SIGKILL; the runner starts it again. */
    void kill(Service service) {
        ProcessHandle victim = Optional.ofNullable(stack.processes().get(service.module()))
                .orElseThrow(() -> new AssertionError(service.module() + " does not run"));
        victim.destroyForcibly();
    }

    /** Waits until the replay is as asked for, or broken. */
    ServiceClient.Replay await(String what, Duration limit, Predicate<ServiceClient.Replay> asked)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        ServiceClient.@Nullable Replay last = null;
        try (ServiceClient client = new ServiceClient(() -> token(Role.VIEWER, Duration.ofMinutes(5)))) {
            while (System.nanoTime() < end) {
                last = client.replay(url(Service.MARKET_DATA)).orElse(last);
                if (last != null && (asked.test(last) || last.broken())) {
                    if (last.broken()) {
                        throw new AssertionError("waiting for " + what + ", but the replay says " + last + "; logs in "
                                + folder.logs() + ", processes " + events);
                    }
                    return last;
                }
                Thread.sleep(LOOK_EVERY);
            }
        }
        throw new AssertionError("no " + what + " within " + limit + "; last: " + last + ", logs in " + folder.logs());
    }

    ServiceClient.Replay awaitEnd(Duration limit) throws InterruptedException {
        return await("end of the replay", limit, replay -> replay.state().equals("FINISHED"));
    }

    Journal journal() {
        try (TopicReader reader = new TopicReader(bootstrapServers)) {
            return Journal.read(reader);
        }
    }

    /** How often each process died without having been asked to. */
    long deaths(Service service) {
        return events.stream()
                .filter(event ->
                        event instanceof ProcessEvent.Died && event.component().equals(service.module()))
                .count();
    }

    private void see(ProcessEvent event) {
        events.add(event);
    }

    @Override
    public void close() throws InterruptedException {
        stack.stop();
    }
}
