package io.ffe.schema.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small file system of its own in a folder, which can be filled and made read-only. Needs the right to mount. */
public final class SmallDisk implements AutoCloseable {

    private static final String NAME = "ffe-small-disk";

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** False where this user may not mount; tests on full disks are skipped there, by name. */
    public static boolean possible() {
        try {
            Path folder = Files.createTempDirectory("ffe-mount");
            boolean mounted = run(List.of("mount", "-t", "tmpfs", "-o", "size=1m", NAME, folder.toString()))
                    .isEmpty();
            if (mounted) {
                run(List.of("umount", folder.toString()));
            }
            Files.delete(folder);
            return mounted;
        } catch (IOException noPrograms) {
            return false;
        }
    }

    /** Makes the folder and mounts a disk there. */
    public static SmallDisk at(Path folder, int megabytes) throws IOException {
        Files.createDirectories(folder);
        mount(List.of("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m,mode=755", NAME, folder.toString()));
        return new SmallDisk(folder);
    }

    public Path folder() {
        return folder;
    }

    /** Leaves no room at all. */
    public void fill() {
        byte[] block = new byte[4096];
        try (OutputStream ballast = Files.newOutputStream(ballast())) {
            while (Files.getFileStore(folder).getUsableSpace() > 0) {
                ballast.write(block);
            }
        } catch (IOException full) {
            assertThat(folder.toFile().getUsableSpace()).isZero();
        }
    }

    public void makeRoom() {
        try {
            Files.deleteIfExists(ballast());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public void makeReadOnly() throws IOException {
        mount(List.of("mount", "-o", "remount,ro", folder.toString()));
    }

    /** What it holds, besides what was put there to fill it. */
    public List<Path> content() throws IOException {
        try (var entries = Files.walk(folder)) {
            return entries.filter(entry -> !entry.equals(folder) && !entry.equals(ballast()))
                    .toList();
        }
    }

    @Override
    public void close() throws IOException {
        // Lazily: a process that has just ended may not have let go of its files.
        mount(List.of("umount", "-l", folder.toString()));
    }

    private Path ballast() {
        return folder.resolve("ballast");
    }

    private static void mount(List<String> command) throws IOException {
        assertThat(run(command)).as("%s", command).isEmpty();
    }

    /** What it complained of; nothing when it was done. */
    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        try {
            int exit = process.waitFor();
            return exit == 0 ? "" : "exit status " + exit + " " + output;
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
