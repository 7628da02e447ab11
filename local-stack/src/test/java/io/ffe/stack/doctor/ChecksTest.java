package io.ffe.stack.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ffe.stack.doctor.Finding.Level;
import io.ffe.stack.models.ModelSettings;
import io.ffe.stack.process.Ports;
import io.ffe.stack.process.WritableFolder;
import io.ffe.stack.run.CurrentRun;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.PlannedStart;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each check of the doctor says of a fault, and of none. Those of a running stack are in {@code EmbeddedIT}. */
class ChecksTest {

    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void a_java_that_is_too_old_is_named_with_the_one_that_is_needed() throws Exception {
        assertThat(only(new JavaCheck(21, folder)))
                .returns(Level.FAILURE, Finding::level)
                .returns("Java 21", Finding::value)
                .returns("Java 25 or later", Finding::expected);
        assertThat(only(new JavaCheck(25, folder)).value()).contains("JRE");
        assertThat(only(new JavaCheck()).level()).isEqualTo(Level.OK);
    }

    @Test
    void a_disk_with_too_little_room_is_named_with_what_is_left_and_nothing_is_made() throws Exception {
        Path notYet = folder.resolve("runs/deep");
        Finding found = only(new FolderCheck(
                List.of(new WritableFolder(notYet, "data", Long.MAX_VALUE, "name another folder with FFE_DIR"))));

        assertThat(found.level()).isEqualTo(Level.FAILURE);
        assertThat(found.value()).contains("left");
        assertThat(found.remedy()).contains("make room").contains("FFE_DIR");
        assertThat(folder.resolve("runs")).doesNotExist();
    }

    @Test
    void a_file_where_a_folder_should_be_is_named() throws Exception {
        Path file = Files.writeString(folder.resolve("state"), "");
        Finding found = only(new FolderCheck(List.of(WritableFolder.ofRun(file, "data", 1))));

        assertThat(found.level()).isEqualTo(Level.FAILURE);
        assertThat(found.value()).contains("is a file, expected a folder");
    }

    @Test
    void too_little_memory_is_doubtful_unless_the_stack_has_its_own() throws Exception {
        Path meminfo = Files.writeString(folder.resolve("meminfo"), "MemTotal: 9 kB\nMemAvailable:     512000 kB\n");

        assertThat(only(new MemoryCheck(meminfo, false)).level()).isEqualTo(Level.WARNING);
        assertThat(only(new MemoryCheck(meminfo, true)).level()).isEqualTo(Level.OK);
        assertThat(only(new MemoryCheck(folder.resolve("absent"), false)).level())
                .isEqualTo(Level.SKIPPED);
    }

    @Test
    void a_port_in_use_is_named_with_the_process_that_has_it() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            Finding usual = only(new PortCheck(Map.of("kafka", port), Map.of(), false));
            Finding asked = only(new PortCheck(Map.of(), Map.of("kafka", port), false));

