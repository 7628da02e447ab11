package io.ffe.risk.secure;

import io.ffe.stack.postgres.Databases;
import io.ffe.stack.postgres.PostgresBinaries;
import io.ffe.stack.postgres.PostgresServer;
import io.ffe.stack.postgres.ServerUser;
import io.ffe.stack.process.Ports;
import io.ffe.stack.run.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server that lets nobody in without TLS, as {@code hostssl} alone in pg_hba.conf makes it, with one service's database. */
final class SecuredDatabase implements AutoCloseable {

    private final Process process;
    private final Databases.Access access;
    private final Path trust;

    SecuredDatabase(TestAuthority authority, Path folder) throws IOException, InterruptedException {
        this.trust = authority.trustFile();
        ServerUser user = ServerUser.detect();
        PostgresServer server = new PostgresServer(
                PostgresBinaries.unpackedIn(Home.locate().binariesCache()), user, folder, TestAuthority.PASSWORD);
        Files.createDirectories(folder);
        List<Path> identity = authority.pemFiles("postgres", folder);
        Path who = Files.writeString(folder.resolve("who.conf"), "hostssl all all 127.0.0.1/32 scram-sha-256\n");
        server.initialise();
        user.own(folder);
        int port = Ports.anyFree();
        List<String> command = new ArrayList<>(server.command(port));
        command.addAll(List.of(
                "-c", "ssl=on",
                "-c", "ssl_min_protocol_version=TLSv1.2",
                "-c", "ssl_cert_file=" + identity.getFirst(),
                "-c", "ssl_key_file=" + identity.getLast(),
                "-c", "hba_file=" + who));
        this.process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("postgres.log").toFile())
                .start();
        server.awaitReady(port, Duration.ofSeconds(60), process::isAlive);
        this.access = Databases.provide(server.endpoint(port), "ffe_risk", "forthistestonly");
    }

    /** As a service is told it: encrypted, and the server's certificate by this authority and for this address. */
    Databases.Access verified() {
        return new Databases.Access(
                access.jdbcUrl() + "?sslmode=verify-full&sslrootcert=" + trust, access.username(), access.password());
    }

    /** The service's own connection with other options. */
    Connection connect(String options) throws SQLException {
        return DriverManager.getConnection(access.jdbcUrl() + "?" + options, access.username(), access.password());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
