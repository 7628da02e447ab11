package io.ffe.papervenue.rest;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import io.ffe.papervenue.Unavailable;
import io.ffe.schema.serde.JsonComplaint;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Failures to answers. */
final class FailureMapping {

    private static final int BAD_REQUEST = 400;
    private static final int SERVICE_UNAVAILABLE = 503;

    @ServerExceptionMapper
    Response unavailable(Unavailable why) {
        return Failure.answer(SERVICE_UNAVAILABLE, why.why().name(), String.valueOf(why.getMessage()), null);
    }

    @ServerExceptionMapper
    Response unreadable(JsonProcessingException why) {
        return answer(why);
    }

    /** Quarkus has a mapping of its own for this one. */
    @ServerExceptionMapper
    Response unfit(MismatchedInputException why) {
        return answer(why);
    }

    /** Quarkus wraps what its JSON reader throws. */
    @ServerExceptionMapper
    Response refused(WebApplicationException why) {
        return why.getCause() instanceof JsonProcessingException unreadable ? answer(unreadable) : why.getResponse();
    }

    private static Response answer(JsonProcessingException why) {
        return switch (why) {
            case ValueInstantiationException refused
            when refused.getCause() instanceof IllegalArgumentException reason ->
                Failure.invalid(String.valueOf(reason.getMessage()));
            case JsonMappingException unfit
            when !(unfit.getCause() instanceof JsonParseException) -> Failure.invalid(JsonComplaint.of(unfit));
            default -> Failure.answer(BAD_REQUEST, "MALFORMED_JSON", JsonComplaint.of(why), null);
        };
    }
}
