package io.ffe.execution;

import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.TestInfrastructure;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.SigningKeys;
import io.ffe.stack.token.Tokens;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Gives the application under test a real broker, a database of its own, a stub venue and keys. Arguments: {@code run},
 * {@code portfolio}, {@code origin}, {@code lock-step}, and {@code failpoints} for places that throw.
 */
public final class RealInfrastructure implements QuarkusTestResourceLifecycleManager {

    /** The venue's answers are waited for this long, so that a timeout in a test is short. */
    static final Duration REQUEST_TIMEOUT = Duration.ofMillis(700);

    private final StubVenue venue = new StubVenue();
    private Map<String, String> arguments = Map.of();
    private Path folder = Path.of("");
    private Tokens tokens;

    @Override
    public void init(Map<String, String> initArgs) {
        arguments = initArgs;
    }

    @Override
    public Map<String, String> start() {
        TestInfrastructure infrastructure = TestInfrastructure.shared();
        Databases.Access database = infrastructure.freshDatabase("execution");
        Path publicKey = keys();
        System.setProperty("ffe.failpoints", arguments.getOrDefault("failpoints", ""));
        Map<String, String> settings = new HashMap<>();
        settings.put("kafka.bootstrap.servers", infrastructure.bootstrapServers());
        settings.put("quarkus.datasource.jdbc.url", database.jdbcUrl());
        settings.put("quarkus.datasource.username", database.username());
        settings.put("quarkus.datasource.password", database.password());
        settings.put("mp.jwt.verify.publickey.location", publicKey.toUri().toString());
        settings.put("ffe.run.id", arguments.get("run"));
        settings.put("ffe.run.origin", arguments.getOrDefault("origin", "live"));
        settings.put("ffe.run.lock-step", arguments.getOrDefault("lock-step", "false"));
        settings.put("ffe.execution.portfolios", arguments.get("portfolio"));
        settings.put("ffe.execution.venue.url", venue.url());
        settings.put("ffe.execution.venue.token-file", tokenFile().toString());
        settings.put("ffe.execution.trading-state-file", tradingStateFile().toString());
        settings.put("ffe.execution.max-risk-silence", "PT1H");
        settings.put("ffe.execution.ledger-recheck", "PT1S");
        settings.put("ffe.execution.venue.request-timeout", "PT0.7S");
        settings.put("ffe.execution.venue.in-flight-window", "PT2S");
        settings.put("ffe.execution.venue.event-wait", "PT0.3S");
        settings.put("ffe.execution.asking.first-pause", "PT0.1S");
        settings.put("ffe.execution.asking.longest-pause", "PT0.5S");
        settings.put("mp.messaging.incoming.verdicts.group.id", "execution-" + arguments.get("run"));
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(venue, new TestInjector.MatchesType(StubVenue.class));
        injector.injectIntoFields(Objects.requireNonNull(tokens), new TestInjector.MatchesType(Tokens.class));
        injector.injectIntoFields(tokenFile(), new TestInjector.MatchesType(Path.class));
    }

    @Override
    public void stop() {
        venue.close();
        System.clearProperty("ffe.failpoints");
    }

    private Path tradingStateFile() {
        return folder.resolve("state/trading-state.json");
    }

    private Path tokenFile() {
        return folder.resolve("venue.token");
    }

    private Path keys() {
        try {
            folder = Files.createTempDirectory(
                    Files.createDirectories(Path.of("target").toAbsolutePath()), "it-");
            SigningKeys keys = SigningKeys.in(folder);
            tokens = new Tokens(keys.privateKey(), Clock.systemUTC());
            Files.writeString(tokenFile(), tokens.issue(Role.SERVICE, "execution-service", Duration.ofHours(1)));
            return keys.publicKeyFile();
        } catch (IOException failed) {
            throw new IllegalStateException("no folder for keys", failed);
        }
    }
}
