package io.ffe.stack.cli;

import io.ffe.schema.control.ControlCommand.Action;
import io.ffe.schema.control.ControlRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "reduce",
        description = "Let positions be reduced and nothing be added: no entry leaves; what works at the venue stays.",
        footer = {
            "",
            "Exit status: 0 when execution or risk took it, 1 when neither did, 2 when it was not sent.",
            "",
            "Example:",
            "  ./ffe reduce --portfolio main --reason \"maintenance at six\"",
        })
final class ReduceCommand implements Callable<Integer> {

    @Option(names = "--portfolio", paramLabel = "P", description = "Only this one; all when left out.")
    @Nullable
    String portfolio;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why; stands on every denial.")
    String reason = "";

    @Option(names = "--by", paramLabel = "NAME", description = "Who reduces; your user name when left out.")
    @Nullable
    String by;

    @Override
    public Integer call() throws InterruptedException {
        return new TradingOrders().tell(new ControlRequest(Action.REDUCE, portfolio, reason, by, null, null, null));
    }
}
