package io.ffe.stack.cli;

import io.ffe.schema.control.ControlCommand.Action;
import io.ffe.schema.control.ControlRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "resume",
        description = "Let entries leave again: lifts the halt or reduction with this epoch.",
        footer = {
            "",
            "./ffe status shows what is in force and its epoch. Each of execution and risk lifts its own halt; where the epochs",
            "differ, because one of them was down, each needs a resume. Exit status: 0 when one of them took it, 1 when",
            "neither did, 2 when it was not sent.",
            "",
            "Example:",
            "  ./ffe resume --epoch 8 --by \"Ada Lovelace\" --reason \"the feed is fine again\"",
        })
final class ResumeCommand implements Callable<Integer> {

    @Option(
            names = "--portfolio",
            paramLabel = "P",
            description = "Only this one's own halt; that of all when left out.")
    @Nullable
    String portfolio;

    @Option(names = "--epoch", required = true, paramLabel = "N", description = "Of the halt that is lifted.")
    long epoch;

    @Option(names = "--by", required = true, paramLabel = "NAME", description = "Who takes responsibility; recorded.")
    String by = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why it is safe again; recorded.")
    String reason = "";

    @Mixin
    TargetOptions where = new TargetOptions();

    @Override
    public Integer call() throws InterruptedException {
        return new TradingOrders()
                .tell(where, new ControlRequest(Action.RESUME, portfolio, reason, by, epoch, null, null));
    }
}
