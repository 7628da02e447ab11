package io.ffe.stack.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether files with secrets can be read by their owner alone. */
public final class SecretFileCheck implements Check {

    private static final Set<PosixFilePermission> OF_OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final List<Path> made;
    private final List<Path> named;

    /**
     * @param made files that FFE makes when it needs them
     * @param named files that settings name, which have to be there
     */
    public SecretFileCheck(List<Path> made, List<Path> named) {
        this.made = List.copyOf(made);
        this.named = List.copyOf(named);
    }

    @Override
    public String name() {
        return "secret files";
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>();
        int private0600 = 0;
        for (Path file : named) {
            if (!Files.isReadable(file)) {
                findings.add(Finding.failure(
                        name(),
                        file.toString(),
                        Files.exists(file) ? "cannot be read" : "is not there",
                        "a file that this user can read",
                        "put it there, or correct the setting that names it"));
            }
        }
        List<Path> all = new ArrayList<>(made);
        all.addAll(named);
        for (Path file : all) {
            if (Files.exists(file)) {
                Set<PosixFilePermission> permissions = permissions(file);
                if (permissions.stream().anyMatch(OF_OTHERS::contains)) {
                    findings.add(Finding.failure(
                            name(),
                            file.toString(),
                            PosixFilePermissions.toString(permissions),
                            "rw------- (others could read the secret in it)",
                            "chmod 600 " + file));
                } else {
                    private0600++;
                }
            }
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name(), private0600 + " files", "for their owner alone"));
        }
        return findings;
    }

    private static Set<PosixFilePermission> permissions(Path file) {
        try {
            return Files.getPosixFilePermissions(file);
        } catch (UnsupportedOperationException noPosix) {
            return Set.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
