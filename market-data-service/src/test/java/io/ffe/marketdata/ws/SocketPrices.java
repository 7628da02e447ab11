package io.ffe.marketdata.ws;

import io.ffe.marketdata.feed.live.CoinbaseStub;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.TestInfrastructure;
import io.ffe.stack.testing.TestKeys;
import io.ffe.stack.token.Tokens;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A live run of twenty invented symbols that the provider says nothing of, so that a test may be the pipelines' thread, and
 * of one that is left to the topic.
 */
public final class SocketPrices implements QuarkusTestResourceLifecycleManager {

    /** Told by tests. */
    static final List<String> SYMBOLS = IntStream.range(0, 20)
            .mapToObj(number -> "Q" + (char) ('A' + number) + "QUSD")
            .toList();

    /** Comes over the topic. */
    static final String OF_THE_TOPIC = "ZZZUSD";

    /** Told by one test alone. */
    static final String STILL = "ZYZUSD";

    static final int ALL = SYMBOLS.size() + 2;

    static final int MAX_CLIENTS = 55;

    private CoinbaseStub stub;
    private final Tokens tokens = TestKeys.tokens();

    @Override
    public Map<String, String> start() {
        TestInfrastructure infrastructure = TestInfrastructure.shared();
        Databases.Access database = infrastructure.freshDatabase("marketdata");
        Path instruments;
        try {
            stub = new CoinbaseStub();
            instruments = Files.createTempFile("instruments", ".json");
            instruments.toFile().deleteOnExit();
            Files.writeString(
                    instruments, symbols().map(SocketPrices::instrument).collect(Collectors.joining(",", "[", "]")));
        } catch (Exception failed) {
            throw new IllegalStateException("the stub or its files cannot be made", failed);
        }
        return Map.ofEntries(
                Map.entry("kafka.bootstrap.servers", infrastructure.bootstrapServers()),
                Map.entry("quarkus.datasource.jdbc.url", database.jdbcUrl()),
                Map.entry("quarkus.datasource.username", database.username()),
                Map.entry("quarkus.datasource.password", database.password()),
                Map.entry("mp.jwt.verify.publickey.location", TestKeys.publicKeyLocation()),
                Map.entry("ffe.run.id", "socket-it-" + ProcessHandle.current().pid()),
                Map.entry("ffe.run.origin", "live"),
                Map.entry("ffe.market-data.instruments-file", instruments.toString()),
                Map.entry("ffe.market-data.feed.kind", "live"),
                Map.entry("ffe.market-data.feed.symbols", symbols().collect(Collectors.joining(","))),
                Map.entry("ffe.market-data.live.warm-start", "false"),
                Map.entry("ffe.market-data.live.coinbase.stream-url", stub.url()),
                Map.entry("ffe.market-data.web-socket.max-clients", Integer.toString(MAX_CLIENTS)));
    }

    private static Stream<String> symbols() {
        return Stream.concat(SYMBOLS.stream(), Stream.of(OF_THE_TOPIC, STILL));
    }

    private static String instrument(String symbol) {
        return """
                {"symbol": "%s", "assetClass": "CRYPTO", "baseCurrency": "%s", "quoteCurrency": "USD", "tickSize": "0.01",
                 "lotSize": "0.0001", "minQuantity": "0.0001", "maxQuantity": "9000", "minNotional": "1"}
                """.formatted(symbol, symbol.substring(0, 3));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(tokens, new TestInjector.MatchesType(Tokens.class));
    }

    @Override
    public void stop() {
        stub.close();
    }
}
