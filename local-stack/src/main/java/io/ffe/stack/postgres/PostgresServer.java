package io.ffe.stack.postgres;

import io.ffe.stack.Problem;
import io.ffe.stack.process.Deadline;
import io.ffe.stack.process.FileTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A PostgreSQL server on 127.0.0.1 with its data in one folder: how it is made, started, and cleared up after a crash. */
public final class PostgresServer {

    private static final String SUPERUSER = "postgres";

    /**
     * Passwords here are 24 random bytes ({@link Databases#randomPassword}): nobody guesses them, however little work a guess is. The
     * 4096 rounds by default are for people's passwords, and a service that starts computes them for each of its connections, interpreted:
     * a quarter of a second of processor time.
     */
    private static final String LITTLE_WORK_FOR_A_PASSWORD = "scram_iterations=1";

    private final PostgresBinaries binaries;
    private final ServerUser user;
    private final Path folder;
    private final String password;

    /**
     * @param folder for this server alone; data in its sub-folder {@code data}
     * @param password of the superuser; a folder that has data already must be given the one that it was made with
     */
    public PostgresServer(PostgresBinaries binaries, ServerUser user, Path folder, String password) {
        this.binaries = binaries;
        this.user = user;
        this.folder = folder;
        this.password = password;
    }

    public Path data() {
        return folder.resolve("data");
    }

    /** Where it will answer. */
    public PostgresEndpoint endpoint(int port) {
        return new PostgresEndpoint("127.0.0.1", port, "postgres", SUPERUSER, password);
    }

    /** Makes the data folder if there is none. One that was made halfway, by a runner that was killed, is made anew. */
    public void initialise() throws InterruptedException {
        if (Files.exists(data().resolve("PG_VERSION"))) {
            return;
        }
        Path unfinished = folder.resolve("data.unfinished");
        Path passwordFile = folder.resolve("password.tmp");
        try {
            Files.createDirectories(folder);
            FileTree.delete(unfinished);
            Files.createDirectory(
                    unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.deleteIfExists(passwordFile);
            Files.createFile(
                    passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(passwordFile, password);
            user.own(folder);
            run(List.of(
                    binaries.program("initdb").toString(),
                    "--pgdata=" + unfinished,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--set=" + LITTLE_WORK_FOR_A_PASSWORD,
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8"));
            Files.delete(passwordFile);
            Files.move(unfinished, data());
        } catch (IOException failed) {
            throw Problem.failure("PostgreSQL's data folder " + data() + " could not be made: " + failed, failed);
        }
    }

    /** The command line of the server itself, in the foreground. */
    public List<String> command(int port) {
        List<String> command =
                new ArrayList<>(List.of(binaries.program("postgres").toString(), "-D", data().toString()));
        for (String setting : DurableSettings.MUST_BE_ON) {
            command.addAll(List.of("-c", setting + "=on"));
        }
        command.addAll(List.of(
                "-c", "port=" + port,
                "-c", "listen_addresses=127.0.0.1",
                "-c", "unix_socket_directories=",
                "-c", "max_connections=100",
                "-c", "shared_buffers=32MB",
                "-c", LITTLE_WORK_FOR_A_PASSWORD,
                "-c", "timezone=UTC"));
        return user.command(command);
    }

    /**
     * Removes the lock of a server that was killed. PostgreSQL does so itself, unless its process id has been given to
     * another program meanwhile.
     */
    public void clearStaleLock() {
        Path lock = data().resolve("postmaster.pid");
        try {
            if (!Files.exists(lock)) {
                return;
            }
            Optional<Long> pid = Files.readAllLines(lock).stream().findFirst().map(line -> Long.parseLong(line.trim()));
            boolean ours = pid.flatMap(ProcessHandle::of)
                    .flatMap(process -> process.info().commandLine())
                    .filter(command -> command.contains(data().toString()))
                    .isPresent();
            if (!ours) {
                Files.delete(lock);
            }
        } catch (NumberFormatException | IOException torn) {
            throw Problem.failure(
                    lock + " is unreadable (" + torn.getMessage() + "): remove it, then start again", torn);
        }
    }

    /**
     * Waits until it answers, then confirms that it keeps what it commits.
     *
     * @param listens whether it is this server that listens on the port
     */
    public void awaitReady(int port, Duration limit, BooleanSupplier listens) throws InterruptedException {
        PostgresEndpoint endpoint = endpoint(port);
        if (!Deadline.in(limit).await(() -> listens.getAsBoolean() && answers(endpoint))) {
            throw Problem.failure("PostgreSQL did not answer on port " + port + " within " + limit.toSeconds() + " s");
        }
        DurableSettings.confirm(endpoint);
    }

    private static boolean answers(PostgresEndpoint endpoint) {
        try (Connection connection = endpoint.connect()) {
            return connection.isValid(5);
        } catch (SQLException notYet) {
            // A wrong password will not get better by waiting.
            if ("28P01".equals(notYet.getSQLState())) {
                throw Problem.failure(
                        "PostgreSQL refused the password kept in the run folder: " + notYet.getMessage(), notYet);
            }
            return false;
        }
    }

    private void run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(user.command(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw Problem.failure(
                    Path.of(command.getFirst()).getFileName() + " ended with " + exit + ":\n" + output.strip());
        }
    }
}
