package io.ffe.pipeline.planted;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import net.bytebuddy.agent.builder.AgentBuilder;

/** Packs this package as one of the Java agents that are in it; Byte Buddy is taken from where the tests have it. */
public final class AgentJar {

    private AgentJar() {}

    /**
     * An agent that plants bugs.
     *
     * @param armed folder in which bugs are armed
     * @return as {@code JAVA_TOOL_OPTIONS} takes it
     */
    public static String option(Path folder, Path armed) {
        return option(folder.resolve("planted-bugs.jar"), PlantingAgent.class, armed);
    }

    /**
     * An agent that keeps memory.
     *
     * @param order file that says when, and how much
     * @return as {@code JAVA_TOOL_OPTIONS} takes it
     */
    public static String leaking(Path folder, Path order) {
        return option(folder.resolve("leak.jar"), LeakingAgent.class, order);
    }

    /**
     * An agent that keeps processors busy.
     *
     * @param order file that is there for as long as it shall
     * @return as {@code JAVA_TOOL_OPTIONS} takes it
     */
    public static String spinning(Path folder, Path order) {
        return option(folder.resolve("spin.jar"), SpinningAgent.class, order);
    }

    private static String option(Path jar, Class<?> agent, Path argument) {
        try {
            Path classes = Path.of(locationOf(AgentJar.class));
            Manifest manifest = new Manifest();
            Attributes main = manifest.getMainAttributes();
            main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
            main.put(new Attributes.Name("Premain-Class"), agent.getName());
            main.put(Attributes.Name.CLASS_PATH, locationOf(AgentBuilder.class).toString());
            try (OutputStream file = Files.newOutputStream(jar);
                    JarOutputStream packed = new JarOutputStream(file, manifest)) {
                for (Path each : classFiles(classes)) {
                    packed.putNextEntry(
                            new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
                    Files.copy(each, packed);
                    packed.closeEntry();
                }
            }
            return "-javaagent:" + jar.toAbsolutePath() + "=" + argument.toAbsolutePath();
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        }
    }

    private static List<Path> classFiles(Path classes) throws IOException {
        Path own = classes.resolve(AgentJar.class.getPackageName().replace('.', '/'));
        try (Stream<Path> files = Files.walk(own)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    private static URI locationOf(Class<?> type) {
        try {
            return type.getProtectionDomain().getCodeSource().getLocation().toURI();
        } catch (URISyntaxException bug) {
            throw new IllegalStateException("a class comes from somewhere: " + type, bug);
        }
    }
}
