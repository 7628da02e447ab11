package io.ffe.execution;

import io.ffe.execution.venue.coinbase.StubCoinbase;
import io.ffe.execution.venue.coinbase.TestKey;
import io.ffe.execution.venue.oanda.StubOanda;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real venue's server in this process, so that it outlives the service that trades there. One symbol, {@link #SYMBOL}. */
sealed interface RealVenueStub extends AutoCloseable {

    String SYMBOL = "BTCUSD";

    /** What execution has to be told. @param folder for keys */
    Map<String, String> settings(Path folder) throws IOException;

    /** What has to trade at once and has not yet does. */
    void match();

    /** The client ids of all orders that were ever taken, with repeats. */
    List<String> takenIds();

    BigDecimal position();

    /** The quantity that working stops would close. */
    BigDecimal covered();

    BigDecimal cash();

    @Override
    void close();

    static RealVenueStub of(String name) {
        return switch (name) {
            case "coinbase" -> new Coinbase(new StubCoinbase());
            case "oanda" -> {
                StubOanda oanda = new StubOanda();
                oanda.price(Oanda.INSTRUMENT, "99.9", "100.1");
                yield new Oanda(oanda);
            }
            default -> throw new IllegalArgumentException("no stub of '" + name + "', expected coinbase or oanda");
        };
    }

    /** @param server takes orders, and trades when it is told to */
    record Coinbase(StubCoinbase server) implements RealVenueStub {

        @Override
        public Map<String, String> settings(Path folder) throws IOException {
            Path key =
                    Files.writeString(folder.resolve("key.json"), TestKey.p256().json());
            return Map.of(
                    "FFE_EXECUTION_VENUE_NAME", "coinbase",
                    "FFE_EXECUTION_VENUE_REAL", "true",
                    "FFE_EXECUTION_VENUE_URL", server.url().toString(),
                    "FFE_EXECUTION_VENUE_TOKEN_FILE", key.toString(),
                    "FFE_EXECUTION_VENUE_COMPARE_INTERVAL", "PT2S",
                    "FFE_EXECUTION_VENUE_COINBASE_STREAM_URL", "ws://127.0.0.1:9",
                    "FFE_EXECUTION_VENUE_COINBASE_REQUESTS_PER_SECOND", "30");
        }

        @Override
        public void match() {
            server.match("100");
        }

        @Override
        public List<String> takenIds() {
            return server.takenIds();
        }

        @Override
        public BigDecimal position() {
            return server.balance("BTC");
        }

        @Override
        public BigDecimal covered() {
            return server.covered();
        }

        @Override
        public BigDecimal cash() {
            return server.balance("USD");
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** @param server trades market orders as they come */
    record Oanda(StubOanda server) implements RealVenueStub {

        static final String INSTRUMENT = "BTC_USD";

        @Override
        public Map<String, String> settings(Path folder) throws IOException {
            Path token = Files.writeString(folder.resolve("token"), StubOanda.TOKEN);
            return Map.of(
                    "FFE_EXECUTION_VENUE_NAME",
                    "oanda",
                    "FFE_EXECUTION_VENUE_REAL",
                    "true",
                    "FFE_EXECUTION_VENUE_URL",
                    server.url().toString(),
                    "FFE_EXECUTION_VENUE_TOKEN_FILE",
                    token.toString(),
                    "FFE_EXECUTION_VENUE_COMPARE_INTERVAL",
                    "PT2S",
                    "FFE_EXECUTION_VENUE_OANDA_STREAM_URL",
                    server.url().toString(),
                    "FFE_EXECUTION_VENUE_OANDA_ACCOUNT",
                    StubOanda.ACCOUNT);
        }

        @Override
        public void match() {}

        @Override
        public List<String> takenIds() {
            return server.takenIds();
        }

        @Override
        public BigDecimal position() {
            return server.units(INSTRUMENT);
        }

        @Override
        public BigDecimal covered() {
            return server.covered(INSTRUMENT);
        }

        @Override
        public BigDecimal cash() {
            return server.cash();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
