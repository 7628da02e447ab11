package io.ffe.schema.event;

import org.jspecify.annotations.Nullable;

/**
 * One gate of a verdict, recorded whether it passed or not.
 *
 * @param gate name from risk's gate catalogue, as in {@code CONCENTRATION}
 * @param value what was measured on the portfolio after the trade, a decimal or ISO-8601 text; absent when skipped
 * @param limit what it was held against
 * @param unit unit of value and limit, as in {@code fraction}, {@code USD}, {@code seconds}, {@code count}
 * @param detail for people: what was compared, and why it failed or was skipped
 */
public record GateResult(
        String gate,
        Status status,
        @Nullable String value,
        @Nullable String limit,
        String unit,
        String detail) {

    /** SKIPPED is for gates that do not apply: entry-quality gates on an exit, all of them on a HOLD. */
    public enum Status {
        PASSED,
        FAILED,
        SKIPPED
    }

    public GateResult {
        Require.id("gate", gate);
        Require.id("unit", unit);
    }
}
