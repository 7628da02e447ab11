package io.ffe.stack.cli;

import io.ffe.schema.control.ControlCommand.Action;
import io.ffe.schema.control.ControlRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "halt",
        description = "Stop trading: no entry leaves any more, entries at the venue are cancelled, protections stay.",
        footer = {
            "",
            "Tells execution and risk, and says what each did. Either alone stops entries; execution takes it with Kafka and risk",
            "down. Exit status: 0 when one of them took it, 1 when neither did, 2 when it was not sent.",
            "",
            "Examples:",
            "  ./ffe halt --reason \"prices look wrong\"",
            "  ./ffe halt --portfolio main --reason \"leaving\" --flatten   close every position as well",
        })
final class HaltCommand implements Callable<Integer> {

    @Mixin
    OperatorOptions asked = new OperatorOptions();

    @Option(names = "--flatten", description = "Close every position at the market as well.")
    boolean flatten;

    @Mixin
    TargetOptions where = new TargetOptions();

    @Override
    public Integer call() throws InterruptedException {
        return new TradingOrders()
                .tell(
                        where,
                        new ControlRequest(
                                Action.HALT,
                                asked.portfolio,
                                asked.reason,
                                asked.by,
                                null,
                                null,
                                flatten ? true : null));
    }
}
