package io.ffe.messaging;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Ends the start of a build on tables that a newer one has changed, before anything is migrated: a migration may add a column that has to be
 * filled or put another key in the place of one, and statements of an older build then fail in the middle of their work.
 */
@ApplicationScoped
class NewerSchema implements FlywayConfigurationCustomizer {

    /** Versions below it are those of delivery, which every service has beside its own (docs/adr/0045). */
    private static final MigrationVersion FIRST_OF_A_SERVICE = MigrationVersion.fromVersion("1");

    /** By default migrations of the future are passed over. */
    private static final String[] NONE = {};

    @Override
    public void customize(FluentConfiguration configuration) {
        configuration.ignoreMigrationPatterns(NONE).callbacks(new Refusal());
    }

    /** Asks once more what there is, which costs a connection and a reading of all migrations; so only when something is wrong. */
    private static final class Refusal extends BaseCallback {

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.AFTER_VALIDATE_ERROR;
        }

        @Override
        public void handle(Event event, Context context) {
            refuse(context.getConfiguration());
        }
    }

    private static void refuse(Configuration configuration) {
        List<MigrationInfo> all = Arrays.asList(
                Flyway.configure().configuration(configuration).load().info().all());
        String unknown = versions(all.stream()
                .filter(migration -> migration.getState().isApplied()
                        && !migration.getState().isResolved())
                .map(MigrationInfo::getVersion));
        if (unknown.isEmpty()) {
            return;
        }
        throw new IllegalStateException("the database has migrations of a newer build: " + unknown
                + "; this build knows " + known(all)
                + " and would fail on those tables. Start the newer build again, or go back with the data: restore the backup that was"
                + " taken before the upgrade (docs/upgrading.md)");
    }

    /** The last one of each of the two series. */
    private static String known(List<MigrationInfo> all) {
        List<MigrationVersion> resolved = all.stream()
                .filter(migration -> migration.getState().isResolved())
                .map(MigrationInfo::getVersion)
                .filter(Objects::nonNull)
                .toList();
        Predicate<MigrationVersion> ofDelivery = version -> version.compareTo(FIRST_OF_A_SERVICE) < 0;
        return "up to "
                + Stream.of(ofDelivery, ofDelivery.negate())
                        .map(series ->
                                versions(resolved.stream().filter(series).max(MigrationVersion::compareTo).stream()))
                        .filter(version -> !version.isEmpty())
                        .collect(Collectors.joining(" and "));
    }

    private static String versions(Stream<MigrationVersion> versions) {
        return versions.filter(Objects::nonNull)
                .sorted()
                .map(version -> "V" + version)
                .collect(Collectors.joining(", "));
    }
}
