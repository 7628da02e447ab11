package io.ffe.decision.domain;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Recorded one-minute bars (gzipped CSV: ts, open, high, low, close, volume) from the folder that FFE_SHARED names. */
final class RecordedMinutes {

    private RecordedMinutes() {}

    /** The file under {@code data/}, or empty where no recorded data is. */
    static Optional<Path> find(String name) {
        return Stream.of(System.getenv("FFE_SHARED"), "../../shared", "../shared")
                .filter(Objects::nonNull)
                .map(folder -> Path.of(folder, "data", name))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    static List<Minute> read(Path file, Instant before) {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines()
                    .skip(1)
                    .map(line -> line.split(",", -1))
                    .map(cell -> new Minute(
                            Instant.parse(cell[0]),
                            Double.parseDouble(cell[1]),
                            Double.parseDouble(cell[2]),
                            Double.parseDouble(cell[3]),
                            Double.parseDouble(cell[4])))
                    .takeWhile(minute -> minute.start().isBefore(before))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " could not be read", e);
        }
    }
}
