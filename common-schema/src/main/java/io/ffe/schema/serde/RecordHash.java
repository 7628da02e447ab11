package io.ffe.schema.serde;

import io.ffe.schema.id.Ids;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The hash of what decision-service keeps beside a decision: the snapshot that it was made on, what members were worth by then,
 * and each call to a model, with the bytes that went over the wire. It stands on the decision and so in its chain; what was
 * changed afterwards in the store gives another one.
 *
 * <p>SHA-256, in lower-case hex, over parts: {@link #FORM}, the snapshot's bytes, the standing's, then the hash of each call in the
 * order of the rungs, and of the seats on a rung. A call's is SHA-256 over the values of {@link #COLUMNS}. A part is its length in
 * bytes, a colon and its bytes; an absent one is {@code -:}. Text is UTF-8, numbers and booleans are their usual text.
 *
 * <p>Decisions of earlier versions have the {@linkplain #ofFirstForm first form}: without the name of the form, without standing, and
 * without the seat of a call. Whoever verifies accepts either. That opens nothing: a hash of this form is no hash of the other one,
 * so what it covers cannot be taken out of it.
 */
public final class RecordHash {

    /** First part of the present form. */
    public static final String FORM = "ffe-record-2";

    /** Columns of {@code model_call} of which a call's part is made, in their order; the first form has all but the last. */
    public static final List<String> COLUMNS = List.of(
            "tier",
            "model",
            "digest",
            "server_version",
            "prompt_id",
            "prompt_version",
            "prompt_hash",
            "seed",
            "held",
            "request",
            "http_status",
            "content_type",
            "response",
            "too_large",
            "fault",
            "fault_before",
            "detail",
            "took_millis",
            "done_reason",
            "prompt_tokens",
            "answer_tokens",
            "total_nanos",
            "load_nanos",
            "prompt_nanos",
            "answer_nanos",
            "seat");

    private RecordHash() {}

    /**
     * @param snapshot its payload as it is kept
     * @param standing what members were worth, its text as it is kept; null where nobody voted
     * @param calls the hash of each call, in the order of the rungs and seats
     */
    public static String of(byte[] snapshot, byte @Nullable [] standing, List<String> calls) {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        part(parts, FORM);
        part(parts, snapshot);
        part(parts, standing);
        calls.forEach(call -> part(parts, call));
        return Ids.sha256Hex(parts.toByteArray());
    }

    /**
     * As earlier versions made it.
     *
     * @param calls the {@linkplain #ofCallInFirstForm hash} of each call, in the order of the rungs
     */
    public static String ofFirstForm(byte[] snapshot, List<String> calls) {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        part(parts, snapshot);
        calls.forEach(call -> part(parts, call));
        return Ids.sha256Hex(parts.toByteArray());
    }

    /**
     * @param values of {@link #COLUMNS}: text, numbers, booleans, {@code byte[]} or null
     * @throws IllegalArgumentException when there are more or fewer of them
     */
    public static String ofCall(List<@Nullable Object> values) {
        if (values.size() != COLUMNS.size()) {
            throw new IllegalArgumentException("a call has " + values.size() + " values, expected those of " + COLUMNS);
        }
        return hash(values);
    }

    /** Without the seat. @param values of {@link #COLUMNS}, all of them */
    public static String ofCallInFirstForm(List<@Nullable Object> values) {
        return hash(values.subList(0, COLUMNS.size() - 1));
    }

    private static String hash(List<@Nullable Object> values) {
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        values.forEach(value -> part(parts, value));
        return Ids.sha256Hex(parts.toByteArray());
    }

    private static void part(ByteArrayOutputStream parts, @Nullable Object value) {
        if (value == null) {
            parts.writeBytes("-:".getBytes(StandardCharsets.US_ASCII));
            return;
        }
        byte[] bytes = value instanceof byte[] raw ? raw : value.toString().getBytes(StandardCharsets.UTF_8);
        parts.writeBytes((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        parts.writeBytes(bytes);
    }
}
