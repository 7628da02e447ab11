package io.ffe.messaging;

import io.quarkus.flyway.FlywayConfigurationCustomizer;
import jakarta.enterprise.context.ApplicationScoped;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;

/**
 * Holds Flyway's lock for a session and not in a transaction. That one would be idle while another connection migrates, and the
 * database ends what is idle for too long ({@link IdleTransactions}): a migration that takes longer would fail.
 */
@ApplicationScoped
class MigrationLock implements FlywayConfigurationCustomizer {

    @Override
    public void customize(FluentConfiguration configuration) {
        configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
    }
}
