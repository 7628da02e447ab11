package io.ffe.stack.process;

import io.ffe.stack.Problem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Command lines of child JVMs: the JDK that runs us, small heaps, the first compiler only unless {@link Compilers} says
 * otherwise, and a mark by which they are known again.
 */
public final class JavaCommand {

    /** System property on each child's command line that names its role, as in {@code kafka}. */
    public static final String COMPONENT = "ffe.component";

    static final String FIRST_COMPILER_ONLY = "-XX:TieredStopAtLevel=1";

    /**
     * Else the JVM begins with the largest heap here (a 64th of the machine's memory is more), and writes to a third of it before it
     * collects for the first time. Grows when more than that is in use.
     */
    static final String SMALL_AT_FIRST = "-Xms64m";

    /** Says whether this machine has large pages for those who ask; on Linux alone, as the option is. */
    private static final Path LARGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");

    /** The same in every start from a cache, which is bound to them. */
    static final List<String> SMALL = Stream.concat(
                    Stream.of(
                            SMALL_AT_FIRST,
                            "-XX:+UseSerialGC",
                            FIRST_COMPILER_ONLY,
                            "-XX:+UnlockDiagnosticVMOptions",
                            // What is read from a start cache stays the file's own page: at another address than the
                            // cache was made for, every pointer in it is rewritten, and with it every page, at each
                            // start.
                            "-XX:ArchiveRelocationMode=0",
                            // It is for the second compiler; the first one does without, and a thread less works
                            // through it at each start.
                            "-XX:-AOTReplayTraining",
                            // Of address space, as with both compilers. Each 15 % that fill up cost a full collection,
                            // in each start one with the 48 MB of the first alone.
                            "-XX:ReservedCodeCacheSize=240m",
                            "-XX:+UseCompactObjectHeaders",
                            "-Xss512k",
                            "-XX:+ExitOnOutOfMemoryError",
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow"),
                    largePages())
            .toList();

    private JavaCommand() {}

    /**
     * A main class of this module, with the module's own jar and what lies beside it as its class path.
     *
     * @param heap largest heap as {@code -Xmx} takes it
     */
    public static List<String> ofStackClass(
            Path stackJar, String component, String heap, Class<?> mainClass, List<String> arguments) {
        if (!Files.isRegularFile(stackJar)) {
            throw Problem.failure(
                    stackJar + " is missing: build it with ./mvnw -pl local-stack -am -DskipTests package");
        }
        List<String> command = java(component, heap);
        // Quieter for Kafka's clients: what is wrong comes back as an exception, and these would print pages of
        // settings.
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=error");
        command.add("-cp");
        command.add(stackJar.toString());
        command.add(mainClass.getName());
        command.addAll(arguments);
        return command;
    }

    /** A packaged application that {@code java -jar} starts. */
    public static List<String> ofJar(
            Path jar, String component, String heap, List<String> systemProperties, List<String> arguments) {
        List<String> command = java(component, heap);
        command.addAll(systemProperties);
        command.add("-jar");
        command.add(jar.toString());
        command.addAll(arguments);
        return command;
    }

    /** A class with a main method out of a packaged application, beside the one that the application is started with. */
    public static List<String> ofPackagedClass(
            Path jar, String component, String heap, String mainClass, List<String> arguments) {
        List<String> command = java(component, heap);
        command.add("-cp");
        command.add(Stream.of("app", "lib/main", "lib/boot")
                .map(part -> jar.resolveSibling(part) + "/*")
                .collect(Collectors.joining(File.pathSeparator)));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** The command with further options for the JVM. */
    public static List<String> with(List<String> options, List<String> command) {
        List<String> whole = new ArrayList<>(command);
        whole.addAll(1, options);
        return whole;
    }

    /** A heap in pages of 2 MB is touched for the first time some hundred times less often: a twentieth of a start. */
    private static Stream<String> largePages() {
        try {
            return Files.isReadable(LARGE_PAGES)
                            && !Files.readString(LARGE_PAGES).contains("[never]")
                    ? Stream.of("-XX:+UseTransparentHugePages")
                    : Stream.empty();
        } catch (IOException unknown) {
            return Stream.empty();
        }
    }

    private static List<String> java(String component, String heap) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + heap);
        command.addAll(SMALL);
        command.add("-D" + COMPONENT + "=" + component);
        return command;
    }
}
