package io.ffe.stack.compare;

import io.ffe.stack.Problem;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.process.ProcessEvent;
import io.ffe.stack.read.TopicReader;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.RunRecord;
import io.ffe.stack.run.StoredRun;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the events of a run are read: of the run that is up from its broker, of one that is over from its file. When that is
 * missing, because the run was killed, its own broker is started for as long as it takes to make it.
 */
public final class RunSource {

    private final Home home;
    private final ProcessEvent.Listener listener;

    /** @param listener told when a broker has to be started */
    public RunSource(Home home, ProcessEvent.Listener listener) {
        this.home = home;
        this.listener = listener;
    }

    /** @throws Problem when the run is none, or neither its events nor its topics are there */
    public RunComparison.Subject of(RunFolder folder) throws InterruptedException {
        RunRecord record = folder.record()
                .orElseThrow(() -> Problem.failure(folder.path() + " has no readable run.json: it is no run"));
        CurrentRun current = CurrentRun.read(home)
                .filter(up -> up.runId().equals(folder.id()))
                .orElse(null);
        Path events = folder.path().resolve(EventsFile.NAME);
        if (current != null) {
            // Under another name: it would be taken for all of them once the run is over.
            events = folder.path().resolve("until-now." + EventsFile.NAME);
            try (TopicReader reader = new TopicReader(current.bootstrapServers())) {
                EventsFile.write(events, reader);
            }
        } else if (!Files.isRegularFile(events)) {
            writeFromItsOwnTopics(folder, events);
        }
        return new RunComparison.Subject(record, events);
    }

    /** Under process ids of its own: another run may be up. */
    private void writeFromItsOwnTopics(RunFolder folder, Path events) throws InterruptedException {
        try (Embedded infrastructure =
                        StoredRun.infrastructure(home, folder, folder.path().resolve("pids"), listener);
                TopicReader reader = new TopicReader(infrastructure.startKafka())) {
            EventsFile.write(events, reader);
        }
    }
}
