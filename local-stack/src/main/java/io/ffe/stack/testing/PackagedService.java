package io.ffe.stack.testing;

import io.ffe.stack.Problem;
import io.ffe.stack.process.JavaCommand;
import io.ffe.stack.process.StartCache;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The packaged service that the tests of a module start, again and again. The first that gets ready makes the start cache that all
 * others begin from, those of whole pipelines too: as in an installation, where only the first start is without one.
 */
public final class PackagedService {

    private final Service service;
    private final Path jar;
    private final StartCache cache;
    private final Path lockFile;

    /** Open for as long as this JVM lives, and with it the lock. */
    private @Nullable FileChannel lock;

    private @Nullable FileLock maker;

    public PackagedService(Service service) {
        Home home = Home.locate();
        this.service = service;
        this.jar = home.serviceJar(service.module());
        this.cache = home.startCache(service.module());
        this.lockFile = home.root().resolve(service.module()).resolve("target/start-cache.lock");
    }

    /**
     * How to start it, from its cache if there is one; for a process that may end before it is ready.
     *
     * @param heap largest heap as {@code -Xmx} takes it
     * @param systemProperties as {@code -Dname=value}
     */
    public List<String> command(String heap, List<String> systemProperties) {
        return command(packaged().options(), heap, systemProperties);
    }

    /** As {@link #command}, for a process that {@link #isReady} will be told of: without a cache, one is going to be made of it. */
    public synchronized List<String> commandOfOneThatGetsReady(String heap, List<String> systemProperties) {
        return command(isMaker() ? packaged().optionsToMakeOne() : packaged().options(), heap, systemProperties);
    }

    /** Makes the cache of a process that works, if it is the one that was started for it; it goes on afterwards. */
    public void isReady(ProcessHandle process) throws InterruptedException {
        cache.make(process, () -> true);
    }

    /** The cache of what has been packaged: it is known by its files. */
    private StartCache packaged() {
        if (!Files.isRegularFile(jar)) {
            throw Problem.failure(
                    jar + " is missing: build it with ./mvnw -pl " + service.module() + " -am -DskipTests package");
        }
        return cache;
    }

    private List<String> command(List<String> options, String heap, List<String> systemProperties) {
        return JavaCommand.with(
                options, JavaCommand.ofJar(jar, service.module() + "-under-test", heap, systemProperties, List.of()));
    }

    /** One of the test's JVMs makes it, so that two never write the same file. */
    private boolean isMaker() {
        try {
            if (lock == null) {
                lock = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            }
            if (maker == null) {
                maker = lock.tryLock();
            }
            return maker != null;
        } catch (IOException refused) {
            throw Problem.failure(lockFile + " cannot be locked: " + refused.getMessage(), refused);
        }
    }
}
