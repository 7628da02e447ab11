package io.ffe.risk.system;

import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.TestInfrastructure;
import io.ffe.stack.testing.TestKeys;
import io.ffe.stack.token.Tokens;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Gives the risk service inside of a test empty topics, an empty database, keys, and portfolios p1 to p60. */
public final class RealInfrastructure implements QuarkusTestResourceLifecycleManager {

    static final int PORTFOLIOS = 60;

    private Databases.Access database;
    private final Tokens tokens = TestKeys.tokens();

    @Override
    public Map<String, String> start() {
        database = Bench.emptied();
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap.servers", TestInfrastructure.shared().bootstrapServers(),
                "quarkus.datasource.jdbc.url", database.jdbcUrl(),
                "quarkus.datasource.username", database.username(),
                "quarkus.datasource.password", database.password(),
                "mp.jwt.verify.publickey.location", TestKeys.publicKeyLocation(),
                "ffe.run.id", Bench.RUN,
                "ffe.run.origin", "synthetic",
                "ffe.risk.snapshot-wait", "PT6S"));
        for (int number = 1; number <= PORTFOLIOS; number++) {
            settings.put("ffe.risk.portfolios.p" + number + ".producer", "ffe");
        }
        return settings;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(
                Objects.requireNonNull(database), new TestInjector.MatchesType(Databases.Access.class));
        injector.injectIntoFields(tokens, new TestInjector.MatchesType(Tokens.class));
    }

    @Override
    public void stop() {
        // The topics and the database are the test JVM's and end with it.
    }
}
