package io.ffe.stack.infra;

import io.ffe.stack.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.testcontainers.DockerClientFactory;

/**
 * What was chosen and why.
 *
 * @param reason for people, as in {@code FFE_INFRA=embedded}
 */
public record InfrastructureChoice(Kind kind, String reason) {

    public static final String VARIABLE = "FFE_INFRA";
    static final String KAFKA = "FFE_KAFKA_BOOTSTRAP_SERVERS";
    static final String POSTGRES = "FFE_POSTGRES_URL";

    public enum Kind {
        EXTERNAL,
        CONTAINERS,
        EMBEDDED;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** For tests: what the environment names, else containers where Docker answers, else embedded. */
    public static InfrastructureChoice forTests(Map<String, String> environment) {
        return choose(environment, InfrastructureChoice::dockerAnswers);
    }

    /** For {@code ffe up}, whose data has to be there again at the next start: containers only when asked for. */
    public static InfrastructureChoice forRun(Map<String, String> environment) {
        InfrastructureChoice choice = choose(environment, () -> false);
        return choice.kind() == Kind.EMBEDDED && environment.get(VARIABLE) == null
                ? new InfrastructureChoice(Kind.EMBEDDED, "the default; " + VARIABLE + " chooses another")
                : choice;
    }

    static InfrastructureChoice choose(Map<String, String> environment, BooleanSupplier dockerAnswers) {
        @Nullable String asked = environment.get(VARIABLE);
        boolean named = environment.containsKey(KAFKA) && environment.containsKey(POSTGRES);
        if (asked != null && !asked.isBlank() && !asked.equals("auto")) {
            Kind kind = Arrays.stream(Kind.values())
                    .filter(candidate -> candidate.label().equals(asked))
                    .findFirst()
                    .orElseThrow(() -> Problem.usage(VARIABLE + " is '" + asked + "', expected auto, "
                            + Arrays.stream(Kind.values()).map(Kind::label).collect(Collectors.joining(", "))));
            if (kind == Kind.EXTERNAL && !named) {
                throw Problem.usage(VARIABLE + "=external needs " + KAFKA + " (host:port) and " + POSTGRES
                        + " (jdbc:postgresql:...)");
            }
            return new InfrastructureChoice(kind, VARIABLE + "=" + asked);
        }
        if (named) {
            return new InfrastructureChoice(Kind.EXTERNAL, KAFKA + " and " + POSTGRES + " are set");
        }
        return dockerAnswers.getAsBoolean()
                ? new InfrastructureChoice(Kind.CONTAINERS, "Docker answers")
                : new InfrastructureChoice(Kind.EMBEDDED, "Docker does not answer");
    }

    private static boolean dockerAnswers() {
        // Asking the client takes seconds and prints a page when there is no daemon at all.
        boolean somewhere = System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
        return somewhere && DockerClientFactory.instance().isDockerAvailable();
    }

    /** As printed: {@code embedded (Docker does not answer)}. */
    @Override
    public String toString() {
        return kind.label() + " (" + reason + ")";
    }
}
