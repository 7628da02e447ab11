package io.ffe.stack.audit;

import io.ffe.stack.Problem;
import io.ffe.stack.postgres.Databases;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Where a run is, told by environment variables: in containers, and to the auditor that {@code ffe up} starts. */
public final class EnvironmentSources {

    public static final String POSTGRES = "FFE_AUDIT_POSTGRES";
    private static final String KAFKA = "KAFKA_BOOTSTRAP_SERVERS";
    private static final String RUN = "FFE_RUN_ID";
    private static final String JOURNAL = "FFE_AUDIT_JOURNAL";

    private EnvironmentSources() {}

    /**
     * Empty unless {@code FFE_AUDIT_POSTGRES} names a server as {@code HOST:PORT}.
     *
     * @throws Problem naming what is missing beside it
     */
    public static Optional<AuditSources> in(Map<String, String> environment) {
        String postgres = environment.get(POSTGRES);
        if (postgres == null) {
            return Optional.empty();
        }
        return Optional.of(new AuditSources(
                required(environment, RUN),
                required(environment, KAFKA),
                AuditSources.databases(name -> Optional.of(new Databases.Access(
                        "jdbc:postgresql://" + postgres + "/" + name, name, required(environment, password(name))))),
                Path.of(required(environment, JOURNAL))));
    }

    /** The variables from which {@link #in} makes these sources. */
    public static Map<String, String> of(AuditSources sources, String postgres) {
        Map<String, String> environment = new HashMap<>();
        environment.put(POSTGRES, postgres);
        environment.put(KAFKA, sources.bootstrapServers());
        environment.put(RUN, sources.runId());
        environment.put(JOURNAL, sources.venueJournal().toString());
        sources.databases().values().forEach(access -> environment.put(password(access.username()), access.password()));
        return environment;
    }

    private static String password(String database) {
        return database.toUpperCase(Locale.ROOT) + "_DB_PASSWORD";
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isBlank()) {
            throw Problem.usage(name + " is not set, expected it beside " + POSTGRES + ": set " + RUN + ", " + KAFKA
                    + ", " + JOURNAL + " and the password of each database, or leave all of them out");
        }
        return value;
    }
}
