package io.ffe.schema.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.ffe.schema.event.Control;
import io.ffe.schema.serde.Json;
import io.ffe.schema.serde.JsonComplaint;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A command as it comes over REST: the body of {@code POST /api/v1/trading-state} at risk and at execution. Every field may be
 * missing in the JSON; {@link #command} says which ones must not.
 *
 * @param scope all portfolios when absent
 * @param by who asks; the token's holder when absent, which a resume must not be
 * @param epoch of the state that a resume lifts
 * @param atLeastEpoch see {@link ControlCommand}
 */
public record ControlRequest(
        ControlCommand.@Nullable Action action,
        @Nullable String scope,
        @Nullable String reason,
        @Nullable String by,
        @Nullable Long epoch,
        @Nullable Long atLeastEpoch,
        @Nullable Boolean flatten) {

    /** A misspelt field must not be a halt without it. */
    private static final ObjectReader STRICT =
            Json.mapper().readerFor(ControlRequest.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    static final int LONGEST_NAME = 100;
    static final int LONGEST_REASON = 500;
    private static final long LARGEST_EPOCH = 1_000_000_000_000L;
    private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cntrl}");

    /** The request cannot be carried out as it is. The message names the field, its value and what was expected. */
    public static final class Unfit extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message);
        }
    }

    /**
     * Reads a body.
     *
     * @throws Unfit when it is no request
     */
    public static ControlRequest read(String json) {
        try {
            ControlRequest request = STRICT.readValue(json);
            if (request == null) {
                throw new Unfit("the body is " + json + ", expected an object with action and reason");
            }
            return request;
        } catch (JsonProcessingException unreadable) {
            throw new Unfit("the body is no request: " + JsonComplaint.of(unreadable)
                    + "; expected fields are action (HALT, REDUCE or RESUME), reason, scope, by, epoch, flatten");
        }
    }

    /**
     * The command that this asks for.
     *
     * @param tokenHolder who the token was made for
     * @throws Unfit naming the first field that is missing or wrong
     */
    public ControlCommand command(String tokenHolder) {
        ControlCommand.Action asked = action;
        if (asked == null) {
            throw new Unfit("action is missing, expected HALT, REDUCE or RESUME");
        }
        boolean resumes = asked == ControlCommand.Action.RESUME;
        if (resumes && by == null) {
            throw new Unfit("by is missing, expected the name of who resumes trading");
        }
        if (resumes == (epoch == null)) {
            throw new Unfit(
                    resumes
                            ? "epoch is missing, expected that of the halt that is to be lifted"
                            : "epoch is " + epoch + ", expected none: only a resume names one");
        }
        if (Boolean.TRUE.equals(flatten) && asked != ControlCommand.Action.HALT) {
            throw new Unfit("flatten is true on " + asked + ", expected it on HALT only");
        }
        return new ControlCommand(
                asked,
                scope == null ? Control.ALL : scope,
                text("by", by == null ? tokenHolder : by, LONGEST_NAME),
                text("reason", reason, LONGEST_REASON),
                epoch,
                epoch(atLeastEpoch == null ? 0 : atLeastEpoch),
                Boolean.TRUE.equals(flatten));
    }

    static String text(String field, @Nullable String value, int longest) {
        if (value == null || value.isBlank()) {
            throw new Unfit(field + " is " + (value == null ? "missing" : "blank") + ", expected a text");
        }
        if (value.length() > longest || CONTROL_CHARACTER.matcher(value).find()) {
            throw new Unfit(
                    field + " has " + value.length() + " characters, expected at most " + longest + " on one line");
        }
        return value.strip();
    }

    private static long epoch(long value) {
        if (value < 0 || value > LARGEST_EPOCH) {
            throw new Unfit("atLeastEpoch is " + value + ", expected 0 to " + LARGEST_EPOCH);
        }
        return value;
    }
}
