package io.ffe.schema.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.ffe.schema.control.ControlRequest.Unfit;
import io.ffe.schema.event.Control;
import io.ffe.schema.money.Symbols;
import io.ffe.schema.serde.Json;
import io.ffe.schema.serde.JsonComplaint;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/v1/flatten} at execution: close positions at the market, now. Every field may be missing in the
 * JSON; {@link #command} says which ones must not.
 *
 * @param commandId a name of one's own: the same again is the same command and closes nothing twice
 * @param portfolio all portfolios when absent
 * @param symbol every open position when absent
 * @param fraction of each position, above 0 and at most 1; all of it when absent
 * @param by who asks; the token's holder when absent
 */
public record FlattenRequest(
        @Nullable String commandId,
        @Nullable String portfolio,
        @Nullable String symbol,
        @Nullable BigDecimal fraction,
        @Nullable String reason,
        @Nullable String by) {

    /** A misspelt field must not close more than was meant. */
    private static final ObjectReader STRICT =
            Json.mapper().readerFor(FlattenRequest.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private static final Pattern COMMAND_ID = Pattern.compile("[A-Za-z0-9-]{8,64}");

    /**
     * What is to be done.
     *
     * @param portfolio a name, or {@code *} for all
     * @param symbol absent for every open position
     * @param fraction above 0, at most 1
     */
    public record Command(
            @Nullable String commandId,
            String portfolio,
            @Nullable String symbol,
            BigDecimal fraction,
            String actor,
            String reason) {

        public boolean concerns(String portfolioId) {
            return portfolio.equals(Control.ALL) || portfolio.equals(portfolioId);
        }

        /** True when nothing is left of a position. */
        public boolean whole() {
            return fraction.compareTo(BigDecimal.ONE) == 0;
        }
    }

    /**
     * Reads a body.
     *
     * @throws Unfit when it is no request
     */
    public static FlattenRequest read(String json) {
        try {
            FlattenRequest request = STRICT.readValue(json);
            if (request == null) {
                throw new Unfit("the body is " + json + ", expected an object with a reason");
            }
            return request;
        } catch (JsonProcessingException unreadable) {
            throw new Unfit("the body is no request: " + JsonComplaint.of(unreadable)
                    + "; expected fields are reason, symbol, fraction (a decimal in quotes), portfolio, by, commandId");
        }
    }

    /** Whether a text may be a command's id: 8 to 64 of letters, digits and hyphen. */
    public static boolean isCommandId(String text) {
        return COMMAND_ID.matcher(text).matches();
    }

    /**
     * The command that this asks for.
     *
     * @param tokenHolder who the token was made for
     * @throws Unfit naming the first field that is missing or wrong
     */
    public Command command(String tokenHolder) {
        if (commandId != null && !isCommandId(commandId)) {
            throw new Unfit("commandId is '" + commandId + "', expected 8 to 64 of A-Z a-z 0-9 and -");
        }
        if (symbol != null && !Symbols.isValid(symbol)) {
            throw new Unfit("symbol is '" + symbol + "', expected 2 to 20 of A-Z and 0-9, or none for every position");
        }
        BigDecimal part = fraction == null ? BigDecimal.ONE : fraction;
        if (part.signum() <= 0 || part.compareTo(BigDecimal.ONE) > 0) {
            throw new Unfit("fraction is " + part.toPlainString() + ", expected above 0 and at most 1, as in 0.5");
        }
        return new Command(
                commandId,
                portfolio == null ? Control.ALL : portfolio,
                symbol,
                part,
                ControlRequest.text("by", by == null ? tokenHolder : by, ControlRequest.LONGEST_NAME),
                ControlRequest.text("reason", reason, ControlRequest.LONGEST_REASON));
    }
}
