package io.ffe.messaging.config;

import org.jspecify.annotations.Nullable;

/**
 * One key.
 *
 * @param value as it was written, lists with commas; absent when it is not set; of a secret {@code set} or {@code not set}
 * @param defaultValue what counts when nobody sets it; absent when there is none
 * @param source where the value comes from: {@code default}, {@code environment}, {@code system property} or the name of a
 *     file; absent when it is not set
 * @param secret whether the value is kept to itself
 */
public record Setting(
        String key,
        @Nullable String value,
        @Nullable String defaultValue,
        @Nullable String source,
        boolean secret) {}
