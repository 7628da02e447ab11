package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The cluster's database can be brought back to a moment, and lets a role into its own database only. */
class KubernetesDatabaseTest {

    @Test
    void the_auditor_reads_all_databases_as_a_member_of_the_role_that_reads_and_owns_none() {
        List<JsonNode> objects = ClusterFiles.in("base").stream()
                .map(ClusterFiles.Manifest::tree)
                .toList();
        JsonNode cluster = one(objects, "Cluster", "ffe-postgres");
        JsonNode initdb = cluster.at("/spec/bootstrap/initdb");

        assertThat(elements(cluster.at("/spec/managed/roles")))
                .filteredOn(role -> role.path("name").asText().equals("ffe_auditor"))
                .singleElement()
                .satisfies(role -> assertThat(texts(role.path("inRoles"))).containsExactly("pg_read_all_data"));
        assertThat(Stream.of("postInitSQL", "postInitApplicationSQL")
                        .flatMap(step -> texts(initdb.path(step)).stream())
                        .filter(statement -> statement.startsWith("GRANT")))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of("ffe_market_data", "ffe_decision", "ffe_risk", "ffe_execution")
                                .map(name -> "GRANT CONNECT ON DATABASE " + name + " TO pg_read_all_data")
                                .toList());
    }

    private static final String PLUGIN = "barman-cloud.cloudnative-pg.io";

    @Test
    void every_scheduled_backup_goes_a_way_that_its_database_is_configured_for() {
        List<JsonNode> objects = ClusterFiles.built("prod");

        assertThat(of(objects, "ScheduledBackup")).isNotEmpty().allSatisfy(backup -> {
            JsonNode cluster =
                    one(objects, "Cluster", backup.at("/spec/cluster/name").asText());
            switch (backup.at("/spec/method").asText("barmanObjectStore")) {
                case "plugin" ->
                    assertThat(plugin(
                                    cluster,
                                    backup.at("/spec/pluginConfiguration/name").asText()))
                            .isNotEmpty();
                case "volumeSnapshot" ->
                    assertThat(cluster.at("/spec/backup/volumeSnapshot")).isNotEmpty();
                default ->
                    assertThat(cluster.at("/spec/backup/barmanObjectStore")).isNotEmpty();
            }
        });
    }

    @Test
    void the_log_is_archived_within_minutes_to_a_store_that_keeps_it_for_a_time_and_whose_keys_are_in_a_secret() {
        List<JsonNode> objects = ClusterFiles.built("prod");
        JsonNode cluster = one(objects, "Cluster", "ffe-postgres");

        assertThat(plugin(cluster, PLUGIN)).singleElement().satisfies(plugin -> {
            assertThat(plugin.path("isWALArchiver").asBoolean()).isTrue();
            JsonNode store = one(
                    objects,
                    "ObjectStore",
                    plugin.at("/parameters/barmanObjectName").asText());
            assertThat(store.at("/spec/retentionPolicy").asText()).isNotBlank();
            assertThat(store.at("/spec/configuration/s3Credentials/accessKeyId/name")
                            .asText())
                    .isEqualTo(store.at("/spec/configuration/s3Credentials/secretAccessKey/name")
                            .asText())
                    .isNotBlank();
        });
        assertThat(cluster.at("/spec/postgresql/parameters/archive_timeout").asText())
                .isEqualTo("60s");
        assertThat(cluster.at("/spec/postgresql/parameters/synchronous_commit").asText())
                .as("the base's parameters are still there")
                .isEqualTo("on");
    }

    @Test
    void a_restore_reads_the_archive_of_before_writes_one_of_its_own_and_execution_starts_halted() {
        List<JsonNode> objects = ClusterFiles.built("prod", "database-recovery");
        JsonNode cluster = one(objects, "Cluster", "ffe-postgres");

        assertThat(cluster.at("/spec/bootstrap/initdb").isMissingNode()).isTrue();
        assertThat(elements(cluster.at("/spec/externalClusters")))
                .singleElement()
                .satisfies(source -> {
                    assertThat(source.path("name")).isEqualTo(cluster.at("/spec/bootstrap/recovery/source"));
                    assertThat(source.at("/plugin/parameters/serverName"))
                            .isNotEqualTo(cluster.at("/spec/plugins/0/parameters/serverName"));
                    assertThat(source.at("/plugin/parameters/barmanObjectName").asText())
                            .isEqualTo(one(objects, "ObjectStore", "ffe-postgres")
                                    .at("/metadata/name")
                                    .asText());
                });
        assertThat(plugin(cluster, PLUGIN)).hasSize(1);
        assertThat(elements(one(objects, "StatefulSet", "execution-service").at("/spec/template/spec/initContainers")))
                .filteredOn(container -> container.path("name").asText().equals("halted"))
                .singleElement()
                .satisfies(halted -> {
                    assertThat(halted.at("/args/0").asText()).contains("> /var/lib/ffe/trading-state.json");
                    assertThat(halted.at("/env/0/value").asText().replaceAll("[^0-9]", ""))
                            .as("the moment is the same in both places")
                            .isEqualTo(cluster.at("/spec/bootstrap/recovery/recoveryTarget/targetTime")
                                    .asText()
                                    .replaceAll("[+]00$|[^0-9]", ""));
                });
    }

    @Test
    void no_role_can_connect_to_the_database_of_another() {
        List<JsonNode> objects = ClusterFiles.in("base").stream()
                .map(ClusterFiles.Manifest::tree)
                .toList();
        JsonNode initdb = one(objects, "Cluster", "ffe-postgres").at("/spec/bootstrap/initdb");
        Set<String> databases = new TreeSet<>();
        databases.add(initdb.path("database").asText());
        of(objects, "Database").forEach(database -> {
            String name = database.at("/spec/name").asText();
            databases.add(name);
            assertThat(texts(initdb.path("postInitSQL")))
                    .as("%s is there and closed before its object is looked at", name)
                    .containsSubsequence(
                            "CREATE ROLE " + database.at("/spec/owner").asText() + " LOGIN",
                            "CREATE DATABASE " + name + " OWNER "
                                    + database.at("/spec/owner").asText(),
                            "REVOKE CONNECT, TEMPORARY ON DATABASE " + name + " FROM PUBLIC");
        });

        assertThat(databases).hasSize(4);
        assertThat(Stream.of("postInitSQL", "postInitApplicationSQL")
                        .flatMap(step -> texts(initdb.path(step)).stream())
                        .filter(statement -> statement.startsWith("REVOKE CONNECT")))
                .containsExactlyInAnyOrderElementsOf(databases.stream()
                        .map(name -> "REVOKE CONNECT, TEMPORARY ON DATABASE " + name + " FROM PUBLIC")
                        .toList());
        assertThat(texts(initdb.path("postInitApplicationSQL")))
                .as("its own database is made after the other statements")
                .hasSize(2)
                .allMatch(
                        statement -> statement.contains(initdb.path("database").asText()));
    }

    private static List<JsonNode> plugin(JsonNode cluster, String name) {
        return elements(cluster.at("/spec/plugins"))
                .filter(plugin -> plugin.path("name").asText().equals(name))
                .toList();
    }

    private static List<JsonNode> of(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(tree -> tree.path("kind").asText().equals(kind))
                .toList();
    }

    private static JsonNode one(List<JsonNode> objects, String kind, String name) {
        return of(objects, kind).stream()
                .filter(tree -> tree.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
    }

    private static List<String> texts(JsonNode array) {
        return elements(array).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
