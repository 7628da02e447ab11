package io.ffe.stack.postgres;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The server's programs, unpacked once from the artifact of this platform.
 *
 * @param directory holds {@code bin}, {@code lib} and {@code share}
 */
public record PostgresBinaries(Path directory) {

    private static final Pattern VERSION = Pattern.compile("postgres \\(PostgreSQL\\) ([0-9]+).*");

    /** Unpacks into a folder of {@code cache} that is named after the archive; several processes may try at once. */
    public static PostgresBinaries unpackedIn(Path cache) {
        String resource = resourceName();
        URL archive = PostgresBinaries.class.getClassLoader().getResource(resource);
        if (archive == null) {
            throw Problem.failure(
                    "no PostgreSQL for this platform: " + resource + " is on no jar of local-stack/target/lib."
                            + " Use Docker, or name a server with FFE_POSTGRES_URL and FFE_KAFKA_BOOTSTRAP_SERVERS");
        }
        try {
            URLConnection connection = archive.openConnection();
            Path target = cache.resolve("postgresql-" + connection.getContentLengthLong());
            if (!Files.isDirectory(target)) {
                Files.createDirectories(cache);
                Path unpacking = Files.createTempDirectory(
                        cache,
                        "unpacking-",
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
                try (InputStream stream = connection.getInputStream()) {
                    unpack(stream, unpacking);
                }
                publish(unpacking, target);
            }
            return new PostgresBinaries(target);
        } catch (IOException failed) {
            throw Problem.failure(
                    "PostgreSQL could not be unpacked into " + cache + ": " + failed.getMessage(), failed);
        }
    }

    /** A program of the distribution, as in {@code initdb}. */
    public Path program(String name) {
        return directory.resolve("bin").resolve(name);
    }

    /** Which data files the server reads: those of its own major version, as in {@code 18}, and no others. */
    public String major() throws InterruptedException {
        Path server = program("postgres");
        try {
            Process asked = new ProcessBuilder(server.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            Matcher version = VERSION.matcher(said);
            if (asked.waitFor() != 0 || !version.matches()) {
                throw Problem.failure(server + " --version says '" + said
                        + "', expected a version as in 'postgres (PostgreSQL) 18.1': remove " + directory
                        + ", it is unpacked anew");
            }
            return version.group(1);
        } catch (IOException refused) {
            throw Problem.failure(server + " cannot be started: " + refused.getMessage(), refused);
        }
    }

    private static String resourceName() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch");
        String system = os.contains("mac") ? "darwin" : "linux";
        String machine = switch (arch) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64" -> "arm_64";
            default -> arch;
        };
        return "postgres-" + system + "-" + machine + ".txz";
    }

    private static void unpack(InputStream archive, Path into) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("archive entry " + entry.getName() + " leaves the folder");
                }
                Files.createDirectories(Objects.requireNonNull(target.getParent()));
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, target);
                    boolean program = target.startsWith(into.resolve("bin"));
                    Files.setPosixFilePermissions(
                            target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
    }

    private static void publish(Path unpacked, Path target) throws IOException {
        try {
            Files.move(unpacked, target);
        } catch (FileAlreadyExistsException | AtomicMoveNotSupportedException another) {
            // Another process was faster; its copy is as good.
            if (!Files.isDirectory(target)) {
                throw another;
            }
        } catch (DirectoryNotEmptyException another) {
            // The same, as Linux says it.
        }
    }
}
