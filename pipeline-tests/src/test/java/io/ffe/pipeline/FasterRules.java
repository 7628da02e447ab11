package io.ffe.pipeline;

import io.ffe.stack.run.Home;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The project's own rules with every duration in them divided: what waits for minutes in a cluster is seen in seconds. Divided
 * are {@code for:}, ranges as {@code [5m]} and {@code offset 5m}, and nothing shorter than {@link #LEAST}, because that is how
 * often is scraped; thresholds stay.
 */
final class FasterRules {

    private static final Pattern DURATION = Pattern.compile("(for: |\\[|offset )(\\d+)([smhd])");
    private static final Duration LEAST = Duration.ofSeconds(1);

    /** A rate needs two scrapes at least, of which one may be late. */
    private static final Duration LEAST_RANGE = Duration.ofSeconds(5);

    private FasterRules() {}

    /** @return the files, in the given folder */
    static List<String> in(Path folder, int times) throws IOException {
        Files.createDirectories(folder);
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> rules =
                Files.newDirectoryStream(Home.locate().root().resolve("deploy/prometheus/rules"), "*.yml")) {
            for (Path file : rules) {
                Path faster = folder.resolve(file.getFileName().toString());
                Files.writeString(faster, divided(Files.readString(file), times));
                files.add(faster.toString());
            }
        }
        return files;
    }

    static String divided(String rules, int times) {
        return DURATION.matcher(rules).replaceAll(found -> {
            Duration whole = Duration.ofSeconds(Long.parseLong(found.group(2)) * seconds(found.group(3)));
            Duration least = found.group(1).startsWith("for") ? LEAST : LEAST_RANGE;
            Duration part = whole.dividedBy(times);
            Duration kept = part.compareTo(least) < 0 ? least : part;
            return Matcher.quoteReplacement(found.group(1) + kept.toSeconds() + "s");
        });
    }

    private static long seconds(String unit) {
        return switch (unit) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 86_400;
        };
    }
}
