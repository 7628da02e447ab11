package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.pipeline.SwingingPrices.Market;
import io.ffe.stack.process.FileTree;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The start caches from which every pipeline of these tests starts, as everywhere but in the first minute after a build. Whoever needs
 * them first makes them, of a short replay, while all others wait: beside tests that measure how soon something is noticed, five JVMs that
 * record what they load would measure themselves.
 */
final class StartCaches {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    /** Of {@link SwingingPrices#PAST} and two hours more, in which there are decisions. */
    private static final int MINUTES = 16 * 60;

    private StartCaches() {}

    /** Returns when there is one of each service. */
    static synchronized void ensure() throws InterruptedException {
        Home home = Home.locate();
        Path lockFile = home.root().resolve("pipeline-tests/target/start-caches.lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock others = channel.lock()) {
            if (!complete(home)) {
                make(home);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean complete(Home home) {
        return Arrays.stream(Service.values())
                .noneMatch(
                        service -> home.startCache(service.module()).options().isEmpty());
    }

    private static void make(Home home) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("start-caches");
        try {
            make(home, folder);
        } finally {
            FileTree.delete(folder);
        }
        assertThat(complete(home)).as("start caches made").isTrue();
    }

    private static void make(Home home, Path folder) throws InterruptedException {
        try (Pipeline pipeline = Pipeline.startToMakeCaches(
                folder, "start-caches", SwingingPrices.replay(folder, MINUTES, Market.BTCUSDT))) {
            pipeline.awaitEnd(LIMIT);
            // As many at once as there are processors where these tests usually run: each is made by one thread.
            try (ExecutorService makers = Executors.newFixedThreadPool(2)) {
                List<Callable<Boolean>> makings = Arrays.stream(Service.values())
                        .map(Service::module)
                        .<Callable<Boolean>>map(
                                module -> () -> home.startCache(module).make(pipeline.process(module), () -> true))
                        .toList();
                for (Future<Boolean> made : makers.invokeAll(makings)) {
                    made.get();
                }
            } catch (ExecutionException failed) {
                throw new IllegalStateException(failed.getCause());
            }
        }
    }
}
