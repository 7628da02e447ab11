package io.ffe.decision;

import io.ffe.stack.testing.OllamaStub;
import io.ffe.stack.testing.TestKeys;
import io.ffe.stack.token.Role;
import io.ffe.stack.token.Tokens;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A run with live prices in which an operator has to agree, and with a second prompt on trial. */
public final class LiveApprovals implements QuarkusTestResourceLifecycleManager {

    static final String RUN = "approval-it";
    static final Duration VALIDITY = Duration.ofHours(1);

    private final OllamaStub ollama = new OllamaStub(OllamaStub.says("BUY", 64, "OWN_TREND_UP"));
    private final Tokens tokens = TestKeys.tokens();

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(RealInfrastructure.settings(RUN));
        settings.put("ffe.run.origin", "live");
        settings.put("ffe.decision.portfolios", "main,second");
        settings.put("ffe.decision.mode", "approve");
        settings.put("ffe.decision.validity", VALIDITY.toString());
        settings.put("ffe.decision.llm.base-url", ollama.url().toString());
        settings.put("ffe.decision.llm.shadow-prompt", "entry-1.0.0");
        settings.put("ffe.decision.llm.outcomes", "3");
        settings.put("mp.messaging.incoming.snapshots.group.id", RUN);
        settings.put("mp.messaging.incoming.executions.group.id", RUN + "-executions");
        settings.put("mp.jwt.verify.publickey.location", TestKeys.publicKeyLocation());
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(ollama, new TestInjector.MatchesType(OllamaStub.class));
        injector.injectIntoFields(tokens, new TestInjector.MatchesType(Tokens.class));
    }

    /** @param user whose word stands on the record */
    static String token(Tokens tokens, Role role, String user) {
        return tokens.issue(role, user, Duration.ofMinutes(10));
    }

    @Override
    public void stop() {
        ollama.close();
    }
}
