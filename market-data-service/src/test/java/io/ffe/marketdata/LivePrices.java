package io.ffe.marketdata;

import io.ffe.marketdata.feed.live.CoinbaseStub;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.TestInfrastructure;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/** The shared broker, a database of its own, and a server that speaks Coinbase's words. */
public final class LivePrices implements QuarkusTestResourceLifecycleManager {

    static final String RUN = "live-it-" + ProcessHandle.current().pid();

    private CoinbaseStub stub;

    @Override
    public Map<String, String> start() {
        TestInfrastructure infrastructure = TestInfrastructure.shared();
        Databases.Access database = infrastructure.freshDatabase("marketdata");
        try {
            stub = new CoinbaseStub();
        } catch (Exception failed) {
            throw new IllegalStateException("the stub does not start", failed);
        }
        return Map.ofEntries(
                Map.entry("kafka.bootstrap.servers", infrastructure.bootstrapServers()),
                Map.entry("quarkus.datasource.jdbc.url", database.jdbcUrl()),
                Map.entry("quarkus.datasource.username", database.username()),
                Map.entry("quarkus.datasource.password", database.password()),
                Map.entry("ffe.run.id", RUN),
                Map.entry("ffe.run.origin", "live"),
                Map.entry("ffe.market-data.feed.kind", "live"),
                Map.entry("ffe.market-data.feed.symbols", "EURUSD"),
                Map.entry("ffe.market-data.live.forex", "coinbase"),
                Map.entry("ffe.market-data.live.warm-start", "false"),
                Map.entry("ffe.market-data.live.checkpoint-every", "PT0.5S"),
                Map.entry("ffe.market-data.live.coinbase.stream-url", stub.url()),
                Map.entry("ffe.market-data.snapshot.timeframe", "1m"));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(stub, new TestInjector.MatchesType(CoinbaseStub.class));
    }

    @Override
    public void stop() {
        stub.close();
    }
}
