package io.ffe.stack.doctor;

import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Versions of the migrations in a packaged service. */
final class Migrations {

    private static final Pattern NAME = Pattern.compile("db/migration/V([0-9._]+)__.*\\.sql");

    private Migrations() {}

    /** Empty when the service is not built. */
    static Set<String> of(Home home, Service service) {
        Path app = home.serviceJar(service.module()).resolveSibling("app");
        Set<String> versions = new TreeSet<>();
        if (!Files.isDirectory(app)) {
            return versions;
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(app, "*.jar")) {
            for (Path file : jars) {
                try (JarFile jar = new JarFile(file.toFile())) {
                    jar.stream().forEach(entry -> {
                        Matcher name = NAME.matcher(entry.getName());
                        if (name.matches()) {
                            versions.add(name.group(1).replace('_', '.'));
                        }
                    });
                }
            }
            return versions;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
