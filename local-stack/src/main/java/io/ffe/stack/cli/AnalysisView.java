package io.ffe.stack.cli;

import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Snapshot.Alignment;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.TimeframePulse.Ichimoku;
import io.ffe.schema.event.TimeframePulse.Oscillators;
import io.ffe.stack.view.Figures;
import io.ffe.stack.view.Table;
import io.ffe.stack.view.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A symbol's pulse for a person. */
final class AnalysisView {

    private static final int PRICE_DIGITS = 7;

    private AnalysisView() {}

    static List<String> lines(AnalyzeCommand.Pulse pulse, boolean everything, Terminal terminal) {
        List<String> lines = new ArrayList<>();
        lines.add(terminal.bold(pulse.symbol()) + " as of " + pulse.asOf());
        lines.add("  quote    " + quote(pulse.lastQuote()));
        lines.add("  age      " + age(pulse, terminal));
        lines.add("  session  " + session(pulse.session(), terminal));
        lines.add("  market   " + market(pulse));
        lines.add("  aligned  " + alignment(pulse.alignment(), terminal));
        lines.add("  quality  " + quality(pulse, terminal));
        lines.add("");
        if (everything) {
            lines.addAll(averages(pulse, terminal).lines(terminal));
            lines.add("");
            lines.addAll(oscillators(pulse).lines(terminal));
        } else {
            lines.addAll(trends(pulse, terminal).lines(terminal));
        }
        pulse.timeframes().stream()
                .filter(each -> each.status() == TimeframePulse.Status.MISSING)
                .forEach(each ->
                        lines.add(terminal.dim("  " + each.timeframe().label() + " is missing: " + each.reason())));
        return lines;
    }

    private static String quote(@Nullable Quote quote) {
        if (quote == null) {
            return "none seen yet";
        }
        double spread = quote.spread().doubleValue() / quote.mid().doubleValue();
        return Figures.plain(quote.bid()) + " / " + Figures.plain(quote.ask()) + "   spread "
                + String.format(Locale.ROOT, "%.2f bp", spread * 10_000) + "   of " + quote.occurredAt() + " from "
                + quote.source();
    }

    private static String age(AnalyzeCommand.Pulse pulse, Terminal terminal) {
        AnalyzeCommand.QuoteSeconds age = pulse.quoteAge();
        if (age == null) {
            return "-";
        }
        boolean old = age.seconds() > age.limitSeconds();
        String figures = Figures.age(age.seconds());
        return (old && pulse.session().open() ? terminal.bad(figures) : figures) + " when that minute ended, limit "
                + Figures.age(age.limitSeconds());
    }

    private static String session(AnalyzeCommand.Session session, Terminal terminal) {
        return session.open() ? terminal.good("open") : terminal.warning("closed") + " until " + session.opensAt();
    }

    private static String alignment(@Nullable Alignment alignment, Terminal terminal) {
        if (alignment == null) {
            return "fewer than two timeframes have a trend";
        }
        String direction = words(alignment.direction().name());
        String shown = switch (alignment.direction()) {
            case UP -> terminal.good(direction);
            case DOWN -> terminal.bad(direction);
            case MIXED -> direction;
        };
        return shown
                + String.format(Locale.ROOT, ", score %+d of 100", alignment.score())
                + (alignment.coverage() == 100
                        ? ""
                        : ", of " + alignment.coverage() + " % of the weight: the rest is missing");
    }

    private static String market(AnalyzeCommand.Pulse pulse) {
        return pulse.snapshotAsOf() == null
                ? "no snapshot yet"
                : (pulse.regime() == null ? "regime unknown" : words(pulse.regime()))
                        + (pulse.volatility() == null ? "" : ", " + words(pulse.volatility()) + " volatility")
                        + "   by the snapshot of " + pulse.snapshotAsOf();
    }

    private static String quality(AnalyzeCommand.Pulse pulse, Terminal terminal) {
        Quality quality = pulse.quality();
        if (quality == null) {
            return "no snapshot yet";
        }
        String reasons =
                quality.reasons().stream().map(reason -> words(reason.name())).collect(Collectors.joining(", "));
        String verdict = quality.verdict().name();
        return switch (quality.verdict()) {
            case VALID -> terminal.good(verdict);
            case DEGRADED -> terminal.warning(verdict) + ": " + reasons + detail(quality);
            case STALE, INVALID -> terminal.bad(verdict) + ": " + reasons + detail(quality);
        };
    }

