package io.ffe.marketdata;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.marketdata.kafka.EventPublisher;
import io.ffe.marketdata.kafka.TickPublisher;
import io.ffe.marketdata.store.PartitionCheckpoints;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.Traces;
import io.ffe.messaging.inbox.DeadLetters;
import io.ffe.messaging.inbox.MessagingReadiness;
import io.ffe.messaging.kafka.KafkaAccess;
import io.ffe.messaging.kafka.KafkaClients;
import io.ffe.schema.event.Tick;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.testing.TestInfrastructure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.flywaydb.core.Flyway;

/** A live run with several instances in one process, each with everything of its own but the database and the broker. */
final class SharedSymbols implements AutoCloseable {

    /** None that another test of the module has ticks of. */
    static final List<String> SYMBOLS =
            List.of("SOLUSDT", "BTCUSD", "ETHUSD", "USDJPY", "XAUUSD", "SPY", "AAPL", "IBM", "QQQ", "EEM");

    final String runId = "shared-it-" + ProcessHandle.current().pid();
    final LateClock clock = new LateClock();
    final PartitionCheckpoints checkpoints;

    private final TestInfrastructure infrastructure = TestInfrastructure.shared();
    private final AgroalDataSource pool;

    SharedSymbols() throws Exception {
        Databases.Access database = infrastructure.freshDatabase("shared");
        pool = AgroalDataSource.from(new AgroalDataSourceConfigurationSupplier()
                .connectionPoolConfiguration(of -> of.maxSize(6)
                        .connectionFactoryConfiguration(to -> to.jdbcUrl(database.jdbcUrl())
                                .principal(new NamePrincipal(database.username()))
                                .credential(new SimplePassword(database.password())))));
        Flyway.configure().dataSource(pool).load().migrate();
        checkpoints = new PartitionCheckpoints(pool);
    }

    /** What ends a thread at once and saves nothing: as near to a kill as a thread in a process comes. */
    private static final class Death extends Error {

        private static final long serialVersionUID = 1L;

        Death() {
            super("killed by the test");
        }
    }

    /** One instance. */
    final class Member {

        final MarketView view = new MarketView(symbol -> List.of());
        final LiveRun run;
        final FeedOpening opening;
        final KafkaClients clients;
        final TickPublisher publisher;
        final RunConfig config;
        private final String name;
        private final AtomicLong livesFor = new AtomicLong(Long.MAX_VALUE);
        private volatile boolean dead;

        private Member(String name) {
            this.name = name;
            SmallRyeConfig settings = settings(name);
            MarketDataConfig marketData = settings.getConfigMapping(MarketDataConfig.class);
            config = settings.getConfigMapping(RunConfig.class);
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            clients = new KafkaClients(KafkaAccess.open(infrastructure.bootstrapServers()), config);
            publisher = new TickPublisher(clients, config, meters, "ffe.ticks.v1");
            opening = new FeedOpening(marketData, config);
            MessagingReadiness readiness = new MessagingReadiness();
            List<TickFollower> followers = List.of(view, new TickFollower() {
                @Override
                public void folded(Tick tick) {
                    if (livesFor.decrementAndGet() <= 0) {
                        dead = true;
                        throw new Death();
                    }
                }
            });
            run = new LiveRun(
                    marketData,
                    config,
                    clients,
                    "shared-it",
                    publisher,
                    new EventPublisher(clients, config),
                    new LivePartitions(
                            config,
                            checkpoints,
                            before -> Optional.empty(),
                            followers,
                            new DeadLetters(clients, config, clock, meters),
                            readiness,
                            clock,
                            meters),
                    view,
                    followers,
                    new Traces(OpenTelemetry.noop().getTracer("test")),
                    new StalenessMeters(meters),
                    readiness,
                    clock,
                    meters);
        }

        String name() {
            return name;
        }

        Set<String> symbols() {
            return Set.copyOf(view.symbols());
        }

        /** Dies in the middle of its work, with the n-th tick from now on. */
        void dieAt(long tick) {
            livesFor.set(tick);
        }

        boolean isDead() {
            return dead;
        }

        void stop() throws InterruptedException {
            run.stop(new ShutdownEvent());
        }
    }

    /** Starts an instance. Its provider is away: prices come from elsewhere. */
    Member start(String name) {
        Member member = new Member(name);
        member.run.start(new StartupEvent());
        return member;
    }

    private SmallRyeConfig settings(String instance) {
        Map<String, String> all = new HashMap<>();
        all.put("ffe.run.id", runId);
        all.put("ffe.run.origin", "live");
        all.put("ffe.run.stage", "market-data");
        all.put("ffe.run.instance", instance);
        all.put("ffe.market-data.feed.kind", "live");
        all.put("ffe.market-data.feed.symbols", String.join(",", SYMBOLS));
        all.put("ffe.market-data.live.crypto", "coinbase");
        all.put("ffe.market-data.live.forex", "coinbase");
        all.put("ffe.market-data.live.metal", "coinbase");
        all.put("ffe.market-data.live.equity", "coinbase");
        all.put("ffe.market-data.live.warm-start", "false");
        all.put("ffe.market-data.live.checkpoint-every", "PT0.5S");
        all.put("ffe.market-data.live.coinbase.stream-url", "ws://127.0.0.1:1");
        all.put("ffe.market-data.snapshot.timeframe", "1m");
        return new SmallRyeConfigBuilder()
                .withMapping(MarketDataConfig.class)
                .withMapping(RunConfig.class)
                .withSources(new PropertiesConfigSource(all, "test", 100))
                .build();
    }

    @Override
    public void close() {
        pool.close();
    }
}
