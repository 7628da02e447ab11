package io.ffe.schema.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/** The seven bar lengths, aligned to the UTC epoch (a day starts at 00:00Z). */
public enum Timeframe {
    @JsonProperty("1m")
    M1("1m", Duration.ofMinutes(1)),
    @JsonProperty("5m")
    M5("5m", Duration.ofMinutes(5)),
    @JsonProperty("15m")
    M15("15m", Duration.ofMinutes(15)),
    @JsonProperty("30m")
    M30("30m", Duration.ofMinutes(30)),
    @JsonProperty("1h")
    H1("1h", Duration.ofHours(1)),
    @JsonProperty("4h")
    H4("4h", Duration.ofHours(4)),
    @JsonProperty("1d")
    D1("1d", Duration.ofDays(1));

    private final String label;
    private final Duration length;

    Timeframe(String label, Duration length) {
        this.label = label;
        this.length = length;
    }

    /** The name on the wire and in configuration, as in {@code 15m}. */
    public String label() {
        return label;
    }

    public Duration length() {
        return length;
    }

    /** Start of the interval [start, start + length) that contains the time. */
    public Instant startOf(Instant time) {
        long millis = length.toMillis();
        return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), millis) * millis);
    }

    /** @throws IllegalArgumentException naming the label and the seven that exist */
    public static Timeframe ofLabel(String label) {
        return Arrays.stream(values())
                .filter(timeframe -> timeframe.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "timeframe is '" + label + "', expected one of 1m, 5m, 15m, 30m, 1h, 4h, 1d"));
    }

    @Override
    public String toString() {
        return label;
    }
}
