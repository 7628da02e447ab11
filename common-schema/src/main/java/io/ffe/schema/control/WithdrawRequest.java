package io.ffe.schema.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.ffe.schema.control.ControlRequest.Unfit;
import io.ffe.schema.serde.Json;
import io.ffe.schema.serde.JsonComplaint;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/v1/flatten/COMMAND/withdrawal} at execution: exits of that command that have not left are taken back.
 *
 * @param by who asks; the token's holder when absent
 */
public record WithdrawRequest(
        @Nullable String reason, @Nullable String by) {

    private static final ObjectReader STRICT =
            Json.mapper().readerFor(WithdrawRequest.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** Who takes back, and why. */
    public record Withdrawal(String actor, String reason) {}

    /**
     * Reads a body.
     *
     * @throws Unfit when it is no request
     */
    public static WithdrawRequest read(String json) {
        try {
            WithdrawRequest request = STRICT.readValue(json);
            if (request == null) {
                throw new Unfit("the body is " + json + ", expected an object with a reason");
            }
            return request;
        } catch (JsonProcessingException unreadable) {
            throw new Unfit(
                    "the body is no request: " + JsonComplaint.of(unreadable) + "; expected fields are reason and by");
        }
    }

    /**
     * What this asks for.
     *
     * @param tokenHolder who the token was made for
     * @throws Unfit naming the first field that is missing or wrong
     */
    public Withdrawal withdrawal(String tokenHolder) {
        return new Withdrawal(
                ControlRequest.text("by", by == null ? tokenHolder : by, ControlRequest.LONGEST_NAME),
                ControlRequest.text("reason", reason, ControlRequest.LONGEST_REASON));
    }
}
