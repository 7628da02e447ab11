package io.ffe.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Which program it is that a result is about. */
final class Sources {

    private Sources() {}

    /** SHA-256 in hex over the poms and everything under each module's {@code src/main}. */
    static String digest(Path root) {
        try (Stream<Path> modules = Files.list(root)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            List<Path> files = modules.flatMap(module -> Stream.concat(
                            Stream.of(
                                    module.getFileName().toString().equals("pom.xml")
                                            ? module
                                            : module.resolve("pom.xml")),
                            files(module.resolve("src/main"))))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            for (Path file : files) {
                digest.update(root.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static Stream<Path> files(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Stream.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.toList().stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
