package io.ffe.stack.backup;

import io.ffe.stack.Problem;
import io.ffe.stack.run.Home;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Which packaged program this is: a hash over its own jars. Those of libraries count by their names, which have versions. */
public final class BuildId {

    private static final int SHOWN_DIGITS = 12;

    private BuildId() {}

    /** Twelve hex digits. @throws Problem when it is not packaged */
    public static String of(Home home) {
        try {
            MessageDigest digest = Digested.sha256();
            for (Path file : files(home)) {
                digest.update(home.root().relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                if (isOwn(home, file)) {
                    digest.update(HexFormat.of().parseHex(Digested.of(file).sha256()));
                }
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, SHOWN_DIGITS);
        } catch (IOException unreadable) {
            throw Problem.failure(
                    "the packaged program in " + home.root() + " cannot be read: " + unreadable, unreadable);
        }
    }

    /** Folder of the packaged application of each service. */
    public static Map<Service, Path> applications(Home home) {
        Map<Service, Path> applications = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            applications.put(service, applicationOf(home.root(), service));
        }
        return applications;
    }

    static Path applicationOf(Path root, Service service) {
        return root.resolve(service.module()).resolve("target/quarkus-app");
    }

    /** Every file of the packaged program, in the order of their paths. */
    static List<Path> files(Home home) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isRegularFile(home.stackJar())) {
            files.add(home.stackJar());
            files.addAll(below(home.stackJar().resolveSibling("lib")));
        }
        for (Path application : applications(home).values()) {
            files.addAll(below(application));
        }
        return files.stream().sorted().toList();
    }

    private static boolean isOwn(Home home, Path file) {
        String folder = String.valueOf(home.root().relativize(file).getParent());
        return file.equals(home.stackJar())
                || folder.endsWith("quarkus-app/app")
                || folder.endsWith("quarkus-app/quarkus")
                || String.valueOf(file.getFileName()).contains("io.ffe.");
    }

    private static List<Path> below(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
