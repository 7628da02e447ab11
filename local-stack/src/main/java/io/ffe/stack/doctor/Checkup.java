package io.ffe.stack.doctor;

import io.ffe.stack.Problem;
import io.ffe.stack.models.ModelSettings;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.PlannedStart;
import io.ffe.stack.run.RunFolder;
import io.ffe.stack.run.Service;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * All that is looked at, for a machine as it is: with a stack that is up its topics, groups, databases and clocks too.
 *
 * @param run the stack that is up; null when none is
 * @param environment of the command
 * @param ports that were asked for, by component
 * @param neededMegabytes that a run needs on its disk
 * @param models looked up when they are asked for
 * @param clock of this machine
 */
public record Checkup(
        Home home,
        @Nullable CurrentRun run,
        Map<String, String> environment,
        FeedOptions.Kind market,
        Map<String, Integer> ports,
        long neededMegabytes,
        Supplier<ModelSettings> models,
        Clock clock,
        boolean online) {

    private static final String TOKEN_FILE = "FFE_EXECUTION_VENUE_TOKEN_FILE";
    private static final String ISSUER = "FFE_OIDC_ISSUER";
    private static final String VENUE_URL = "FFE_EXECUTION_VENUE_URL";

    /** Who tells the time when no real venue is configured: the one that live prices come from without a key. */
    private static final String PUBLIC_VENUE = "https://api.coinbase.com";

    private static final Set<String> WEB = Set.of("http", "https");

    private static final String PATIENCE_MILLIS = "15000";

    public Checkup {
        environment = Map.copyOf(environment);
        ports = Map.copyOf(ports);
    }

    /** Makes every check. */
    public Doctor.Report look() throws InterruptedException {
        List<Check> checks = new ArrayList<>(ofTheMachine());
        if (run == null) {
            checks.add(notUp());
            return new Doctor(checks).look();
        }
        Admin admin;
        try {
            admin = admin(run.bootstrapServers());
        } catch (KafkaException noAddress) {
            checks.add(broken("topics", unresolved(run, noAddress)));
            checks.addAll(ofTheDatabases(run));
            return new Doctor(checks).look();
        }
        try (admin;
                BrokerTime broker = new BrokerTime(admin, run.bootstrapServers())) {
            checks.addAll(ofTheBroker(run, admin, broker));
            checks.addAll(ofTheDatabases(run));
            return new Doctor(checks).look();
        }
    }

    private List<Check> ofTheMachine() {
        boolean up = run != null;
        List<Check> checks = new ArrayList<>(List.of(
                new JavaCheck(),
                new FolderCheck(new PlannedStart(home).folders(neededMegabytes)),
                new MemoryCheck(up),
                new PortCheck(PlannedStart.ports(), ports, up),
                new VariableCheck(environment)));
        for (Service service : Service.values()) {
            // Only execution speaks with a venue.
            checks.add(new StartCheck(home, service, market, environment, online && service == Service.EXECUTION));
        }
        checks.add(later("secret files", () -> new SecretFileCheck(secretsMade(), secretsNamed())));
        checks.add(new ModelsCheck(models));
        Optional.ofNullable(environment.get(ISSUER))
                .filter(issuer -> !issuer.isBlank())
                .ifPresent(issuer -> checks.add(new IssuerCheck(issuer)));
        if (online) {
            checks.add(later("clock", () -> new ClockCheck(new WebTime(venue()), clock)));
        }
        return checks;
    }

    private List<Check> ofTheBroker(CurrentRun stack, Admin admin, BrokerTime broker) {
        return List.of(
                new TopicCheck(admin, stack.bootstrapServers()), new GroupCheck(admin), new ClockCheck(broker, clock));
    }

    private List<Check> ofTheDatabases(CurrentRun stack) {
        List<Check> checks = new ArrayList<>();
        Map<String, Databases.Access> databases;
        try {
            databases = new RunFolder(stack.folder()).databases(stack.postgresAddress());
        } catch (Problem noPasswords) {
            return List.of(broken("database", noPasswords));
        }
        databases.values().stream().limit(1).forEach(any -> checks.add(new ClockCheck(new DatabaseTime(any), clock)));
        for (Service service : Service.values()) {
            service.database()
                    .flatMap(name -> Optional.ofNullable(databases.get(name)))
                    .ifPresent(access -> checks.add(later(
                            "database",
                            () -> new DatabaseCheck(service.module(), access, Migrations.of(home, service)))));
        }
        return checks;
    }

    /** Who tells the time: the venue that orders would go to. */
    private URI venue() {
        String named = environment.getOrDefault(VENUE_URL, "");
        String url = named.isBlank() ? PUBLIC_VENUE : named;
        try {
            URI address = new URI(url);
            if (address.getHost() != null && WEB.contains(String.valueOf(address.getScheme()))) {
                return address;
            }
        } catch (URISyntaxException none) {
            // Told below, as one without a host is.
        }
        throw Problem.usage(VENUE_URL + " is '" + url + "', expected an address as " + PUBLIC_VENUE);
    }

    private static Problem unresolved(CurrentRun stack, KafkaException why) {
        return Problem.failure("Kafka at '" + stack.bootstrapServers() + "' is no address: "
                + Objects.requireNonNullElse(why.getCause(), why).getMessage());
    }

    /** One that cannot be made before it is known whether a value is right: a wrong one is its finding, and hides no others. */
    private static Check later(String name, Supplier<Check> check) {
        return new Check() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<Finding> look() throws InterruptedException {
                return check.get().look();
            }
        };
    }

    /** One of which it is known why it cannot be made. */
    private static Check broken(String name, Problem why) {
        return later(name, () -> {
            throw why;
        });
    }

    private static Check notUp() {
        return new Check() {
            @Override
            public String name() {
                return "stack";
            }

            @Override
            public List<Finding> look() {
                return List.of(Finding.skipped(
                        name(),
                        "topics, consumer groups, databases, their clocks",
                        "nothing is up; ask again after ./ffe up"));
            }
        };
    }

    private List<Path> secretsMade() {
        List<Path> files = new ArrayList<>(
                List.of(home.keys().resolve("private.pem"), home.root().resolve(".env")));
        RunFolder.all(home.runs())
                .forEach(folder -> Stream.of(folder.path().resolve("passwords.json"), folder.venueTokenFile())
                        .forEach(files::add));
        return files;
    }

    private List<Path> secretsNamed() {
        return Optional.ofNullable(environment.get(TOKEN_FILE))
                .filter(file -> !file.isBlank())
                .map(file -> List.of(Path.of(file)))
                .orElse(List.of());
    }

    private static Admin admin(String bootstrapServers) {
        return Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                PATIENCE_MILLIS,
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                PATIENCE_MILLIS));
    }
}
