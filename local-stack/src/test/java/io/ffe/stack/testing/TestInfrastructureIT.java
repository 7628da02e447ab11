package io.ffe.stack.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.postgres.Databases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

class TestInfrastructureIT {

    private final TestInfrastructure infrastructure = TestInfrastructure.shared();

    @Test
    void every_test_of_a_jvm_gets_the_same_pair_and_is_told_which() {
        assertThat(TestInfrastructure.shared().bootstrapServers()).isEqualTo(infrastructure.bootstrapServers());
        assertThat(infrastructure.choice()).matches("(embedded|containers|external) \\(.+\\)");
    }

    @Test
    void the_topics_of_the_catalogue_are_there_and_can_be_emptied() throws Exception {
        infrastructure.recreateTopics();

        try (Admin admin = TopicCreation.admin(infrastructure.bootstrapServers())) {
            assertThat(admin.listTopics().names().get())
                    .contains(Topics.DECISIONS.topicName(), Topics.DECISIONS.dlqName());
        }
    }

    @Test
    void a_role_reaches_its_own_database_and_no_other() throws Exception {
        Databases.Access risk = infrastructure.freshDatabase("risk");
        Databases.Access decision = infrastructure.freshDatabase("decision");

        assertThat(risk.jdbcUrl()).isNotEqualTo(decision.jdbcUrl());
        try (Connection own = connect(risk.jdbcUrl(), risk)) {
            assertThat(own.isValid(5)).isTrue();
        }
        assertThatThrownBy(() -> connect(decision.jdbcUrl(), risk).close())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied for database");
        assertThatThrownBy(() -> connect(infrastructure.postgres().jdbcUrl("postgres"), risk)
                        .close())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("permission denied for database");
    }

    private static Connection connect(String url, Databases.Access access) throws SQLException {
        return DriverManager.getConnection(url, access.username(), access.password());
    }
}
