package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.KilledRunners;
import io.ffe.stack.run.UpLock;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Terminal;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "down",
        description = "Stop what ./ffe up has started, in order, and wait for it.",
        footer = {
            "",
            "Data is kept. A synthetic run goes on at the next ./ffe up.",
            "A restore, rollback, backup or audit that is at work is not stopped: exit status 1."
        })
final class DownCommand implements Callable<Integer> {

    /** Five services, some of them several times, Kafka and PostgreSQL, each with the time that it may take to end. */
    private static final Duration LIMIT = Duration.ofSeconds(240);

    private final Home home = Home.locate();

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = Terminal.system();
        Optional<UpLock.Holder> holder = UpLock.current(home.lockFile());
        if (holder.isEmpty()) {
            // Nobody is up; what a killed runner has left is ours to stop.
            int[] stopped = {0};
            UpView view = new UpView(terminal);
            KilledRunners.clearUp(home, event -> {
                stopped[0]++;
                view.on(event);
            });
            if (stopped[0] == 0) {
                terminal.line("Nothing is up in " + home.state() + ".");
            }
            return 0;
        }
        UpLock.Holder up = holder.get();
        if (!up.isUp()) {
            throw Problem.failure("nothing is up in " + home.state() + " and nothing was stopped: " + up.told());
        }
        terminal.line("Stopping run " + up.runId() + " (process " + up.pid() + ")");
        ProcessHandle.of(up.pid()).ifPresent(ProcessHandle::destroy);
        Deadline limit = Deadline.in(LIMIT);
        boolean gone = limit.await(() -> {
            terminal.progress("  waiting, " + Figures.duration(limit.elapsed()));
            return UpLock.current(home.lockFile()).isEmpty();
        });
        if (!gone) {
            throw Problem.failure(
                    "run " + up.runId() + " has not stopped within " + LIMIT.toSeconds() + " s. See where it was"
                            + " started, or end process " + up.pid() + " by force; the next ./ffe up clears up");
        }
        terminal.line("Stopped market-data, decision, risk, execution, paper-venue, kafka and postgres in "
                + Figures.duration(limit.elapsed()) + ".");
        return 0;
    }
}
