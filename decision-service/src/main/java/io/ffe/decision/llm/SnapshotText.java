package io.ffe.decision.llm;

import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.ReasonCode;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.TimeframePulse;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot and a position as the model sees them: numbers and enums, one line for each fact. Symbol, quantity, dates and price levels are left
 * out, so that the model cannot remember what happened next; what depends on price is given relative to it.
 */
final class SnapshotText {

    private SnapshotText() {}

    static String of(Snapshot snapshot, Held held) {
        StringBuilder text = new StringBuilder();
        line(text, "position", held);
        line(text, "assetClass", snapshot.assetClass());
        line(text, "timeframe", snapshot.timeframe());
        line(text, "regime", snapshot.regime());
        line(text, "volatility", snapshot.volatility());
        line(text, "quality", snapshot.quality().verdict());
        for (TimeframePulse pulse : snapshot.timeframes()) {
            if (pulse.status() == TimeframePulse.Status.OK) {
                pulse(text, pulse);
            }
        }
        return text.toString();
    }

    private static void pulse(StringBuilder text, TimeframePulse pulse) {
        String of = pulse.timeframe().label() + ".";
        line(text, of + "trend", pulse.trend());
        line(text, of + "strength", pulse.strength());
        number(text, of + "rsi14", pulse.rsi14());
        number(text, of + "adx14", pulse.adx14());
        number(text, of + "plusDi14", pulse.plusDi14());
        number(text, of + "minusDi14", pulse.minusDi14());
        number(text, of + "bollingerPercentB", pulse.bollingerPercentB());
        number(text, of + "macdHistogramInAtr", ratio(pulse, TimeframePulse::macdHistogram, pulse.atr14(), 1));
        number(text, of + "atrPercentOfClose", ratio(pulse, TimeframePulse::atr14, pulse.close(), 100));
    }

    private static @Nullable Double ratio(
            TimeframePulse pulse, Function<TimeframePulse, @Nullable Double> part, @Nullable Double of, double scale) {
        Double value = part.apply(pulse);
        return value == null || of == null || of == 0 ? null : scale * value / of;
    }

    private static void number(StringBuilder text, String name, @Nullable Double value) {
        if (value != null) {
            line(text, name, Double.isFinite(value) ? figure(value) : value);
        }
    }

    /**
     * Two digits behind the point, and more where two would make a multiple of a tenth of what is none. All bounds of {@link ReasonCode}
     * are such multiples and are held against the whole figure: a 0.796 that reads 0.80 would be at least 0.8 to the model, and
     * its reason untrue to us.
     */
    private static String figure(double value) {
        BigDecimal whole = BigDecimal.valueOf(value);
        int digits = 2;
        BigDecimal shown = whole.setScale(digits, RoundingMode.HALF_UP);
        while (shown.compareTo(whole) != 0 && shown.stripTrailingZeros().scale() <= 1) {
            digits++;
            shown = whole.setScale(digits, RoundingMode.HALF_UP);
        }
        return shown.toPlainString();
    }

    private static void line(StringBuilder text, String name, @Nullable Object value) {
        if (value != null) {
            text.append(name).append('=').append(value).append('\n');
        }
    }
}
