package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.Service;
import io.ffe.stack.run.StoredRun;
import io.ffe.stack.run.UpLock;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The run that commands other than {@code up} are about: the one that is up, or one that is kept. */
final class RunningStack {

    private RunningStack() {}

    /** @throws Problem when nothing is up */
    static CurrentRun required(Home home) {
        return CurrentRun.read(home)
                .orElseThrow(() ->
                        Problem.failure("nothing is up in " + home.state() + ": start it with ./ffe up; a run that"
                                + " is over with ./ffe up --run RUN (./ffe runs lists them)"));
    }

    /** Where a service of the run answers. @throws Problem when it is not among those that are up */
    static String url(CurrentRun current, Service service) {
        return current.service(service.module())
                .map(CurrentRun.Part::url)
                .orElseThrow(() -> Problem.failure("no " + service.module() + " is up: ./ffe status says what is"));
    }

    /**
     * A run that is kept.
     *
     * @param run its name; the newest when null
     * @throws Problem naming those that there are
     */
    static RunFolder kept(Home home, @Nullable String run) {
        List<RunFolder> all = RunFolder.all(home.runs());
        if (run == null) {
            return all.stream()
                    .findFirst()
                    .orElseThrow(() -> Problem.failure(
                            "nothing is up, and there is no run in " + home.state() + " yet: start one with ./ffe up"));
        }
        return all.stream()
                .filter(folder -> folder.id().equals(run))
                .findFirst()
                .orElseThrow(() -> Problem.usage("no run '" + run + "' in " + home.runs() + ", expected one of "
                        + all.stream().map(RunFolder::id).collect(Collectors.joining(", "))));
    }

    /** Work on a run's broker and database. */
    interface Work<T> {
        T on(StoredRun storage) throws InterruptedException;
    }

    /**
     * Starts broker and database of a run that is over, for as long as the work takes.
     *
     * @param what others are told meanwhile
     */
    static <T> T withStored(Home home, RunFolder folder, Clock clock, UpLock.Work what, Work<T> work)
            throws InterruptedException {
        try (UpLock lock = UpLock.take(home.lockFile())) {
            lock.say(new UpLock.Holder(ProcessHandle.current().pid(), folder.id(), clock.instant(), what));
            try (StoredRun storage = StoredRun.open(home, folder, RunningStack::see)) {
                return work.on(storage);
            }
        }
    }

    private static void see(ProcessEvent event) {
        if (event instanceof ProcessEvent.Died died) {
            System.err.println(died.component() + " died with exit status " + died.exitCode() + ", see " + died.log());
        }
    }
}
