package io.ffe.stack.audit;

import io.ffe.schema.id.Ids;
import io.ffe.stack.Problem;
import io.ffe.stack.postgres.Databases;
import io.ffe.stack.read.TopicReader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a finished run came to, in one hash: two runs on the same prices that did the same have the same one, whatever was
 * delivered twice, killed or restarted on the way.
 *
 * <p>It covers bars and snapshots (by coreHash, once for each id), decision records, the risk book with its positions,
 * reservations, verdicts and marks, execution's orders, positions, fills, ledger, executions and portfolio, and the venue's
 * orders, fills and accounts. Left out is what a repetition or a restart may change: wall-clock times, database sequences,
 * offsets, beat numbers, attempts, versions of republished values, and every id that is made from the runId; so runs of
 * different names can be compared.
 *
 * <p>Form: each thing is one line of {@code name=value} pairs, decimals without trailing zeros; the lines of a part are
 * sorted and joined by line feeds, the parts' SHA-256 by their names.
 *
 * @param hash SHA-256 in lower-case hex over all parts
 * @param parts by name
 */
public record StateHash(String hash, SortedMap<String, Part> parts) {

    /**
     * One kind of thing.
     *
     * @param lines sorted; equal things stand there as often as they exist
     */
    public record Part(String hash, List<String> lines) {

        static Part of(List<String> lines) {
            List<String> sorted = lines.stream().sorted().toList();
            return new Part(sha256(String.join("\n", sorted)), sorted);
        }
    }

    /**
     * Reads a run that nothing moves any more; of one that is moving the parts belong to different moments.
     *
     * @throws Problem when a part cannot be read
     */
    public static StateHash read(AuditSources sources) {
        SortedMap<String, Part> parts = new TreeMap<>();
        try (TopicReader topics = new TopicReader(sources.broker())) {
            StateLines.ofTopics(topics).forEach((name, lines) -> parts.put(name, Part.of(lines)));
        }
        StateLines.STAGES.forEach(stage -> {
            Databases.Access access = sources.database(stage);
            try (Connection connection =
                    DriverManager.getConnection(access.jdbcUrl(), access.username(), access.password())) {
                StateLines.ofDatabase(stage, connection).forEach((name, lines) -> parts.put(name, Part.of(lines)));
            } catch (SQLException refused) {
                throw Problem.failure(
                        "the state of " + stage.label() + ", " + access + ", cannot be read: " + refused.getMessage(),
                        refused);
            }
        });
        VenueState.read(sources.venueJournal()).forEach((name, lines) -> parts.put(name, Part.of(lines)));
        return of(parts);
    }

    static StateHash of(SortedMap<String, Part> parts) {
        StringBuilder all = new StringBuilder();
        parts.forEach(
                (name, part) -> all.append(name).append('=').append(part.hash()).append('\n'));
        return new StateHash(sha256(all.toString()), parts);
    }

    /** The first thing that one has and the other has not, by part; empty when the hashes are equal. */
    public Optional<String> firstDifference(StateHash other) {
        SortedSet<String> names = new TreeSet<>(parts.keySet());
        names.addAll(other.parts.keySet());
        for (String name : names) {
            List<String> ours = lines(name);
            List<String> theirs = other.lines(name);
            if (!ours.equals(theirs)) {
                return Optional.of(name + " (" + ours.size() + " and " + theirs.size() + "): "
                        + firstOf(ours, theirs)
                                .map(line -> "only here: " + line)
                                .or(() -> firstOf(theirs, ours).map(line -> "only there: " + line))
                                .orElse("the same things in other numbers"));
            }
        }
        return Optional.empty();
    }

    private List<String> lines(String part) {
        Part found = parts.get(part);
        return found == null ? List.of() : found.lines();
    }

    private static Optional<String> firstOf(List<String> lines, List<String> without) {
        return lines.stream().filter(line -> !without.contains(line)).findFirst();
    }

    private static String sha256(String text) {
        return Ids.sha256Hex(text.getBytes(StandardCharsets.UTF_8));
    }
}
