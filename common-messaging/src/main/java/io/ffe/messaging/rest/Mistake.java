package io.ffe.messaging.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * What was wrong with a request; the body of each answer with a status of 400 and above that has one.
 *
 * @param error a code for programs
 * @param detail for a person: names the value and what was expected
 */
public record Mistake(String error, String detail) {

    private static final int MISDIRECTED = 421;

    public static WebApplicationException badRequest(String error, String detail) {
        return new WebApplicationException(new Mistake(error, detail).answer(Response.Status.BAD_REQUEST));
    }

    public static WebApplicationException forbidden(String error, String detail) {
        return new WebApplicationException(new Mistake(error, detail).answer(Response.Status.FORBIDDEN));
    }

    public static WebApplicationException notFound(String error, String detail) {
        return new WebApplicationException(new Mistake(error, detail).answer(Response.Status.NOT_FOUND));
    }

    public static WebApplicationException conflict(String error, String detail) {
        return new WebApplicationException(new Mistake(error, detail).answer(Response.Status.CONFLICT));
    }

    public static WebApplicationException unavailable(String error, String detail) {
        return new WebApplicationException(new Mistake(error, detail).answer(Response.Status.SERVICE_UNAVAILABLE));
    }

    /** Another instance of this service has it. */
    public static WebApplicationException misdirected(String error, String detail) {
        return new WebApplicationException(Response.status(MISDIRECTED)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(new Mistake(error, detail))
                .build());
    }

    /**
     * The limit of a list, checked.
     *
     * @throws WebApplicationException when it is not from 1 to the most
     */
    public static int limit(int limit, int most) {
        if (limit < 1 || limit > most) {
            throw badRequest("LIMIT", "limit is " + limit + ", expected 1 to " + most);
        }
        return limit;
    }

    Response answer(Response.Status status) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(this)
                .build();
    }
}
