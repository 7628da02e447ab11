package io.ffe.stack.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.topic.Stage;
import io.ffe.stack.Problem;
import io.ffe.stack.audit.AuditSources;
import io.ffe.stack.audit.EnvironmentSources;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Misuse is told from what is wrong with a run, and said before anything is started. */
class AuditCommandTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "audit --metrics-port 18087       | --metrics-port and --metrics-host go with --every",
                "audit --every soon               | --every is 'soon', expected a time above zero as in 60s",
                "audit --every 0s                 | --every is '0s', expected a time above zero",
                "audit --every 60s --json         | --json is for a single audit",
                "audit --every 60s --chain        | --chain is for a single audit",
                "audit --every 60s --metrics-port 99999 | --metrics-port is 99999, expected a port from 1 to 65535",
                "logs -n -1                       | -n is -1, expected 0 or more",
                "audit one two                    | Unmatched argument",
            })
    void misuse_is_named_and_ends_with_2(String line, String said) {
        Said outcome = ffe(line.split(" +"));

        assertThat(outcome.text()).contains(said);
        assertThat(outcome.exit()).isEqualTo(2);
    }

    @Test
    void sources_from_the_environment_are_whole_or_refused_by_name() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "FFE_AUDIT_POSTGRES", "db:5432",
                "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
                "FFE_RUN_ID", "desk",
                "FFE_AUDIT_JOURNAL", "/data/journal.jsonl"));
        for (String database : List.of("MARKET_DATA", "DECISION", "RISK", "EXECUTION")) {
            environment.put("FFE_" + database + "_DB_PASSWORD", "secret-of-" + database);
        }
        AuditSources sources = EnvironmentSources.in(environment).orElseThrow();

        assertThat(sources.databases().get(Stage.RISK).jdbcUrl()).isEqualTo("jdbc:postgresql://db:5432/ffe_risk");
        assertThat(sources.databases().get(Stage.RISK).password()).isEqualTo("secret-of-RISK");
        assertThat(EnvironmentSources.of(sources, "db:5432")).isEqualTo(environment);
        assertThat(sources.venueJournal()).isEqualTo(Path.of("/data/journal.jsonl"));
        environment.remove("FFE_RISK_DB_PASSWORD");
        environment.put("KAFKA_BOOTSTRAP_SERVERS", " ");
        environment.put("FFE_AUDIT_POSTGRES", "db");
        Assertions.assertThatThrownBy(() -> EnvironmentSources.in(environment))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("FFE_RISK_DB_PASSWORD is not set")
                .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS is not set")
                .hasMessageContaining("FFE_AUDIT_POSTGRES is 'db', expected HOST:PORT");
        assertThat(EnvironmentSources.in(Map.of())).isEmpty();
    }

    @Test
    void a_cluster_names_one_role_for_all_databases_and_how_a_client_proves_who_it_is() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "FFE_AUDIT_POSTGRES", "db:5432?sslmode=verify-full&sslrootcert=/ca.crt",
                "FFE_AUDIT_POSTGRES_USER", "ffe_auditor",
                "FFE_AUDIT_POSTGRES_PASSWORD", "only-reads",
                "KAFKA_BOOTSTRAP_SERVERS", "kafka:9093",
                "KAFKA_SECURITY_PROTOCOL", "SSL",
                "KAFKA_SSL_KEYSTORE_PASSWORD", "of-the-store",
                "FFE_RUN_ID", "desk",
                "FFE_AUDIT_JOURNAL", "/data/journal.jsonl"));
        AuditSources sources = EnvironmentSources.in(environment).orElseThrow();

        assertThat(sources.databases().values())
                .extracting(access -> access.username())
                .containsOnly("ffe_auditor");
        assertThat(sources.databases().get(Stage.EXECUTION).jdbcUrl())
                .isEqualTo("jdbc:postgresql://db:5432/ffe_execution?sslmode=verify-full&sslrootcert=/ca.crt");
        assertThat(sources.broker().settings())
                .containsOnly(
                        Map.entry("bootstrap.servers", "kafka:9093"),
                        Map.entry("security.protocol", "SSL"),
                        Map.entry("ssl.keystore.password", "of-the-store"));
        assertThat(sources.toString()).doesNotContain("only-reads", "of-the-store");
        environment.remove("FFE_AUDIT_POSTGRES_USER");
        Assertions.assertThatThrownBy(() -> EnvironmentSources.in(environment))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("FFE_AUDIT_POSTGRES_USER is not set");
    }

    private record Said(int exit, String text) {}

    private static Said ffe(String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
            int exit = Commands.execute(arguments);
            return new Said(exit, said.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }
}
