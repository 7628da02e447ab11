package io.ffe.stack.doctor;

import io.ffe.stack.Problem;
import io.ffe.stack.process.WritableFolder;
import io.ffe.stack.view.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Whether the folders that a run writes to can be written, and what their disks have left. */
public final class FolderCheck implements Check {

    /** A day of the synthetic market writes about a gigabyte of topics and tables. */
    private static final long COMFORTABLE = 2L * 1024 * 1024 * 1024;

    private final List<WritableFolder> folders;

    public FolderCheck(List<WritableFolder> folders) {
        this.folders = List.copyOf(folders);
    }

    @Override
    public String name() {
        return "disk";
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        for (WritableFolder folder : folders) {
            findings.add(look(folder));
        }
        return findings;
    }

    private Finding look(WritableFolder folder) {
        Path there = existing(folder.path());
        String subject = folder.path() + " (" + folder.what() + ")";
        try {
            new WritableFolder(there, folder.what(), 0, folder.elsewhere()).check();
            long free = Files.getFileStore(there).getUsableSpace();
            if (free < folder.neededBytes()) {
                return Finding.failure(
                        name(),
                        subject,
                        Figures.bytes(free) + " left",
                        "at least " + Figures.bytes(folder.neededBytes()),
                        "make room on the disk of " + there + ", or " + folder.elsewhere());
            }
            if (free < COMFORTABLE) {
                return Finding.warning(
                        name(),
                        subject,
                        Figures.bytes(free) + " left",
                        Figures.bytes(COMFORTABLE) + " for a day of a run",
                        "make room, or remove old runs: ./ffe runs, ./ffe runs remove RUN");
            }
            return Finding.ok(name(), subject, "can be written, " + Figures.bytes(free) + " left");
        } catch (Problem refused) {
            return Finding.failure(
                    name(),
                    subject,
                    String.valueOf(refused.getMessage()),
                    "a folder that can be written",
                    "make it writable, or " + folder.elsewhere());
        } catch (IOException unreadable) {
            return Finding.failure(
                    name(), subject, WritableFolder.reason(unreadable), "a disk that answers", "look at " + there);
        }
    }

    /** Nothing is made: of a folder that is not there yet its nearest parent is asked. */
    private static Path existing(Path folder) {
        Path candidate = folder.toAbsolutePath();
        while (!Files.exists(candidate) && candidate.getParent() != null) {
            candidate = candidate.getParent();
        }
        return candidate;
    }
}
