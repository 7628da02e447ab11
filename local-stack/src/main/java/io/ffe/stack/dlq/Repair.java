package io.ffe.stack.dlq;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of a letter is to be other than it was.
 *
 * @param payload instead of the original bytes, or null to keep them
 * @param key instead of the original key, or null to keep it
 * @param headers instead of the original ones of the same name, or beside them
 */
public record Repair(byte @Nullable [] payload, @Nullable String key, Map<String, String> headers) {

    /** Nothing: what was wrong was not in the letter. */
    public static final Repair NONE = new Repair(null, null, Map.of());

    public Repair {
        headers = Map.copyOf(headers);
    }
}
