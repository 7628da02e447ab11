package io.ffe.risk.domain.limit;

import io.ffe.schema.money.Fraction;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The keys of {@link RiskLimits}, one for each of its components, and which way is the safe one. */
public enum Limit {
    RISK_FRACTION(Tighter.LOWER),
    MIN_STOP(Tighter.NEITHER),
    MAX_STOP(Tighter.NEITHER),
    ATR_MULTIPLE(Tighter.NEITHER),
    TARGET_MULTIPLE(Tighter.NEITHER),
    COST_ALLOWANCE(Tighter.HIGHER),
    MAX_ORDER_VALUE(Tighter.LOWER),
    MAX_CONCENTRATION(Tighter.LOWER),
    MAX_LEVERAGE(Tighter.LOWER),
    MAX_CONCURRENT_POSITIONS(Tighter.LOWER),
    MAX_DRAWDOWN(Tighter.LOWER),
    MAX_SNAPSHOT_AGE(Tighter.LOWER),
    MAX_QUOTE_AGE(Tighter.LOWER),
    MAX_FUTURE_SKEW(Tighter.LOWER),
    MAX_MARK_AGE_BARS(Tighter.LOWER),
    SHORT_SELLING(Tighter.LOWER),
    PRICE_COLLAR(Tighter.LOWER),
    MAX_DAILY_LOSS(Tighter.LOWER),
    MAX_ORDERS(Tighter.LOWER),
    ORDER_WINDOW(Tighter.HIGHER),
    DUPLICATE_WINDOW(Tighter.HIGHER),
    MAX_REPEATED_ENTRIES(Tighter.LOWER),
    REPEAT_WINDOW(Tighter.HIGHER),
    MAX_VAR(Tighter.LOWER),
    VAR_DAYS(Tighter.NEITHER),
    MAX_CORRELATION(Tighter.LOWER),
    CORRELATION_DAYS(Tighter.NEITHER),
    MAX_CORRELATED_ASSETS(Tighter.LOWER),
    MAX_STOPS(Tighter.LOWER),
    STOP_LOOKBACK(Tighter.HIGHER),
    STOP_PAUSE(Tighter.HIGHER),
    COOLDOWN(Tighter.HIGHER),
    MAX_CLOSED_DRAWDOWN(Tighter.LOWER),
    DRAWDOWN_LOOKBACK(Tighter.HIGHER),
    DRAWDOWN_PAUSE(Tighter.HIGHER),
    MIN_PROFIT(Tighter.HIGHER),
    LOW_PROFIT_TRADES(Tighter.LOWER),
    LOW_PROFIT_LOOKBACK(Tighter.NEITHER),
    LOW_PROFIT_PAUSE(Tighter.HIGHER);

    /** Where a value allows less. */
    public enum Tighter {
        LOWER,
        HIGHER,
        /** Either way may allow more: every change counts as one that loosens. */
        NEITHER
    }

    private static final RecordComponent[] COMPONENTS = RiskLimits.class.getRecordComponents();

    private final Tighter tighter;

    Limit(Tighter tighter) {
        this.tighter = tighter;
    }

    /** The limit with a key as in {@code max-order-value}, or empty. */
    public static Optional<Limit> ofKey(String key) {
        return Arrays.stream(values()).filter(limit -> limit.key().equals(key)).findFirst();
    }

    /** As in configuration and REST. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public Tighter tighter() {
        return tighter;
    }

    /** Its value, as text that {@link #in} takes. */
    public String of(RiskLimits limits) {
        Object value = value(limits);
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }

    /**
     * The limits with another value of this one. They may have {@link RiskLimits#problems}.
     *
     * @throws IllegalArgumentException when the text is no value of its kind; names the key, the text and what was expected
     */
    public RiskLimits in(RiskLimits limits, String text) {
        Object[] values = new Object[COMPONENTS.length];
        Class<?>[] types = new Class<?>[COMPONENTS.length];
        for (int place = 0; place < COMPONENTS.length; place++) {
            types[place] = COMPONENTS[place].getType();
            values[place] = place == ordinal() ? parsed(types[place], text) : invoke(COMPONENTS[place], limits);
        }
        try {
            return RiskLimits.class.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("the canonical constructor of a record cannot be called", impossible);
        }
    }

    /** Of two limits the one whose value allows less; where neither way is safer, the second. */
    RiskLimits tighterOf(RiskLimits all, RiskLimits own) {
        return isLooser(all, own) ? all : own;
    }

    /** True when the second allows more than the first, or may; false when they are the same. */
    boolean isLooser(RiskLimits before, RiskLimits after) {
        int change = compare(value(after), value(before));
        return switch (tighter) {
            case LOWER -> change > 0;
            case HIGHER -> change < 0;
            case NEITHER -> false;
        };
    }

    /** True when nobody but an admin may make this change. */
    public boolean needsAdmin(RiskLimits before, RiskLimits after) {
        return tighter == Tighter.NEITHER ? compare(value(before), value(after)) != 0 : isLooser(before, after);
    }

    private Object value(RiskLimits limits) {
        return invoke(COMPONENTS[ordinal()], limits);
    }

    private static Object invoke(RecordComponent component, RiskLimits limits) {
        try {
            return component.getAccessor().invoke(limits);
        } catch (IllegalAccessException | InvocationTargetException impossible) {
            throw new IllegalStateException("a component of a public record cannot be read", impossible);
        }
    }

    private static int compare(Object left, Object right) {
        return switch (left) {
            case Fraction fraction -> fraction.compareTo((Fraction) right);
            case BigDecimal decimal -> decimal.compareTo((BigDecimal) right);
            case Duration duration -> duration.compareTo((Duration) right);
            case Integer number -> number.compareTo((Integer) right);
            case Boolean flag -> flag.compareTo((Boolean) right);
            default -> throw new IllegalStateException("a limit is a " + left.getClass());
        };
    }

    private Object parsed(Class<?> type, String text) {
        try {
            if (type == Fraction.class) {
                return Fraction.of(text);
            }
            if (type == BigDecimal.class) {
                return new BigDecimal(text);
            }
            if (type == Duration.class) {
                return Duration.parse(text);
            }
            if (type == int.class) {
                return Integer.valueOf(text);
            }
        } catch (NumberFormatException | DateTimeParseException unreadable) {
            throw new IllegalArgumentException(key() + " is '" + text + "', expected " + expected(type), unreadable);
        }
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        throw new IllegalArgumentException(key() + " is '" + text + "', expected " + expected(type));
    }

    private static String expected(Class<?> type) {
        if (type == Duration.class) {
            return "a duration, as in PT2M";
        }
        if (type == int.class) {
            return "a whole number";
        }
        return type == boolean.class ? "true or false" : "a decimal number";
    }
}
