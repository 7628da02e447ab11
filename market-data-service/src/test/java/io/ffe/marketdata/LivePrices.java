package io.ffe.marketdata;

import io.ffe.marketdata.feed.live.CoinbaseStub;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.TestInfrastructure;
import io.ffe.stack.testing.TestKeys;
import io.ffe.stack.token.Tokens;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** The shared broker, a database of its own, keys, and a server that speaks Coinbase's words. */
public final class LivePrices implements QuarkusTestResourceLifecycleManager {

    static final String RUN = "live-it-" + ProcessHandle.current().pid();

    /** A key of a provider that is not asked, to be found nowhere. */
    static final String SECRET = "OPEN-SESAME-4711";

    private CoinbaseStub stub;
    private final Tokens tokens = TestKeys.tokens();

    @Override
    public Map<String, String> start() {
        TestInfrastructure infrastructure = TestInfrastructure.shared();
        Databases.Access database = infrastructure.freshDatabase("marketdata");
        try {
            stub = new CoinbaseStub();
        } catch (Exception failed) {
            throw new IllegalStateException("the stub cannot be made", failed);
        }
        return Map.ofEntries(
                Map.entry("kafka.bootstrap.servers", infrastructure.bootstrapServers()),
                Map.entry("quarkus.datasource.jdbc.url", database.jdbcUrl()),
                Map.entry("quarkus.datasource.username", database.username()),
                Map.entry("quarkus.datasource.password", database.password()),
                Map.entry("mp.jwt.verify.publickey.location", TestKeys.publicKeyLocation()),
                Map.entry("ffe.run.id", RUN),
                Map.entry("ffe.run.origin", "live"),
                Map.entry("ffe.market-data.feed.kind", "live"),
                Map.entry("ffe.market-data.feed.symbols", "EURUSD"),
                Map.entry("ffe.market-data.live.forex", "coinbase"),
                Map.entry("ffe.market-data.live.warm-start", "false"),
                Map.entry("ffe.market-data.live.alphavantage.key", SECRET),
                Map.entry("ffe.market-data.live.checkpoint-every", "PT0.5S"),
                Map.entry("ffe.market-data.live.coinbase.stream-url", stub.url()),
                Map.entry("ffe.market-data.snapshot.timeframe", "1m"));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(stub, new TestInjector.MatchesType(CoinbaseStub.class));
        injector.injectIntoFields(tokens, new TestInjector.MatchesType(Tokens.class));
    }

    @Override
    public void stop() {
        stub.close();
    }
}
