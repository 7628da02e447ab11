package io.ffe.papervenue.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer that is no success.
 *
 * @param error a name to act on
 * @param detail for a person: the field, the value and what was expected
 * @param order the order that the answer is about, where there is one
 */
record Failure(String error, String detail, @Nullable OrderView order) {

    static final int UNPROCESSABLE = 422;

    static Response invalid(String detail) {
        return answer(UNPROCESSABLE, "INVALID_REQUEST", detail, null);
    }

    static Response answer(int status, String error, String detail, @Nullable OrderView order) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new Failure(error, detail, order))
                .build();
    }

    static WebApplicationException stop(int status, String error, String detail) {
        return new WebApplicationException(detail, answer(status, error, detail, null));
    }
}
