package io.ffe.execution.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.TradingState;
import io.ffe.schema.event.Control;
import io.ffe.schema.serde.Json;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The trading state in a file of this process, for when neither broker nor database answer: written whole beside the old one,
 * forced to the disk, and moved into its place.
 */
@ApplicationScoped
public class TradingStateFile {

    private final Path file;

    TradingStateFile(ExecutionConfig config) {
        this.file = config.tradingStateFile();
    }

    /** What the file held at a start. */
    public sealed interface Content {

        /** No state was ever written. */
        record Absent() implements Content {}

        record Held(TradingState state) implements Content {}

        /** It is there and says nothing that can be relied on. */
        record Unreadable(String why) implements Content {}
    }

    /** The file's form. */
    record Lines(List<Control> fromRisk, List<Control> direct) {

        static Lines of(TradingState state) {
            return new Lines(
                    List.copyOf(state.fromRisk().values()),
                    List.copyOf(state.direct().values()));
        }

        TradingState state() {
            return new TradingState(byScope(fromRisk), byScope(direct));
        }

        private static SortedMap<String, Control> byScope(List<Control> controls) {
            SortedMap<String, Control> byScope = new TreeMap<>();
            controls.forEach(control -> byScope.put(control.scope(), control));
            return byScope;
        }
    }

    public Content read() {
        try {
            return new Content.Held(Json.mapper()
                    .readValue(Files.readAllBytes(file), Lines.class)
                    .state());
        } catch (NoSuchFileException none) {
            return new Content.Absent();
        } catch (JsonProcessingException broken) {
            return new Content.Unreadable("file " + file + " is no trading state: " + broken.getOriginalMessage());
        } catch (IOException unreadable) {
            return new Content.Unreadable("file " + file + " cannot be read: " + unreadable);
        }
    }

    /** Keeps a copy of what cannot be read for a person. The file itself stays until it is overwritten: it halts until then. */
    public void setAside() throws IOException {
        Files.copy(file, file.resolveSibling(file.getFileName() + ".unreadable"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The state is on the disk when this returns, and the old one is there when it throws. */
    public void write(TradingState state) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(
                    Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(Lines.of(state)));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        // The name is on the disk with its folder only.
        try (FileChannel names = FileChannel.open(folder, StandardOpenOption.READ)) {
            names.force(true);
        }
    }
}
