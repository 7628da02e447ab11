package io.ffe.stack.backup;

import io.ffe.stack.Problem;
import io.ffe.stack.audit.fact.VenueEntry;
import io.ffe.stack.audit.read.JournalFile;
import io.ffe.stack.process.WritableFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The journal that the paper venue of a restored run goes on with.
 *
 * @param file may be absent: then the venue begins anew
 * @param orders clientOrderIds of those that the venue took or refused, in its order
 */
record VenueJournal(Path file, List<String> orders) {

    private static final String REMEDY = ". Nothing was changed; name the journal that the venue of this run left with"
            + " --venue FILE, with no other in the run's folder, or say with --venue-from-backup that it is lost";

    VenueJournal {
        orders = List.copyOf(orders);
    }

    /**
     * Reads it to its end, as the venue will at its start. A last line without its line feed is no damage: the venue cuts it.
     *
     * @param copy what the backup has of it; may be absent
     * @throws Problem when the venue would not start with it, or has not come to it from what the backup has
     */
    static VenueJournal read(Path file, String runId, Path copy) {
        Set<String> orders = new LinkedHashSet<>();
        JournalFile journal = new JournalFile(file);
        journal.read(entry -> {
            if (entry instanceof VenueEntry.Damaged damaged) {
                throw Problem.failure("the venue's journal " + file + " is damaged: its line " + damaged.line() + " "
                        + damaged.what() + REMEDY);
            }
            if (entry instanceof VenueEntry.Taken taken) {
                orders.add(taken.clientOrderId());
            }
        });
        journal.runId().filter(its -> !its.equals(runId)).ifPresent(another -> {
            throw Problem.usage("the venue's journal " + file + " belongs to run '" + another
                    + "', the backup is of run '" + runId + "'" + REMEDY);
        });
        if (Files.isRegularFile(copy)) {
            checkBeginning(file, copy);
        }
        return new VenueJournal(file, List.copyOf(orders));
    }

    /** The venue only ever adds lines. The last one may have been in the middle of being written when the copy was made. */
    private static void checkBeginning(Path file, Path copy) {
        JournalFile known = new JournalFile(copy);
        known.read(entry -> {});
        try {
            long differs = Files.mismatch(copy, file);
            if (differs >= 0 && differs < known.position()) {
                throw Problem.usage("the venue's journal " + file + " does not begin with what the backup has of it: "
                        + (differs == Files.size(file) ? "it ends at byte " : "they differ at byte ") + differs
                        + ", expected the same " + known.position() + " bytes as in " + copy + REMEDY);
            }
        } catch (IOException unreadable) {
            throw Problem.failure(
                    "the venue's journal " + file + " cannot be compared with " + copy + ": "
                            + WritableFolder.reason(unreadable),
                    unreadable);
        }
    }
}
