package io.ffe.risk.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * Why a request was refused.
 *
 * @param error a code for programs
 * @param detail names the value and what was expected, for people
 */
record Problem(String error, String detail) {

    static WebApplicationException notFound(String detail) {
        return answer(Response.Status.NOT_FOUND, new Problem("NOT_FOUND", detail));
    }

    static WebApplicationException badRequest(String detail) {
        return answer(Response.Status.BAD_REQUEST, new Problem("BAD_REQUEST", detail));
    }

    static WebApplicationException conflict(String detail) {
        return answer(Response.Status.CONFLICT, new Problem("CONFLICT", detail));
    }

    private static WebApplicationException answer(Response.Status status, Problem problem) {
        return new WebApplicationException(Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(problem)
                .build());
    }
}
