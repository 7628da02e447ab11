package io.ffe.stack.audit;

import io.ffe.stack.Problem;
import io.ffe.stack.broker.BrokerAccess;
import io.ffe.stack.postgres.Databases;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a run is, told by environment variables: in containers, and to the auditor that {@code ffe up} starts. */
public final class EnvironmentSources {

    public static final String POSTGRES = "FFE_AUDIT_POSTGRES";

    /** A role that may read all four databases, and its password; without them each database is read as its owner. */
    public static final String USER = "FFE_AUDIT_POSTGRES_USER";

    public static final String PASSWORD = "FFE_AUDIT_POSTGRES_PASSWORD";

    private static final String KAFKA = "KAFKA_BOOTSTRAP_SERVERS";
    private static final String RUN = "FFE_RUN_ID";
    private static final String JOURNAL = "FFE_AUDIT_JOURNAL";

    /** What is behind the question mark goes into each JDBC URL. */
    private static final Pattern SERVER = Pattern.compile("([^/?#\\s]+:\\d{1,5})(\\?\\S+)?");

    private static final String ADVICE = "beside " + POSTGRES + " set " + RUN + ", " + KAFKA + ", " + JOURNAL
            + " and the password of each database, or " + USER + " and " + PASSWORD
            + " of a role that may read all of them; or leave all of them out";

    private final Map<String, String> environment;
    private final List<String> wrong = new ArrayList<>();

    private EnvironmentSources(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * Empty unless {@code FFE_AUDIT_POSTGRES} names a server as {@code HOST:PORT} or {@code HOST:PORT?OPTIONS}.
     *
     * @throws Problem naming all that is missing beside it, or wrong
     */
    public static Optional<AuditSources> in(Map<String, String> environment) {
        return environment.containsKey(POSTGRES)
                ? Optional.of(new EnvironmentSources(environment).sources())
                : Optional.empty();
    }

    private AuditSources sources() {
        Matcher server = SERVER.matcher(environment.getOrDefault(POSTGRES, ""));
        boolean named = server.matches();
        if (!named) {
            wrong.add(
                    POSTGRES + " is '" + environment.get(POSTGRES) + "', expected HOST:PORT or HOST:PORT?OPTIONS as in"
                            + " db:5432?sslmode=verify-full&sslrootcert=/etc/postgres/ca.crt");
        }
        String address = named ? server.group(1) : "";
        String options = named && server.group(2) != null ? server.group(2) : "";
        boolean oneRole = environment.containsKey(USER) || environment.containsKey(PASSWORD);
        AuditSources sources = new AuditSources(
                required(RUN),
                BrokerAccess.in(environment, required(KAFKA)),
                AuditSources.databases(name -> Optional.of(new Databases.Access(
                        "jdbc:postgresql://" + address + "/" + name + options,
                        oneRole ? required(USER) : name,
                        required(oneRole ? PASSWORD : password(name))))),
                Path.of(required(JOURNAL)));
        if (!wrong.isEmpty()) {
            throw Problem.usage(String.join("\n", wrong.stream().distinct().toList()) + "\n" + ADVICE);
        }
        return sources;
    }

    private String required(String name) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            wrong.add(name + " is not set, expected it beside " + POSTGRES);
        }
        return value;
    }

    /** The variables from which {@link #in} makes these sources. */
    public static Map<String, String> of(AuditSources sources, String postgres) {
        Map<String, String> environment = new HashMap<>();
        environment.put(POSTGRES, postgres);
        environment.put(KAFKA, sources.broker().bootstrapServers());
        environment.put(RUN, sources.runId());
        environment.put(JOURNAL, sources.venueJournal().toString());
        sources.databases().values().forEach(access -> environment.put(password(access.username()), access.password()));
        return environment;
    }

    private static String password(String database) {
        return database.toUpperCase(Locale.ROOT) + "_DB_PASSWORD";
    }
}
