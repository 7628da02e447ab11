package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Home;

/** The run that commands other than {@code up} are about. */
final class RunningStack {

    private RunningStack() {}

    /** @throws Problem when nothing is up */
    static CurrentRun required(Home home) {
        return CurrentRun.read(home)
                .orElseThrow(() -> Problem.failure("nothing is up in " + home.state() + ": start it with ./ffe up"));
    }
}
