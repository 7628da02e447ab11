package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of all commands. Its help is a text of its own, which the script shows too before anything is built. */
@Command(
        name = "ffe",
        versionProvider = Commands.Version.class,
        subcommands = {
            UpCommand.class,
            DownCommand.class,
            StatusCommand.class,
            AnalyzeCommand.class,
            HaltCommand.class,
            ReduceCommand.class,
            ResumeCommand.class,
            FlattenCommand.class,
            AccountCommand.class,
            PositionsCommand.class,
            OrdersCommand.class,
            FillsCommand.class,
            StatementCommand.class,
            RunsCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            RollbackCommand.class,
            LogsCommand.class,
            ControlsCommand.class,
            TopicsCommand.class,
            DlqCommand.class,
            AuditCommand.class,
            DoctorCommand.class,
            DecisionsCommand.class,
            DecisionCommand.class,
            ApproveCommand.class,
            RejectCommand.class,
            ReplayDecisionCommand.class,
            MembersCommand.class,
            ReinferCommand.class,
            TokenCommand.class,
            ImagesCommand.class,
            TestCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Commands implements Callable<Integer> {

    private static final int USAGE_WIDTH = 110;
    private static final String HELP = "/io/ffe/stack/help.txt";

    @Option(
            names = {"-h", "--help"},
            description = "Show what there is.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    boolean version;

    /** Set by picocli before the call. */
    @Spec
    CommandSpec spec = CommandSpec.create();

    private Commands() {}

    /** Carries out a command line; returns its exit status. */
    public static int execute(String[] arguments) {
        CommandLine line = new CommandLine(new Commands());
        line.getSubcommands().values().forEach(Commands::withHelpOption);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(
                Boolean.getBoolean("ffe.tty") && System.getenv("NO_COLOR") == null ? Ansi.ON : Ansi.OFF));
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command.getErr()));
        line.setParameterExceptionHandler((unfit, parsed) -> misused(unfit));
        line.setExecutionStrategy(Commands::run);
        line.setExpandAtFiles(false);
        line.setUsageHelpWidth(USAGE_WIDTH);
        return line.execute(arguments);
    }

    @Override
    public Integer call() {
        spec.commandLine().getOut().print(helpText());
        spec.commandLine().getOut().flush();
        return 0;
    }

    static String helpText() {
        try (InputStream text = Commands.class.getResourceAsStream(HELP)) {
            if (text == null) {
                throw new IllegalStateException(HELP + " is not packaged");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void withHelpOption(CommandLine command) {
        if (command.getCommandSpec().findOption("--help") == null) {
            command.getCommandSpec().mixinStandardHelpOptions(false);
            command.getCommandSpec()
                    .addOption(CommandLine.Model.OptionSpec.builder("-h", "--help")
                            .usageHelp(true)
                            .description("Show this help.")
                            .build());
        }
        command.getSubcommands().values().forEach(Commands::withHelpOption);
    }

    private static int run(CommandLine.ParseResult parsed) {
        Optional<String> refused = parsed.hasSubcommand()
                ? LocalOnly.refusal(parsed.subcommand().commandSpec().name(), System.getenv())
                : Optional.empty();
        boolean helps = parsed.asCommandLineList().stream().anyMatch(CommandLine::isUsageHelpRequested);
        if (refused.isEmpty() || helps) {
            return new CommandLine.RunLast().execute(parsed);
        }
        PrintWriter err = parsed.commandSpec().commandLine().getErr();
        err.println("ffe: " + refused.get());
        err.flush();
        return Problem.Kind.USAGE.exitCode();
    }

    private static int misused(ParameterException unfit) {
        CommandLine command = unfit.getCommandLine();
        PrintWriter err = command.getErr();
        if (unfit instanceof CommandLine.UnmatchedArgumentException unknown) {
            // The command itself, and not list of dlq.
            String[] words = command.getCommandSpec().qualifiedName(" ").split(" ", -1);
            Optional<String> told = unknown.getUnmatched().stream()
                    .filter(word -> word.matches("--(at|token-file)(=.*)?"))
                    .findFirst()
                    .flatMap(word -> LocalOnly.refusal(words[Math.min(1, words.length - 1)], word));
            if (told.isPresent()) {
                err.println("ffe: " + told.get());
                err.flush();
                return Problem.Kind.USAGE.exitCode();
            }
        }
        err.println(unfit.getMessage() + ". Try ./" + command.getCommandSpec().qualifiedName() + " --help");
        err.flush();
        return Problem.Kind.USAGE.exitCode();
    }

    private static int failed(Exception failure, PrintWriter err) {
        if ("1".equals(System.getenv("FFE_DEBUG"))) {
            failure.printStackTrace(err);
        }
        int exitCode = switch (failure) {
            case Problem problem -> {
                err.println("ffe: " + problem.getMessage());
                yield problem.kind().exitCode();
            }
            case KafkaException away -> {
                err.println("ffe: Kafka did not answer as expected: " + away.getMessage()
                        + ". See ./ffe status and ./ffe logs kafka");
                yield Problem.Kind.FAILURE.exitCode();
            }
            default -> {
                err.println("ffe: unexpected: " + failure + ". FFE_DEBUG=1 shows where");
                yield Problem.Kind.FAILURE.exitCode();
            }
        };
        err.flush();
        return exitCode;
    }

    /** From the manifest of the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Commands.class.getPackage().getImplementationVersion();
            return new String[] {
                "ffe " + (version == null ? "(not packaged)" : version),
                "Java " + Runtime.version() + ", " + System.getProperty("java.vendor")
            };
        }
    }
}
