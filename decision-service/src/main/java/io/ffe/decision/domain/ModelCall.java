package io.ffe.decision.domain;

import org.jspecify.annotations.Nullable;

/**
 * Asking the model once, kept so that the same answer can be read again.
 *
 * @param promptHash SHA-256 of the prompt file, lower-case hex
 * @param request body of the request as it went out, absent when none did
 * @param response body of the answer as it came, absent when none did
 * @param httpStatus of the answer, absent when none came
 */
public record ModelCall(
        ModelAnswer answer,
        String model,
        String promptId,
        String promptVersion,
        String promptHash,
        int seed,
        @Nullable String request,
        @Nullable String response,
        @Nullable Integer httpStatus) {}
