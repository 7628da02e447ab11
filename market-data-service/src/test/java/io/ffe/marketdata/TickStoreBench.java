package io.ffe.marketdata;

import static org.awaitility.Awaitility.await;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.AgroalConnectionPoolConfiguration.ConnectionValidator;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.exceptionsorter.PostgreSQLExceptionSorter;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.ffe.marketdata.TickStoreMeters.Outcome;
import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.store.TickDays;
import io.ffe.marketdata.store.TickTable;
import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Tick;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.TestInfrastructure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;

/** A database of its own on the shared server, with the service's tables, and tick stores that live one after the other on it. */
final class TickStoreBench implements AutoCloseable {

    static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    private final TestInfrastructure infrastructure = TestInfrastructure.shared();
    private final Databases.Access database = infrastructure.freshDatabase("ticks");
    private final AgroalDataSource pool;

    TickStoreBench() throws SQLException {
        // As Quarkus makes it from application.properties, but for the patience with a server that does not answer.
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(pool -> pool.maxSize(4)
                        .acquisitionTimeout(Duration.ofSeconds(2))
                        .exceptionSorter(new PostgreSQLExceptionSorter())
                        .connectionValidator(ConnectionValidator.defaultValidator())
                        .idleValidationTimeout(Duration.ofMillis(500))
                        .connectionFactoryConfiguration(factory -> factory.jdbcUrl(database.jdbcUrl())
                                .principal(new NamePrincipal(database.username()))
                                .credential(new SimplePassword(database.password()))
                                .jdbcProperty("socketTimeout", "2")
                                .jdbcProperty("loginTimeout", "2"))));
        Flyway.configure().dataSource(pool).load().migrate();
    }

    /** One life of the service's tick store. */
    final class Life {

        final TickStoreMeters meters = new TickStoreMeters(new SimpleMeterRegistry());
        final TickDays days = new TickDays(pool);
        final TickTable table = new TickTable(pool, days);
        final MarketDataConfig config;
        final TickStore store;
        final TickHistory history;
        final TickStoreReadiness readiness;

        private Life(Map<String, String> settings) {
            Map<String, String> all = new HashMap<>(Map.of(
                    "ffe.run.id",
                    "run",
                    "ffe.run.origin",
                    "synthetic",
                    "ffe.run.stage",
                    "market-data",
                    "ffe.market-data.feed.kind",
                    "synthetic"));
            all.putAll(settings);
            SmallRyeConfig built = new SmallRyeConfigBuilder()
                    .withMapping(MarketDataConfig.class)
                    .withMapping(RunConfig.class)
                    .withSources(new PropertiesConfigSource(all, "test", 100))
                    .build();
            config = built.getConfigMapping(MarketDataConfig.class);
            store = new TickStore(
                    config,
                    built.getConfigMapping(RunConfig.class),
                    table,
                    days,
                    meters,
                    Clock.fixed(NOON, ZoneOffset.UTC));
            history = new TickHistory(table, config);
            readiness = new TickStoreReadiness(store, meters);
        }

        void offer(List<Tick> ticks) {
            ticks.forEach(store::folded);
        }

        void stop() throws InterruptedException {
            store.limit(new ShutdownEvent());
            store.stop(new ShutdownEvent());
        }

        void awaitNothingQueued() {
            await("nothing is queued")
                    .atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> meters.queued() == 0);
        }

        long total(Outcome outcome) {
            return meters.total(outcome);
        }
    }

    /**
     * Starts a store.
     *
     * @param settings in pairs, keys below {@code ffe.market-data.tick-store}
     */
    Life start(String... settings) {
        Map<String, String> keys = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            keys.put("ffe.market-data.tick-store." + settings[i], settings[i + 1]);
        }
        return start(keys);
    }

    Life startLive() {
        return start(Map.of("ffe.run.origin", "live", "ffe.market-data.feed.kind", "live"));
    }

    private Life start(Map<String, String> settings) {
        Life life = new Life(settings);
        life.store.start(new StartupEvent());
        return life;
    }

    AgroalDataSource pool() {
        return pool;
    }

    /** The first column. */
    List<String> column(String query) throws SQLException {
        List<String> column = new ArrayList<>();
        try (Connection connection = infrastructure.postgres().connect(database.username());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                column.add(rows.getString(1));
            }
        }
        return column;
    }

    long rows() throws SQLException {
        return Long.parseLong(column("SELECT count(*) FROM tick").getFirst());
    }

    /** Somebody else changes something. */
    void execute(String sql) throws SQLException {
        try (Connection connection = infrastructure.postgres().connect(database.username());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Nobody gets at the table until this is closed, as on a server that is frozen. */
    Connection freeze() throws SQLException {
        Connection connection = infrastructure.postgres().connect(database.username());
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("LOCK TABLE tick IN ACCESS EXCLUSIVE MODE");
        }
        return connection;
    }

    /** The database refuses everybody and ends the connections that it has, as a failing server would. */
    void goesAway() throws SQLException {
        asAdministrator(
                "ALTER DATABASE " + database.username() + " ALLOW_CONNECTIONS false",
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database.username() + "'");
    }

    void comesBack() throws SQLException {
        asAdministrator("ALTER DATABASE " + database.username() + " ALLOW_CONNECTIONS true");
    }

    private void asAdministrator(String... statements) throws SQLException {
        try (Connection connection = infrastructure.postgres().connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