    private static String detail(Quality quality) {
        return quality.detail() == null ? "" : " (" + quality.detail() + ")";
    }

    private static Table trends(AnalyzeCommand.Pulse pulse, Terminal terminal) {
        Table table = new Table("timeframe", "trend", "strength", "signal", "close", "RSI", "ADX", "bars");
        for (TimeframePulse each : pulse.timeframes()) {
            table.row(
                    each.timeframe().label(),
                    trend(each, terminal),
                    each.strength() == null ? "-" : each.strength(),
                    each.signalStrength() == null ? "-" : each.signalStrength(),
                    price(each.close()),
                    number(each.rsi14(), 1),
                    number(each.adx14(), 1),
                    Figures.count(each.bars()));
        }
        return table;
    }

    private static Table averages(AnalyzeCommand.Pulse pulse, Terminal terminal) {
        Table table = new Table(
                "timeframe", "trend", "strength", "close", "SMA20", "SMA50", "MACD", "signal", "hist", "%B", "bars");
        for (TimeframePulse each : pulse.timeframes()) {
            table.row(
                    each.timeframe().label(),
                    trend(each, terminal),
                    each.strength() == null ? "-" : each.strength(),
                    price(each.close()),
                    price(each.sma20()),
                    price(each.sma50()),
                    small(each.macd()),
                    small(each.macdSignal()),
                    small(each.macdHistogram()),
                    number(each.bollingerPercentB(), 2),
                    Figures.count(each.bars()));
        }
        return table;
    }

    private static Table oscillators(AnalyzeCommand.Pulse pulse) {
        Table table = new Table(
                "timeframe",
                "RSI",
                "ADX",
                "+DI",
                "-DI",
                "ATR",
                "%K",
                "%D",
                "CCI",
                "%R",
                "Tenkan",
                "Kijun",
                "Senkou A",
                "Senkou B");
        for (TimeframePulse each : pulse.timeframes()) {
            Oscillators oscillators = each.oscillators();
            Ichimoku ichimoku = each.ichimoku();
            table.row(
                    each.timeframe().label(),
                    number(each.rsi14(), 1),
                    number(each.adx14(), 1),
                    number(each.plusDi14(), 1),
                    number(each.minusDi14(), 1),
                    small(each.atr14()),
                    oscillators == null ? "-" : number(oscillators.stochasticK14(), 1),
                    oscillators == null ? "-" : number(oscillators.stochasticD3(), 1),
                    oscillators == null ? "-" : number(oscillators.cci20(), 0),
                    oscillators == null ? "-" : number(oscillators.williamsR14(), 1),
                    ichimoku == null ? "-" : price(ichimoku.tenkan9()),
                    ichimoku == null ? "-" : price(ichimoku.kijun26()),
                    ichimoku == null ? "-" : price(ichimoku.senkouA()),
                    ichimoku == null ? "-" : price(ichimoku.senkouB52()));
        }
        return table;
    }

    private static String trend(TimeframePulse pulse, Terminal terminal) {
        TimeframePulse.Trend trend = pulse.trend();
        if (trend == null) {
            return terminal.dim("missing");
        }
        return switch (trend) {
            case UP -> terminal.good("up");
            case DOWN -> terminal.bad("down");
            case RANGING -> "ranging";
        };
    }

    /** Seven digits are enough to tell prices of a coin and of a currency apart. */
    private static String price(@Nullable Double value) {
        if (value == null) {
            return "-";
        }
        int whole = Math.max(1, (int) Math.floor(Math.log10(Math.abs(value))) + 1);
        return String.format(Locale.ROOT, "%." + Math.max(0, PRICE_DIGITS - whole) + "f", value);
    }

    /** A difference of prices: four significant digits, never as a power of ten. */
    private static String small(@Nullable Double value) {
        if (value == null) {
            return "-";
        }
        if (value == 0) {
            return "0";
        }
        int magnitude = (int) Math.floor(Math.log10(Math.abs(value)));
        return String.format(Locale.ROOT, "%." + Math.max(0, 3 - magnitude) + "f", value);
    }

    private static String number(@Nullable Double value, int decimals) {
        return value == null ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
