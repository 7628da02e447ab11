package io.ffe.stack.run;

import io.ffe.stack.Problem;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.infra.Infrastructure;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.process.Leftovers;
import io.ffe.stack.process.Ports;
import io.ffe.stack.process.ProcessEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A run that is over, with its broker and its database started again to be read; no service runs. */
public final class StoredRun implements AutoCloseable {

    private final Embedded infrastructure;
    private final Infrastructure.Endpoints endpoints;

    private StoredRun(Embedded infrastructure, Infrastructure.Endpoints endpoints) {
        this.infrastructure = infrastructure;
        this.endpoints = endpoints;
    }

    /**
     * Starts both on the run's folder. Whoever calls holds the {@code .ffe} folder.
     *
     * @throws Problem when the run's data was never in its folder, or does not start
     */
    public static StoredRun open(Home home, RunFolder folder, ProcessEvent.Listener listener)
            throws InterruptedException {
        Embedded embedded = infrastructure(home, folder, home.pids(), listener);
        boolean started = false;
        try {
            Infrastructure.Endpoints endpoints = embedded.start();
            started = true;
            return new StoredRun(embedded, endpoints);
        } finally {
            if (!started) {
                embedded.close();
            }
        }
    }

    /**
     * The run's broker and database, neither of them started yet; what an earlier reader left running of them is stopped. A signal
     * that ends this program stops them.
     *
     * @param pids where their process ids are kept
     * @throws Problem when the run's data was never in its folder
     */
    public static Embedded infrastructure(Home home, RunFolder folder, Path pids, ProcessEvent.Listener listener)
            throws InterruptedException {
        String kept = folder.record().map(RunRecord::infrastructure).orElse("nothing");
        if (!kept.startsWith("embedded") || !Files.isDirectory(folder.path().resolve(Embedded.KAFKA))) {
            throw Problem.failure("run " + folder.id() + " has no topics in its folder (it kept its data in " + kept
                    + "): there is nothing that could be started");
        }
        return embedded(home, folder, pids, listener);
    }

    /** As above, of a folder that may not be a run yet. */
    public static Embedded embedded(Home home, RunFolder folder, Path pids, ProcessEvent.Listener listener)
            throws InterruptedException {
        Leftovers.stop(pids, List.of(Embedded.KAFKA, Embedded.POSTGRES), listener);
        Ports free = new Ports(Map.of());
        String password =
                folder.passwords(List.of("postgres"), Databases::randomPassword).getOrDefault("postgres", "");
        Embedded embedded = new Embedded(
                new Embedded.Settings(
                        home.stackJar(),
                        home.binariesCache(),
                        folder.path(),
                        folder.logs(),
                        pids,
                        free.choose(Embedded.KAFKA, Ports.anyFree()).port(),
                        free.choose(Embedded.POSTGRES, Ports.anyFree()).port(),
                        password),
                listener);
        embedded.closeOnSignal();
        return embedded;
    }

    /** With the administrator's password. */
    public Infrastructure.Endpoints endpoints() {
        return endpoints;
    }

    public String bootstrapServers() {
        return endpoints.bootstrapServers();
    }

    /** {@code HOST:PORT}. */
    public String postgres() {
        return endpoints.postgres().host() + ":" + endpoints.postgres().port();
    }

    @Override
    public void close() {
        infrastructure.close();
    }
}
