package io.ffe.stack.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.schema.serde.Json;
import io.ffe.stack.Problem;
import io.ffe.stack.audit.AuditSources;
import io.ffe.stack.read.BooksReader;
import io.ffe.stack.read.RunningBooks;
import io.ffe.stack.read.StoredBooks;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.Service;
import io.ffe.stack.run.UpLock;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Terminal;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that show execution's books have in common: whose, in which form, and where they are read. */
final class BooksOptions {

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "Of a run that is over; the one that is up, or the newest, when left out.")
    @Nullable
    String run;

    @Option(names = "--json", description = "The same, for programs.")
    boolean json;

    @Mixin
    TargetOptions where = new TargetOptions();

    private final Home home = Home.locate();
    private final Clock clock = Clock.systemUTC();
    private final Terminal terminal = Terminal.system();

    /** A question to the books. */
    interface Question<T> {
        T ask(BooksReader books) throws InterruptedException;
    }

    /** Asks execution of the run that is up; of another, its database, which is started for it. */
    <T> T ask(Question<T> question) throws InterruptedException {
        if (where.remote()) {
            if (run != null) {
                throw Problem.usage("--run is '" + run + "', expected none with services elsewhere: they have one run");
            }
            return askRunning(where.target(home, Role.VIEWER, "ffe-books", Service.EXECUTION), question);
        }
        Optional<CurrentRun> up = CurrentRun.read(home);
        if (up.isEmpty()) {
            return askStored(RunningStack.kept(home, run), question);
        }
        CurrentRun current = up.get();
        if (run != null && !run.equals(current.runId())) {
            throw Problem.usage("run " + current.runId() + " is up: stop it with ./ffe down before looking at " + run);
        }
        return askRunning(where.local(home, current, Role.VIEWER, "ffe-books"), question);
    }

    private static <T> T askRunning(TargetOptions.Target target, Question<T> question) throws InterruptedException {
        try (BooksReader books =
                new RunningBooks(target.url(Service.EXECUTION), target.token().get())) {
            return question.ask(books);
        }
    }

    private <T> T askStored(RunFolder folder, Question<T> question) throws InterruptedException {
        // Beside the answer, which may be for a program.
        System.err.println("Nothing is up: starting Kafka and PostgreSQL of " + folder.id());
        return RunningStack.withStored(home, folder, clock, UpLock.Work.READ, storage -> {
            try (BooksReader books = new StoredBooks(AuditSources.execution(folder, storage.postgres()), folder.id())) {
                return question.ask(books);
            }
        });
    }

    Terminal terminal() {
        return terminal;
    }

    void print(Object value) {
        try {
            terminal.line(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException("what is shown has a JSON form: " + value, bug);
        }
    }
}