            assertThat(usual.level()).isEqualTo(Level.WARNING);
            assertThat(asked.level()).isEqualTo(Level.FAILURE);
            assertThat(asked.subject()).isEqualTo("port " + port + " (kafka)");
            if (Files.isReadable(Path.of("/proc/net/tcp"))) {
                assertThat(asked.value())
                        .startsWith(
                                "in use by process " + ProcessHandle.current().pid());
            }
        }
        assertThat(only(new PortCheck(Map.of("kafka", Ports.anyFree()), Map.of(), false))
                        .level())
                .isEqualTo(Level.OK);
    }

    @Test
    void a_variable_that_nobody_reads_is_named_and_those_of_services_are_theirs() throws Exception {
        assertThat(only(new VariableCheck(Map.of("FFE_RIKS_MAX", "1", "FFE_RISK_HOP_LATENCY", "1s", "FFE_DIR", "x")))
                        .subject())
                .isEqualTo("FFE_RIKS_MAX");
        assertThat(only(new VariableCheck(Map.of())).level()).isEqualTo(Level.OK);
    }

    @Test
    void a_secret_that_others_can_read_and_one_that_is_missing_are_named() throws Exception {
        Path open = Files.writeString(folder.resolve("key.json"), "secret");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        Path closed = Files.writeString(folder.resolve("private.pem"), "secret");
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rw-------"));

        List<Finding> found = new SecretFileCheck(List.of(closed), List.of(open, folder.resolve("gone"))).look();

        assertThat(found)
                .allMatch(finding -> finding.level() == Level.FAILURE)
                .extracting(Finding::value)
                .containsExactly("is not there", "rw-r--r--");
        assertThat(found.getLast().remedy()).isEqualTo("chmod 600 " + open);
        assertThat(only(new SecretFileCheck(List.of(closed), List.of())).level())
                .isEqualTo(Level.OK);
    }

    @Test
    void a_model_that_the_server_lacks_is_named_with_the_command_and_so_is_a_server_that_is_away() throws Exception {
        HttpServer ollama = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Map.of("/api/version", "{\"version\":\"0.18.2\"}", "/api/tags", "{\"models\":[]}")
                .forEach((path, body) -> ollama.createContext(path, exchange -> {
                    try (exchange) {
                        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                        exchange.sendResponseHeaders(200, bytes.length);
                        exchange.getResponseBody().write(bytes);
                    }
                }));
        ollama.start();
        String url = "http://127.0.0.1:" + ollama.getAddress().getPort();
        Map<String, String> environment = Map.of(
                "FFE_DECISION_LLM_BASE_URL", url,
                "FFE_DECISION_LLM_MODEL", "small",
                "FFE_DECISION_LLM_FALLBACK_ENABLED", "false");
        try {
            assertThat(new ModelsCheck(() -> ModelSettings.of(environment)).look())
                    .filteredOn(finding -> finding.level() == Level.FAILURE)
                    .singleElement()
                    .returns("ollama pull small", Finding::remedy);
        } finally {
            ollama.stop(0);
        }
        assertThat(new ModelsCheck(() -> ModelSettings.of(environment)).look())
                .anySatisfy(finding -> assertThat(finding.value()).contains("not reachable"));
        assertThat(only(new ModelsCheck(() -> ModelSettings.of(Map.of()))).level())
                .isEqualTo(Level.WARNING);
    }

    @Test
    void a_clock_that_is_off_by_a_minute_is_named_with_the_offset_by_a_web_servers_date() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answerNoon(listening));
            WebTime web = new WebTime(URI.create("http://127.0.0.1:" + listening.getLocalPort()));

            Finding late = only(new ClockCheck(web, at(NOON.minusSeconds(60))));
            assertThat(late.level()).isEqualTo(Level.FAILURE);
            assertThat(late.value()).isEqualTo("this clock is 60.5 s behind (to 0.5 s)");
            assertThat(only(new ClockCheck(web, at(NOON.plusSeconds(61)))).value())
                    .startsWith("this clock is 60.5 s ahead");
            assertThat(only(new ClockCheck(web, at(NOON.plusSeconds(1)))).level())
                    .isEqualTo(Level.OK);
        }
        WebTime nobody = new WebTime(URI.create("http://127.0.0.1:" + Ports.anyFree()));
        assertThat(only(new ClockCheck(nobody, at(NOON))).level()).isEqualTo(Level.WARNING);
    }

    private static Clock at(Instant time) {
        return Clock.fixed(time, ZoneOffset.UTC);
    }

    /** The JDK's server puts the true time into its answers. */
    private static void answerNoon(ServerSocket listening) {
        while (!listening.isClosed()) {
            try (Socket asked = listening.accept()) {
                asked.getInputStream().read(new byte[4096]);
                asked.getOutputStream()
                        .write(("HTTP/1.1 404 Not Found\r\nDate: Fri, 20 Nov 2026 12:00:00 GMT\r\nContent-Length: 0\r\n"
                                        + "Connection: close\r\n\r\n")
                                .getBytes(StandardCharsets.US_ASCII));
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Test
    void a_service_that_is_not_built_is_no_fault_and_one_that_cannot_answer_is() throws Exception {
        Home home = new Home(folder, folder.resolve(".ffe"));
        StartCheck check = new StartCheck(home, Service.RISK, FeedOptions.Kind.SYNTHETIC, Map.of(), false);
        assertThat(only(check).level()).isEqualTo(Level.SKIPPED);

        Files.createDirectories(home.serviceJar("risk-service").getParent());
        Files.writeString(home.serviceJar("risk-service"), "no jar");
        assertThat(only(check))
                .returns(Level.FAILURE, Finding::level)
                .satisfies(found -> assertThat(found.value()).contains("its own check did not answer"));
    }

    @Test
    void a_service_is_told_what_up_would_tell_it() {
        Home home = new Home(folder, folder.resolve(".ffe"));
        assertThat(new PlannedStart(home).environment(Service.EXECUTION, FeedOptions.Kind.LIVE))
                .containsEntry("FFE_RUN_ORIGIN", "live")
                .containsEntry("FFE_EXECUTION_VENUE_URL", "http://127.0.0.1:18085")
                .containsKeys("FFE_EXECUTION_VENUE_TOKEN_FILE", "QUARKUS_DATASOURCE_JDBC_URL", "FFE_RUN_ID");
        assertThat(PlannedStart.ports()).containsEntry("kafka", 19092).containsEntry("auditor", 18086);
    }

    @Test
    void one_check_that_breaks_down_hides_no_others_answer() throws Exception {
        Check broken = new Check() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public List<Finding> look() {
                throw new IllegalStateException("no such thing");
            }
        };
        Doctor.Report report = new Doctor(List.of(broken, new VariableCheck(Map.of("FFE_X", "")))).look();

        assertThat(report.healthy()).isFalse();
        assertThat(report.findings())
                .extracting(Finding::value)
                .containsExactly("could not be looked at: no such thing", "set, and read by nobody");
        assertThat(new Doctor(List.of(new VariableCheck(Map.of("FFE_X", ""))))
                        .look()
                        .healthy())
                .isTrue();
    }

    @Test
    void a_setting_that_is_no_address_is_a_finding_and_silences_nobody() throws Exception {
        Home home = new Home(folder, folder.resolve(".ffe"));

        for (String wrong : List.of("https://api coinbase.com", "api.coinbase.com")) {
            Doctor.Report report = checkup(home, null, Map.of("FFE_EXECUTION_VENUE_URL", wrong))
                    .look();

            assertThat(report.healthy()).isFalse();
            assertThat(report.findings())
                    .filteredOn(found -> found.check().equals("clock"))
                    .singleElement()
                    .satisfies(found -> assertThat(found.value())
                            .contains("FFE_EXECUTION_VENUE_URL is '" + wrong + "'", "expected an address"));
            assertThat(report.findings()).extracting(Finding::check).contains("jdk", "stack");
        }
    }

    @Test
    void a_broker_without_an_address_and_passwords_that_cannot_be_read_are_findings_beside_all_others()
            throws Exception {
        Home home = new Home(folder, folder.resolve(".ffe"));
        Path run = Files.createDirectories(home.runs().resolve("synthetic-1"));
        Path passwords = Files.writeString(run.resolve("passwords.json"), "{\"postgres\":");
        CurrentRun current = new CurrentRun(
                "synthetic-1", run, 1, NOON, "embedded (test)", "nowhere", "postgres@127.0.0.1:1/postgres", List.of());

        Doctor.Report report = checkup(home, current, Map.of("FFE_EXECUTION_VENUE_URL", "nothing"))
                .look();

        assertThat(report.findings())
                .filteredOn(found -> found.level() == Level.FAILURE)
                .extracting(Finding::value)
                .anySatisfy(value -> assertThat(value).contains("Kafka at 'nowhere' is no address"))
                .anySatisfy(value -> assertThat(value).contains(passwords + " with the passwords of run"));
        assertThat(report.findings()).extracting(Finding::check).contains("jdk", "clock", "topics", "database");
    }

    private static Checkup checkup(Home home, @Nullable CurrentRun run, Map<String, String> environment) {
        return new Checkup(
                home,
                run,
                environment,
                FeedOptions.Kind.SYNTHETIC,
                Map.of(),
                1,
                () -> ModelSettings.of(Map.of()),
                Clock.fixed(NOON, ZoneOffset.UTC),
                true);
    }

    private static Finding only(Check check) throws InterruptedException {
        List<Finding> found = check.look();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Test
    void an_issuer_that_is_away_has_another_name_or_no_keys_is_told_before_nobody_comes_in() throws Exception {
        HttpServer issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String url = "http://127.0.0.1:" + issuer.getAddress().getPort() + "/realms/ffe";
        String[] keys = {"[]"};
        answers(
                issuer,
                "/realms/ffe/.well-known/openid-configuration",
                () -> "{\"issuer\": \"" + url + "\", \"jwks_uri\": \"" + url + "/keys\"}");
        answers(issuer, "/realms/ffe/keys", () -> "{\"keys\": " + keys[0] + "}");
        issuer.start();
        try {
            assertThat(only(new IssuerCheck(url))).satisfies(found -> {
                assertThat(found.level()).isEqualTo(Level.FAILURE);
                assertThat(found.value()).isEqualTo("has no keys at " + url + "/keys");
            });

            keys[0] = "[{\"kty\": \"RSA\"}]";
            assertThat(only(new IssuerCheck(url)).level()).isEqualTo(Level.OK);

            assertThat(only(new IssuerCheck(url + "/"))).satisfies(found -> {
                assertThat(found.level()).isEqualTo(Level.FAILURE);
                assertThat(found.value()).isEqualTo("calls itself '" + url + "'");
                assertThat(found.remedy()).contains("FFE_OIDC_ISSUER");
            });
        } finally {
            issuer.stop(0);
        }
        assertThat(only(new IssuerCheck(url)).value()).startsWith("not reachable: ");
    }

    private static void answers(HttpServer server, String path, Supplier<String> body) {
        server.createContext(path, exchange -> {
            byte[] bytes = body.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }
}
