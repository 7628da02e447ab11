package io.ffe.decision;

import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.OllamaStub;
import io.ffe.stack.testing.TestInfrastructure;
import io.ffe.stack.testing.TestKeys;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.Tokens;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The shared broker, a database of its own, a key pair, and a stub where Ollama would be. */
public final class RealInfrastructure implements QuarkusTestResourceLifecycleManager {

    static final String RUN = "decision-it";

    private final OllamaStub ollama = new OllamaStub(OllamaStub.says("HOLD", 50, "ADX_STRONG"));
    private final Tokens tokens = TestKeys.tokens();

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(settings(RUN));
        settings.put("ffe.run.lock-step", "true");
        settings.put("ffe.decision.portfolios", "main,second");
        settings.put("ffe.decision.lease", "3s");
        settings.put("ffe.decision.llm.base-url", ollama.url().toString());
        settings.put("ffe.decision.llm.deadline", "2s");
        settings.put("ffe.decision.llm.fallback.deadline", "1s");
        settings.put("ffe.decision.llm.breaker-volume", "1000");
        settings.put("mp.jwt.verify.publickey.location", TestKeys.publicKeyLocation());
        return settings;
    }

    /** What every start needs: broker, an empty database, and the run. */
    static Map<String, String> settings(String run) {
        TestInfrastructure infrastructure = TestInfrastructure.shared();
        Databases.Access database = infrastructure.freshDatabase("decision");
        return Map.of(
                "kafka.bootstrap.servers", infrastructure.bootstrapServers(),
                "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                "quarkus.datasource.username", database.username(),
                "quarkus.datasource.password", database.password(),
                "ffe.run.id", run,
                "ffe.run.origin", "replay");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(ollama, new TestInjector.MatchesType(OllamaStub.class));
        injector.injectIntoFields(tokens, new TestInjector.MatchesType(Tokens.class));
        injector.injectIntoFields(
                tokens.issue(Role.VIEWER, "somebody", Duration.ofMinutes(10)),
                new TestInjector.AnnotatedAndMatchesType(ViewerToken.class, String.class));
    }

    @Override
    public void stop() {
        ollama.close();
    }
}
