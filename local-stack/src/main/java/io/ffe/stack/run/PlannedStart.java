package io.ffe.stack.run;

import io.ffe.stack.audit.BackgroundAuditor;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.process.WritableFolder;
import java.io.File;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@code ffe up} would start with, for those who look before it is started. Nothing is made. */
public final class PlannedStart {

    private static final String PLANNED = "planned";

    private final Home home;

    public PlannedStart(Home home) {
        this.home = home;
    }

    /** The usual port of each component. */
    public static Map<String, Integer> ports() {
        Map<String, Integer> ports = new LinkedHashMap<>();
        ports.put(Embedded.KAFKA, Stack.KAFKA_PORT);
        ports.put(Embedded.POSTGRES, Stack.POSTGRES_PORT);
        for (Service service : Service.values()) {
            ports.put(service.module(), service.defaultPort());
        }
        ports.put(Companion.AUDITOR, BackgroundAuditor.PORT);
        return ports;
    }

    /** Folders that are written to, the unpacked programs and start caches of a build among them. */
    public List<WritableFolder> folders(long runMegabytes) {
        return List.of(
                WritableFolder.ofRun(home.state(), "data and logs of runs", runMegabytes),
                WritableFolder.ofRun(home.root().resolve("local-stack/target"), "what is built and unpacked", 100));
    }

    /** What {@code up} needs on the disk of its runs, in megabytes. */
    public static long runMegabytes() {
        return StateFolder.NEEDED_MEGABYTES;
    }

    /** What the service would be told besides what is in the environment already. */
    public Map<String, String> environment(Service service, FeedOptions.Kind market) {
        RunFolder folder = new RunFolder(home.runs().resolve(PLANNED));
        Map<Service, Integer> ports =
                Arrays.stream(Service.values()).collect(Collectors.toMap(each -> each, Service::defaultPort));
        Map<String, Databases.Access> databases = Service.databases().stream()
                .collect(Collectors.toMap(
                        name -> name,
                        name -> new Databases.Access(
                                "jdbc:postgresql://127.0.0.1:" + Stack.POSTGRES_PORT + "/" + name, name, PLANNED)));
        FeedOptions feed =
                new FeedOptions(market, List.of(), List.of(), List.of(), null, null, null, null, null, null, null);
        Path publicKey = home.keys().resolve("public.pem");
        return new HashMap<>(service.environment(
                new Service.Surroundings(folder, feed, "127.0.0.1:" + Stack.KAFKA_PORT, ports, databases, publicKey)));
    }

    /** The packaged application's class path: what it is started from, without its own class loader. */
    public String classPath(Service service) {
        Path application =
                Objects.requireNonNull(home.serviceJar(service.module()).getParent());
        // What the build has generated comes first: it stands for what would be made at run time.
        return Stream.of("quarkus/*", "app/*", "lib/main/*", "lib/boot/*")
                .map(part -> application.resolve(part).toString())
                .collect(Collectors.joining(File.pathSeparator));
    }
}
