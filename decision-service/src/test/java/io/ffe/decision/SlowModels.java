package io.ffe.decision;

import io.ffe.stack.testing.OllamaStub;
import io.ffe.stack.testing.OllamaStub.Behaviour;
import io.ffe.stack.testing.TestInfrastructure;
import io.ffe.stack.testing.TestKeys;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A run with live prices and a model that needs three seconds for each answer, two at a time. */
public final class SlowModels implements QuarkusTestResourceLifecycleManager {

    static final String RUN = "slow-models-it";
    static final Duration CALL = Duration.ofSeconds(3);
    static final int CONCURRENCY = 2;

    private static final String ANSWER = "{\"action\":\"BUY\",\"confidence\":64,\"reasonCodes\":[\"OWN_TREND_UP\"]}";

    private final OllamaStub ollama = new OllamaStub(new Behaviour.SaysLate(ANSWER, CALL.toMillis()));

    @Override
    public Map<String, String> start() {
        // What other tests have left there would be read, and refused, before the first snapshot of this one.
        emptyTopics();
        Map<String, String> settings = new HashMap<>(RealInfrastructure.settings(RUN));
        settings.put("ffe.run.origin", "live");
        settings.put("ffe.decision.portfolios", "main");
        settings.put("ffe.decision.workers", String.valueOf(CONCURRENCY));
        settings.put("ffe.decision.llm.base-url", ollama.url().toString());
        settings.put("ffe.decision.llm.concurrency", String.valueOf(CONCURRENCY));
        settings.put("mp.messaging.incoming.snapshots.group.id", RUN);
        settings.put("mp.messaging.incoming.executions.group.id", RUN + "-executions");
        settings.put("mp.jwt.verify.publickey.location", TestKeys.publicKeyLocation());
        return settings;
    }

    private static void emptyTopics() {
        try {
            TestInfrastructure.shared().recreateTopics();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while the topics were emptied", stopped);
        }
    }

    @Override
    public void stop() {
        ollama.close();
    }
}
