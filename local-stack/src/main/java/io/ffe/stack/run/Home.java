package io.ffe.stack.run;

import io.ffe.stack.Problem;
import io.ffe.stack.process.StartCache;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where things are: the project with its packaged jars, and the folder with everything that a run writes.
 *
 * @param root holds {@code ffe}, {@code mvnw} and the modules
 * @param state {@code .ffe}, or what {@code FFE_DIR} names
 */
public record Home(Path root, Path state) {

    /** From {@code ffe.home} (set by the script) or by walking up from the current folder. */
    public static Home locate() {
        Path root = Optional.ofNullable(System.getProperty("ffe.home"))
                .map(Path::of)
                .orElseGet(Home::above);
        return new Home(root, state(root, System.getenv("FFE_DIR")));
    }

    /** @param named by the environment; a name that is empty is none, and not the folder that somebody happens to be in */
    static Path state(Path root, @Nullable String named) {
        return named == null || named.isBlank()
                ? root.resolve(".ffe")
                : Path.of(named).toAbsolutePath();
    }

    private static Path above() {
        Path folder = Path.of("").toAbsolutePath();
        for (Path candidate = folder; candidate != null; candidate = candidate.getParent()) {
            if (Files.isRegularFile(candidate.resolve("mvnw")) && Files.isDirectory(candidate.resolve("local-stack"))) {
                return candidate;
            }
        }
        throw Problem.failure("no FFE project at or above " + folder
                + ": run this inside of the project, or name it with -Dffe.home=FOLDER");
    }

    /** The jar of this module, with {@code lib/} beside it. */
    public Path stackJar() {
        return root.resolve("local-stack/target/local-stack.jar");
    }

    /** The packaged application of a service. */
    public Path serviceJar(String module) {
        return root.resolve(module).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /** How a module's JVMs start fast: a product of running it, gone with {@code target}. */
    public StartCache startCache(String module) {
        return new StartCache(root.resolve(module).resolve("target/start-cache"), serviceJar(module));
    }

    /** Unpacked programs: a product of the build, gone with {@code target}. */
    public Path binariesCache() {
        return root.resolve("local-stack/target/binaries");
    }

    public Path runs() {
        return state.resolve("runs");
    }

    public Path keys() {
        return state.resolve("keys");
    }

    public Path pids() {
        return state.resolve("pids");
    }

    public Path currentFile() {
        return state.resolve("current.json");
    }

    public Path lockFile() {
        return state.resolve("up.lock");
    }
}
