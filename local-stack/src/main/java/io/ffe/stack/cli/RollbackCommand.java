package io.ffe.stack.cli;

import io.ffe.stack.backup.BuildId;
import io.ffe.stack.backup.Builds;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.StateFolder;
import io.ffe.stack.run.UpLock;
import io.ffe.stack.view.Terminal;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "rollback",
        description = "Put the packaged build that ran before this one back into its place.",
        footer = {
            "",
            "A build is kept in .ffe/builds once ./ffe up has started all of it; the three newest stay. Sources are not touched: the",
            "next change of one makes ./ffe up build again. Refused while FFE is up, and when a run that would go on has databases",
            "that the build does not know: migrations go forward only. One that was interrupted is gone on with by the next."
        })
final class RollbackCommand implements Callable<Integer> {

    @Option(names = "--list", description = "Show the builds that are kept, and change nothing.")
    boolean list;

    private final Home home = Home.locate();
    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() {
        Terminal terminal = Terminal.system();
        Builds builds = new Builds(home, clock);
        String now = BuildId.of(home);
        if (list) {
            terminal.line("packaged now: " + now);
            builds.all()
                    .forEach(kept -> terminal.line(
                            "  " + kept.build() + "  last came up " + kept.ranAt() + ", schemas " + kept.schemas()));
            return 0;
        }
        StateFolder.prepare(home.state());
        try (UpLock lock = UpLock.take(home.lockFile())) {
            lock.say(new UpLock.Holder(
                    ProcessHandle.current().pid(), "build " + now, clock.instant(), UpLock.Work.ROLLBACK));
            Builds.Kept back = builds.rollBack();
            terminal.line(terminal.good("rolled back") + " from build " + now + " to " + back.build()
                    + ", which last came up " + back.ranAt() + ". Start it with ./ffe up --no-build");
            return 0;
        }
    }
}
