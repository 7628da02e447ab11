package io.ffe.stack.cli;

import io.ffe.schema.control.ControlCommand.Action;
import io.ffe.schema.control.ControlRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Mixin
    OperatorOptions asked = new OperatorOptions();

    @Mixin
    TargetOptions where = new TargetOptions();

    @Override
    public Integer call() throws InterruptedException {
        return new TradingOrders()
                .tell(
                        where,
                        new ControlRequest(Action.REDUCE, asked.portfolio, asked.reason, asked.by, null, null, null));
    }
}
