package io.ffe.stack.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands that stop trading or close positions have in common: whose, why, and who says so. */
final class OperatorOptions {

    @Option(names = "--portfolio", paramLabel = "P", description = "Only this one; all when left out.")
    @Nullable
    String portfolio;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why; recorded, and said where an entry is denied for it.")
    String reason = "";

    @Option(names = "--by", paramLabel = "NAME", description = "Who says so; your user name when left out.")
    @Nullable
    String by;
}
