package io.ffe.stack.backup;

import io.ffe.stack.Problem;
import io.ffe.stack.infra.Infrastructure.Endpoints;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.RunFolder;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Between a run and a build that is not the one that it ran on: what {@code up} looks at before a service touches a schema. */
public final class Upgrade {

    /** In the run's folder: the schemas that it has, or may have after a start that failed, for whoever has to know while no database is up. */
    public static final String FILE = "schemas.json";

    private Upgrade() {}

    /** @param schemas highest migration by database */
    public record Applied(String build, Map<String, String> schemas) {

        public Applied {
            schemas = new TreeMap<>(schemas);
        }
    }

    /**
     * Takes a backup when this build is going to migrate the run's databases: there is no other way back. Then writes down the schemas
     * that services bring the databases to from now on, whether they come up or not.
     *
     * @return the backup, or empty when there was nothing to migrate
     * @throws Problem when the databases are newer than the build
     */
    public static Optional<BackupFolder> before(
            Home home, RunFolder folder, Endpoints endpoints, Clock clock, Progress progress)
            throws InterruptedException {
        Map<String, String> applied = Schemas.applied(endpoints.postgres());
        Map<String, String> packaged = Schemas.packaged(BuildId.applications(home));
        List<String> newer = Schemas.newer(applied, packaged);
        String build = BuildId.of(home);
        if (!newer.isEmpty()) {
            throw Problem.failure("run " + folder.id() + " was last on a newer build than this one, " + build + ": "
                    + String.join("; ", newer)
                    + ". Nothing was changed. Start it with that build, restore the backup from before"
                    + " its upgrade (./ffe backup --list, docs/disaster-recovery.md), or start another run with --new");
        }
        List<String> toMigrate = new ArrayList<>(applied.keySet());
        toMigrate.removeIf(database -> Schemas.newer(Map.of(database, packaged.getOrDefault(database, "0")), applied)
                .isEmpty());
        Optional<BackupFolder> taken = Optional.empty();
        if (!toMigrate.isEmpty()) {
            taken = Optional.of(new Backup(home, clock, System.getenv())
                    .take(
                            folder,
                            endpoints,
                            BackupFolder.folderIn(home)
                                    .resolve(folder.id() + "-before-" + build + "-"
                                            + clock.instant().getEpochSecond()),
                            progress));
        }
        folder.write(FILE, new Applied(build, packaged));
        return taken;
    }

    /** Writes down what the run's databases have come to, once services have come up or given up: a rollback is refused by it. */
    public static void note(Home home, RunFolder folder, Endpoints endpoints) {
        folder.write(FILE, new Applied(BuildId.of(home), Schemas.applied(endpoints.postgres())));
    }
}
