package io.ffe.stack.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.schema.control.ControlRequest.Unfit;
import io.ffe.schema.control.FlattenRequest;
import io.ffe.schema.control.WithdrawRequest;
import io.ffe.stack.Problem;
import io.ffe.stack.read.FlattenClient;
import io.ffe.stack.read.FlattenClient.Answer;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.math.BigDecimal;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "flatten",
        description = "Close positions at the market, now: all, one symbol's, or a part of each. Trading goes on.",
        footer = {
            "",
            "Entries may follow; ./ffe halt --flatten stops them as well, and closes what fills late. What was told, by target and",
            "why is recorded. Exit status: 0 when execution took it, 1 when not or nobody knows, 2 when it was not sent.",
            "",
            "Examples:",
            "  ./ffe flatten --reason \"leaving\"                            every open position",
            "  ./ffe flatten BTCUSDT --fraction 0.5 --reason \"too much\"    half of one",
            "  ./ffe flatten --take-back ID --reason \"news\"               what a command ordered and what waits for its market",
        })
final class FlattenCommand implements Callable<Integer> {

    @Parameters(
            arity = "0..1",
            paramLabel = "SYMBOL",
            description = "Only this one; every open position when left out.")
    @Nullable
    String symbol;

    @Option(names = "--fraction", paramLabel = "F", description = "How much of each, above 0 and at most 1; all of it.")
    @Nullable
    BigDecimal fraction;

    @Mixin
    OperatorOptions asked = new OperatorOptions();

    @Option(
            names = "--command",
            paramLabel = "ID",
            description = "Of a command that was not answered: asks for the same again, and closes nothing twice.")
    @Nullable
    String commandId;

    @Option(
            names = "--take-back",
            paramLabel = "ID",
            description = "Of a command that you gave: its exits that have not left are taken back, nothing is closed.")
    @Nullable
    String takeBack;

    @Option(names = "--json", description = "Execution's answer, for programs.")
    boolean json;

    @Mixin
    TargetOptions where = new TargetOptions();

    private final Home home = Home.locate();
    private final Terminal terminal = Terminal.system();

    @Override
    public Integer call() throws InterruptedException {
        String withdrawn = takeBack;
        if (withdrawn != null) {
            return takeBack(withdrawn);
        }
        FlattenRequest request = new FlattenRequest(
                commandId == null ? UUID.randomUUID().toString() : commandId,
                asked.portfolio,
                symbol,
                fraction,
                asked.reason,
                asked.by);
        try {
            request.command("nobody");
        } catch (Unfit unfit) {
            throw Problem.usage(String.valueOf(unfit.getMessage()));
        }
        TargetOptions.Target target = target();
        try (FlattenClient client = new FlattenClient(target.token().get())) {
            return tell(client, target.url(Service.EXECUTION), request);
        }
    }

    private int takeBack(String withdrawn) throws InterruptedException {
        if (symbol != null || fraction != null || commandId != null || asked.portfolio != null) {
            throw Problem.usage(
                    "--take-back goes with --reason and --by alone: it takes back what the command ordered");
        }
        if (!FlattenRequest.isCommandId(withdrawn)) {
            throw Problem.usage("--take-back is '" + withdrawn + "', expected the commandId of a flatten command");
        }
        TargetOptions.Target target = target();
        try (FlattenClient client = new FlattenClient(target.token().get())) {
            return tell(client, target.url(Service.EXECUTION), withdrawn, new WithdrawRequest(asked.reason, asked.by));
        }
    }

    private TargetOptions.Target target() {
        return where.target(home, Role.OPERATOR, System.getProperty("user.name"), Service.EXECUTION);
    }

    int tell(FlattenClient client, String url, String withdrawn, WithdrawRequest request) throws InterruptedException {
        return switch (client.takeBack(url, withdrawn, request)) {
            case Answer.Took(JsonNode portfolios) -> {
                if (json) {
                    terminal.line(portfolios.toPrettyString());
                } else {
                    portfolios.forEach(this::showWithdrawn);
                }
                yield 0;
            }
            case Answer.Refused(String detail) -> {
                terminal.line(terminal.warning("Execution refused it") + ": " + detail);
                yield 1;
            }
            case Answer.Nothing(String detail) -> {
                terminal.line(terminal.bad("Nobody knows whether execution took it") + ", " + detail
                        + ". Ask again with the same words: that changes nothing twice");
                yield 1;
            }
        };
    }

    private void showWithdrawn(JsonNode portfolio) {
        portfolio
                .path("withdrawn")
                .forEach(exit -> terminal.line("Taken back in "
                        + portfolio.path("portfolioId").asText() + ": "
                        + exit.path("side").asText() + " "
                        + exit.path("quantity").asText() + " "
                        + exit.path("symbol").asText()));
        portfolio
                .path("left")
                .forEach(left -> terminal.line(left.path("symbol").asText() + " is left alone: "
                        + left.path("why").asText()));
    }

    int tell(FlattenClient client, String url, FlattenRequest request) throws InterruptedException {
        return switch (client.ask(url, request)) {
            case Answer.Took(JsonNode commands) -> {
                show(commands);
                yield 0;
            }
            case Answer.Refused(String detail) -> {
                terminal.line(terminal.warning("Execution refused it") + ": " + detail);
                yield 1;
            }
            case Answer.Nothing(String detail) -> {
                terminal.line(terminal.bad("Nobody knows whether execution took it") + ", " + detail
                        + ". Ask again with the same words and --command " + request.commandId()
                        + ": that closes nothing twice");
                yield 1;
            }
        };
    }

    private void show(JsonNode commands) {
        if (json) {
            terminal.line(commands.toPrettyString());
            return;
        }
        Table table = new Table("portfolio", "symbol", "side", "quantity", "order");
        for (JsonNode command : commands) {
            String of = command.path("portfolioId").asText();
            for (JsonNode exit : command.path("exits")) {
                table.row(
                        of,
                        exit.path("symbol").asText(),
                        exit.path("side").asText(),
                        exit.path("quantity").asText(),
                        exit.path("clientOrderId").asText());
            }
        }
        if (table.isEmpty()) {
            terminal.line("No exit was made.");
        } else {
            terminal.lines(table.lines(terminal));
        }
        for (JsonNode command : commands) {
            command.path("left")
                    .forEach(left -> terminal.line(left.path("symbol").asText() + " is left alone: "
                            + left.path("why").asText()));
        }
        if (!table.isEmpty()) {
            terminal.line("./ffe orders says what became of them; ./ffe flatten --take-back "
                    + commands.path(0).path("commandId").asText() + " takes back what has not left.");
        }
    }
}
