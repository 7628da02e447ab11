package io.ffe.marketdata.domain;

import io.ffe.schema.event.Tick;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** When a quote says nothing new: bid and ask have both moved by less than 0.001 % since the one that it is compared with. */
public final class UnchangedQuote {

    /** 0.001 % is 1e-5. */
    private static final int DIGITS = 5;

    private UnchangedQuote() {}

    /**
     * Whether the tick says what the last one said; never for a trade.
     *
     * @param last the last that was passed on, and not the last that was seen: a price that creeps has moved in the end
     */
    public static boolean repeats(@Nullable Tick last, Tick tick) {
        return last != null
                && last.kind() == Tick.Kind.QUOTE
                && tick.kind() == Tick.Kind.QUOTE
                && unmoved(last.bid(), tick.bid())
                && unmoved(last.ask(), tick.ask());
    }

    private static boolean unmoved(@Nullable BigDecimal last, @Nullable BigDecimal now) {
        return last != null
                && now != null
                && now.subtract(last).abs().movePointRight(DIGITS).compareTo(last) < 0;
    }
}
