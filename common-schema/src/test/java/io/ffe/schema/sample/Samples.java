package io.ffe.schema.sample;

import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.serde.Json;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The golden samples in {@code samples/}: for each type a full and a minimal one, and more where a kind differs. */
public final class Samples {

    private static final Map<EventType, List<String>> MORE =
            Map.of(EventType.TICK, List.of("trade"), EventType.EXECUTION, List.of("order"));

    private Samples() {}

    /** One file: {@code <event>.<variant>.json}. */
    public record Sample(EventType type, String variant) {

        public String fileName() {
            return name(type) + "." + variant + ".json";
        }

        public byte[] bytes() {
            try (InputStream file = Samples.class.getResourceAsStream("/samples/" + fileName())) {
                if (file == null) {
                    throw new IllegalStateException("samples/" + fileName() + " is missing from common-schema");
                }
                return file.readAllBytes();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        public Event event() {
            try {
                return Json.mapper().readValue(bytes(), type.payload());
            } catch (IOException broken) {
                throw new UncheckedIOException("samples/" + fileName(), broken);
            }
        }

        @Override
        public String toString() {
            return fileName();
        }
    }

    public static Stream<Sample> all() {
        return Arrays.stream(EventType.values())
                .flatMap(type -> Stream.concat(
                                Stream.of("full", "minimal"), MORE.getOrDefault(type, List.of()).stream())
                        .map(variant -> new Sample(type, variant)));
    }

    public static Stream<Sample> full() {
        return all().filter(sample -> sample.variant().equals("full"));
    }

    public static Event full(EventType type) {
        return new Sample(type, "full").event();
    }

    /** The name of an event's files, as in {@code snapshot}. */
    public static String name(EventType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /** The topic that carries the type. */
    public static Topics topic(EventType type) {
        return Arrays.stream(Topics.values())
                .filter(topic -> topic.carries().contains(type))
                .findFirst()
                .orElseThrow();
    }
}
