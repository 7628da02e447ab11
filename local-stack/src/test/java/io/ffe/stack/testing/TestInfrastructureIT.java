package io.ffe.stack.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.schema.topic.Topics;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.JavaCommand;
import io.ffe.stack.process.PidFile;
import io.ffe.stack.run.Home;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void what_has_started_ends_with_a_test_jvm_that_dies_meanwhile(@TempDir Path temporary) throws Exception {
        assumeTrue(infrastructure.choice().startsWith("embedded"), "there are processes of its own only then");
        Process beside = new ProcessBuilder(JavaCommand.with(
                        List.of("-Djava.io.tmpdir=" + temporary),
                        JavaCommand.ofStackClass(
                                Home.locate().stackJar(),
                                "test-infrastructure",
                                "64m",
                                TestInfrastructureMain.class,
                                List.of())))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        AtomicReference<ProcessHandle> broker = new AtomicReference<>();
        assertThat(Deadline.in(Duration.ofMinutes(1))
                        .await(() -> broker(temporary)
                                .map(found -> {
                                    broker.set(found);
                                    return true;
                                })
                                .orElse(false)))
                .isTrue();

        beside.getOutputStream().close();

        // It did not go on until all had started.
        assertThat(new String(beside.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .doesNotContain("\"bootstrapServers\":\"");
        beside.onExit().get(1, TimeUnit.MINUTES);
        assertThat(broker.get().isAlive()).isFalse();
        assertThat(temporary).isEmptyDirectory();
    }

    /** The broker of the one pair whose folder is here, as soon as it runs. */
    private static Optional<ProcessHandle> broker(Path temporary) {
        try (Stream<Path> folders = Files.list(temporary)) {
            return folders.findFirst()
                    .flatMap(folder -> PidFile.read(folder.resolve("pids/kafka.json")))
                    .flatMap(PidFile::running);
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    private static Connection connect(String url, Databases.Access access) throws SQLException {
        return DriverManager.getConnection(url, access.username(), access.password());
    }
}
