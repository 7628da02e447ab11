package io.ffe.stack.cli;

import io.ffe.stack.Problem;
import io.ffe.stack.read.DecisionClient;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.Endpoints;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.StoredToken;
import io.ffe.stack.token.Tokens;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which services a command asks, and with which token: those of the run that is up here, or those that a file names (compose, one
 * host, a cluster). A token comes from a file or, for the run here, is signed with its key.
 */
final class TargetOptions {

    static final String ENDPOINTS = "FFE_ENDPOINTS";
    static final String TOKEN_FILE = "FFE_TOKEN_FILE";

    private static final Duration LIFETIME = Duration.ofMinutes(5);

    @Option(
            names = "--at",
            paramLabel = "FILE",
            description =
                    "Ask services elsewhere: their addresses, as deploy/endpoints.properties has them; FFE_ENDPOINTS.")
    @Nullable
    Path at;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "Show services the token in this file; FFE_TOKEN_FILE. Required with --at.")
    @Nullable
    Path tokenFile;

    /** Where options are absent; a test has its own. */
    Map<String, String> environment = System.getenv();

    /**
     * What a command asks.
     *
     * @param token gives one that is valid now
     * @param run that is up here; absent when the services are elsewhere
     */
    record Target(
            Endpoints endpoints,
            Supplier<String> token,
            @Nullable CurrentRun run) {

        /** Where a service answers. @throws Problem when nobody says */
        String url(Service service) {
            return endpoints
                    .url(service)
                    .orElseThrow(() -> run == null
                            ? Problem.usage(missing(endpoints, service))
                            : Problem.failure("no " + service.module() + " is up: ./ffe status says what is"));
        }

        DecisionClient decisions() {
            return new DecisionClient(url(Service.DECISION), token);
        }

        /** Of the broker; absent when it is elsewhere. */
        @Nullable
        String bootstrapServers() {
            return run == null ? null : run.bootstrapServers();
        }
    }

    /** Whether services elsewhere are asked. */
    boolean remote() {
        return endpointsFile().isPresent();
    }

    /**
     * @param who for the record of who asked, where the token is signed here
     * @param needed without which there is nothing to ask
     * @throws Problem naming all that is wrong at once, or that nothing is up
     */
    Target target(Home home, Role role, String who, Service... needed) {
        Optional<Path> file = endpointsFile();
        return file.isPresent()
                ? remote(file.get(), true, needed)
                : local(home, RunningStack.required(home), role, who);
    }

    /** The run that is up here. */
    Target local(Home home, CurrentRun current, Role role, String who) {
        List<String> wrong = new ArrayList<>();
        Supplier<String> stored = stored(wrong);
        refuse(wrong);
        return new Target(Endpoints.of(current), stored == null ? signed(home, role, who) : stored, current);
    }

    /** Services elsewhere, of which health is asked without a token when none is named. */
    Target forHealth() {
        return remote(endpointsFile().orElseThrow(), false);
    }

    boolean hasToken() {
        return tokenPath().isPresent();
    }

    private Target remote(Path file, boolean tokenNeeded, Service... needed) {
        List<String> wrong = new ArrayList<>();
        Endpoints endpoints = Endpoints.read(file, wrong);
        boolean readable = wrong.isEmpty();
        for (Service service : needed) {
            if (readable && endpoints.url(service).isEmpty()) {
                wrong.add(missing(endpoints, service));
            }
        }
        Supplier<String> stored = stored(wrong);
        if (stored == null && tokenNeeded && tokenPath().isEmpty()) {
            wrong.add("no token is named, expected a file with one in --token-file or " + TOKEN_FILE
                    + ": ./ffe token --role operator makes one where the signing key is, an issuer gives its own");
        }
        refuse(wrong);
        return new Target(endpoints, stored == null ? () -> "none" : stored, null);
    }

    private static void refuse(List<String> wrong) {
        if (!wrong.isEmpty()) {
            throw Problem.usage(String.join("\n", wrong));
        }
    }

    private static String missing(Endpoints endpoints, Service service) {
        return endpoints.name() + " names no " + service.module() + ", expected a line as " + service.module()
                + "=https://HOST";
    }

    /** A new token for each question: a walk over all decisions may take longer than one is good for. */
    private static Supplier<String> signed(Home home, Role role, String who) {
        Tokens tokens = new Tokens(SigningKeys.in(home.keys()).privateKey(), Clock.systemUTC());
        return () -> tokens.issue(role, who, LIFETIME);
    }

    private @Nullable Supplier<String> stored(List<String> wrong) {
        Optional<Path> file = tokenPath();
        if (file.isEmpty()) {
            return null;
        }
        StoredToken stored = new StoredToken(file.get());
        try {
            stored.get();
        } catch (Problem unfit) {
            wrong.add(String.valueOf(unfit.getMessage()));
            return null;
        }
        stored.warning().ifPresent(warning -> System.err.println("ffe: warning: " + warning));
        return stored;
    }

    private Optional<Path> endpointsFile() {
        return named(at, ENDPOINTS);
    }

    private Optional<Path> tokenPath() {
        return named(tokenFile, TOKEN_FILE);
    }

    private Optional<Path> named(@Nullable Path option, String variable) {
        String value = environment.getOrDefault(variable, "");
        return option != null ? Optional.of(option) : value.isBlank() ? Optional.empty() : Optional.of(Path.of(value));
    }
}
