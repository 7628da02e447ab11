package io.ffe.stack.run;

import io.ffe.stack.Problem;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.token.Tokens;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The processes of the pipeline and what each is told by its environment. In the order in which they are started; they are
 * stopped the other way round, so that whoever makes work ends before whoever does it.
 */
public enum Service {
    PAPER_VENUE("paper-venue", 18085, null, "160m") {
        @Override
        Map<String, String> own(Surroundings around) {
            return Map.of(
                    "FFE_PAPER_VENUE_JOURNAL", around.folder().venueJournal().toString());
        }
    },
    EXECUTION("execution-service", 18084, "ffe_execution", "192m") {
        @Override
        Map<String, String> own(Surroundings around) {
            return Map.of(
                    "FFE_EXECUTION_VENUE_URL", around.url(PAPER_VENUE),
                    "FFE_EXECUTION_VENUE_TOKEN_FILE",
                            around.folder().venueTokenFile().toString(),
                    "FFE_EXECUTION_TRADING_STATE_FILE",
                            around.folder().tradingStateFile().toString());
        }
    },
    RISK("risk-service", 18083, "ffe_risk", "160m") {
        @Override
        Map<String, String> own(Surroundings around) {
            return around.feed().historyEnvironment();
        }
    },
    DECISION("decision-service", 18082, "ffe_decision", "192m") {
        @Override
        Map<String, String> own(Surroundings around) {
            return Map.of();
        }
    },
    MARKET_DATA("market-data-service", 18081, "ffe_market_data", "256m") {
        @Override
        Map<String, String> own(Surroundings around) {
            Map<String, String> environment = new HashMap<>(around.feed().environment());
            environment.put(
                    "FFE_MARKET_DATA_REPLAY_READINESS_URLS",
                    Arrays.stream(values())
                            .filter(service -> service != MARKET_DATA)
                            .flatMap(service -> around.ports().getOrDefault(service, List.of()).stream())
                            .map(port -> Surroundings.url(port) + READY)
                            .collect(Collectors.joining(",")));
            return environment;
        }
    };

    /** Readiness: answers 200 when the service can do its work. */
    public static final String READY = "/q/health/ready";

    private final String module;
    private final int defaultPort;
    private final @Nullable String database;
    private final String heap;

    Service(String module, int defaultPort, @Nullable String database, String heap) {
        this.module = module;
        this.defaultPort = defaultPort;
        this.database = database;
        this.heap = heap;
    }

    /**
     * What a service is told about the others.
     *
     * @param ports of each service's instances, the first one first
     * @param databases by database name
     * @param publicKey that tokens are verified with
     */
    record Surroundings(
            RunFolder folder,
            FeedOptions feed,
            String bootstrapServers,
            Map<Service, List<Integer>> ports,
            Map<String, Databases.Access> databases,
            Path publicKey) {

        /** Of a service's first instance. */
        String url(Service service) {
            return url(ports.getOrDefault(service, List.of()).getFirst());
        }

        private static String url(int port) {
            return "http://127.0.0.1:" + port;
        }
    }

    /** What only this service is told. */
    abstract Map<String, String> own(Surroundings around);

    /** Everything that its first instance is told; another one has a name and a port of its own besides. */
    Map<String, String> environment(Surroundings around) {
        Map<String, String> environment = new HashMap<>(own(around));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", around.bootstrapServers());
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put(
                "QUARKUS_HTTP_PORT",
                String.valueOf(around.ports().getOrDefault(this, List.of()).getFirst()));
        environment.put("MP_JWT_VERIFY_ISSUER", Tokens.ISSUER);
        // Not as a URI: what stands behind the colon is taken for the path as it is, and %20 for three characters of
        // it.
        environment.put("MP_JWT_VERIFY_PUBLICKEY_LOCATION", "file:" + around.publicKey());
        environment.put("FFE_RUN_ID", around.folder().id());
        environment.put("FFE_RUN_ORIGIN", around.feed().kind().label());
        environment.put("FFE_RUN_LOCK_STEP", String.valueOf(around.feed().lockStep()));
        Databases.Access access = database == null ? null : around.databases().get(database);
        if (access != null) {
            environment.put("QUARKUS_DATASOURCE_JDBC_URL", access.jdbcUrl());
            environment.put("QUARKUS_DATASOURCE_USERNAME", access.username());
            environment.put("QUARKUS_DATASOURCE_PASSWORD", access.password());
        }
        return environment;
    }

    /** How variables begin that are its settings, as in {@code FFE_RISK_}. */
    public String variables() {
        return "FFE_" + module.replaceFirst("-service$", "").replace('-', '_').toUpperCase(Locale.ROOT) + "_";
    }

    /** How variables begin that are settings of every service. */
    public static List<String> sharedVariables() {
        return List.of("FFE_RUN_", "FFE_REST_", "FFE_OIDC_");
    }

    /** The module, which is also the name of the process. */
    public String module() {
        return module;
    }

    int defaultPort() {
        return defaultPort;
    }

    /** Its database; the paper venue has none. */
    public Optional<String> database() {
        return Optional.ofNullable(database);
    }

    /** Largest heap as {@code -Xmx} takes it. */
    public String heap() {
        return heap;
    }

    static List<String> databases() {
        return Arrays.stream(values())
                .flatMap(service -> service.database().stream())
                .toList();
    }

    /** The service with this name, or this name without {@code -service}. */
    public static Service named(String name) {
        return Arrays.stream(values())
                .filter(service -> service.module.equals(name) || service.module.equals(name + "-service"))
                .findFirst()
                .orElseThrow(() -> Problem.usage("no service '" + name + "', expected one of "
                        + Arrays.stream(values()).map(Service::module).collect(Collectors.joining(", "))));
    }
}
