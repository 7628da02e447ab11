package io.ffe.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.Test;

class MigrationLockTest {

    @Test
    void the_lock_of_a_migration_is_no_transaction_that_could_be_ended_for_being_idle() {
        FluentConfiguration configuration = Flyway.configure();
        assertThat(isTransaction(configuration)).as("as Flyway has it").isTrue();

        new MigrationLock().customize(configuration);

        assertThat(isTransaction(configuration)).isFalse();
    }

    private static boolean isTransaction(FluentConfiguration configuration) {
        return configuration
                .getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .isTransactionalLock();
    }
}
