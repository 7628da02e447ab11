package io.ffe.stack.dlq;

import io.ffe.stack.run.RunFolder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which letters were sent back, in {@code dlq-replayed.json} of the run's folder. Written down before a letter is sent, so
 * that one whose sender died is known to be in doubt.
 */
public final class ReplayedLetters {

    private static final String FILE = "dlq-replayed.json";

    private final RunFolder folder;

    public ReplayedLetters(RunFolder folder) {
        this.folder = folder;
    }

    /**
     * A letter that was sent back.
     *
     * @param to where it stands on its topic; absent when it is not known whether it got there
     */
    public record Replayed(
            String letter,
            String eventId,
            Instant at,
            @Nullable String to) {

        public String text() {
            return to == null ? at + ", in doubt whether it arrived" : at + " as " + to;
        }
    }

    /** By {@link Letter#origin}. */
    public record All(Map<String, Replayed> byOrigin) {

        public All {
            byOrigin = new TreeMap<>(byOrigin);
        }
    }

    public All all() {
        return folder.read(FILE, All.class).orElse(new All(Map.of()));
    }

    Optional<Replayed> of(Letter letter) {
        return Optional.ofNullable(all().byOrigin().get(letter.origin()));
    }

    void note(Letter letter, Replayed replayed) {
        Map<String, Replayed> known = new TreeMap<>(all().byOrigin());
        known.put(letter.origin(), replayed);
        folder.write(FILE, new All(known));
    }
}
