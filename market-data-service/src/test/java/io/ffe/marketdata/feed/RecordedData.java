package io.ffe.marketdata.feed;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.schema.money.Instruments;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Recorded market data and sessions outside the project: in {@code FFE_SHARED}, or beside the project. Tests skip by name
 * without it.
 */
public final class RecordedData {

    private RecordedData() {}

    static Path require(String name) {
        return require("data", name);
    }

    /** A session with a provider, as it went over the wire. */
    public static Path requireSession(String name) {
        return require("fixtures", name);
    }

    private static Path require(String kind, String name) {
        Optional<Path> file = find(kind, name);
        assumeTrue(file.isPresent(), "recorded file " + name + " is not on this machine");
        return file.orElseThrow();
    }

    static FeedFile feedFile(String name) {
        return FeedFiles.inspect(List.of(require(name).toString()), Instruments.builtIn())
                .getFirst();
    }

    private static Optional<Path> find(String kind, String name) {
        Optional<Path> named = Optional.ofNullable(System.getenv("FFE_SHARED")).map(Path::of);
        return Stream.concat(named.stream(), Stream.of(Path.of("../../shared"), Path.of("../shared")))
                .map(folder -> folder.resolve(kind).resolve(name))
                .filter(Files::isReadable)
                .findFirst();
    }
}
