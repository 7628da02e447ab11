package io.ffe.stack.audit;

import io.ffe.schema.topic.Stage;
import io.ffe.stack.backup.Restored;
import io.ffe.stack.broker.BrokerAccess;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.RunFolder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Where a run can be looked at.
 *
 * @param databases of market-data, decision, risk and execution
 * @param venueJournal of the paper venue
 * @param adopted clientOrderIds that the venue had and the databases had lost when the run was restored from a backup
 */
public record AuditSources(
        String runId,
        BrokerAccess broker,
        Map<Stage, Databases.Access> databases,
        Path venueJournal,
        Set<String> adopted) {

    public AuditSources {
        databases = Map.copyOf(databases);
        adopted = Set.copyOf(adopted);
    }

    /** Of a run that was never restored. */
    public AuditSources(String runId, BrokerAccess broker, Map<Stage, Databases.Access> databases, Path venueJournal) {
        this(runId, broker, databases, venueJournal, Set.of());
    }

    /** The run that is up. */
    public static AuditSources of(CurrentRun run) {
        return of(new RunFolder(run.folder()), run.bootstrapServers(), run.postgresAddress());
    }

    /** A run of this machine, with the passwords that its folder keeps. @param postgres {@code HOST:PORT} of the server */
    public static AuditSources of(RunFolder folder, String bootstrapServers, String postgres) {
        Map<String, Databases.Access> byName = folder.databases(postgres);
        return new AuditSources(
                folder.id(),
                BrokerAccess.open(bootstrapServers),
                databases(name -> Optional.ofNullable(byName.get(name))),
                folder.venueJournal(),
                folder.read(Restored.FILE, Restored.class)
                        .map(restored -> Set.copyOf(restored.unknownOrders()))
                        .orElse(Set.of()));
    }

    /** Execution's database in a run of this machine. @param postgres {@code HOST:PORT} of the server */
    public static Databases.Access execution(RunFolder folder, String postgres) {
        return of(folder, "", postgres).database(Stage.EXECUTION);
    }

    /** @param named gives the access to a database, as in {@code ffe_market_data} */
    static Map<Stage, Databases.Access> databases(Function<String, Optional<Databases.Access>> named) {
        return Arrays.stream(Stage.values())
                .filter(stage -> stage != Stage.PAPER_VENUE)
                .collect(Collectors.toMap(
                        stage -> stage,
                        stage -> named.apply(databaseOf(stage))
                                .orElseThrow(() -> new IllegalArgumentException("no access to " + databaseOf(stage)))));
    }

    static String databaseOf(Stage stage) {
        return "ffe_" + stage.label().replace('-', '_');
    }

    Databases.Access database(Stage stage) {
        return Optional.ofNullable(databases.get(stage))
                .orElseThrow(() -> new IllegalStateException("no access to the database of " + stage.label()));
    }
}
