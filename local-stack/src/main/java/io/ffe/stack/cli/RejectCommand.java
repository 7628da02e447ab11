package io.ffe.stack.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "reject",
        description = "Do not agree to a decision that waits (mode approve): it is published as HOLD.",
        footer = {
            "",
            "What waits: ./ffe decisions --pending.",
            "Exit status: 0 when it was rejected, 1 when it does not wait, 2 on misuse."
        })
final class RejectCommand implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "A decision's id.")
    String id = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "Goes on the record.")
    @Nullable
    String reason;

    @Mixin
    TargetOptions where = new TargetOptions();

    @Override
    public Integer call() throws InterruptedException {
        return ApproveCommand.say(where, id, "REJECT", reason);
    }
}
