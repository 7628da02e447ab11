package io.ffe.stack.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffe.stack.process.FileTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker deletes segments, and whole partitions, while a backup looks at its folder. */
class LiveFolderVisitorTest {

    private static final List<String> PARTITIONS = List.of("a-0", "b-0", "c-0");

    @TempDir
    Path broker;

    @BeforeEach
    void partitions() throws IOException {
        for (String partition : PARTITIONS) {
            Files.createDirectory(broker.resolve(partition));
            for (int segment = 0; segment < 3; segment++) {
                Files.write(broker.resolve(partition).resolve(segment + ".log"), new byte[100]);
            }
        }
    }

    @Test
    void what_vanishes_before_its_turn_is_passed_over() throws IOException {
        List<Path> visited = new ArrayList<>();
        Files.walkFileTree(broker, new LiveFolderVisitor() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (visited.isEmpty()) {
                    allBut(file);
                }
                visited.add(file);
                return FileVisitResult.CONTINUE;
            }
        });

        assertThat(visited).hasSize(1);
        assertThat(Backup.sizeOf(broker)).isEqualTo(100);
    }

    @Test
    void the_size_of_what_is_there_is_that_of_its_segments_and_of_nothing_it_is_zero() throws IOException {
        Files.write(broker.resolve("a-0/0.timeindex"), new byte[1_000]);

        assertThat(Backup.sizeOf(broker)).isEqualTo(900);
        assertThat(Backup.sizeOf(broker.resolve("gone"))).isZero();
    }

    @Test
    void another_failure_is_not_taken_for_something_that_has_gone() {
        assertThatThrownBy(() -> new LiveFolderVisitor() {}.visitFileFailed(broker, new AccessDeniedException("a-0")))
                .isInstanceOf(AccessDeniedException.class);
    }

    private void allBut(Path one) throws IOException {
        for (String partition : PARTITIONS) {
            if (!one.startsWith(broker.resolve(partition))) {
                FileTree.delete(broker.resolve(partition));
            }
        }
        try (Stream<Path> others = Files.list(one.getParent())) {
            others.filter(other -> !other.equals(one)).forEach(other -> {
                try {
                    Files.delete(other);
                } catch (IOException refused) {
                    throw new UncheckedIOException(refused);
                }
            });
        }
    }
}
