package io.ffe.messaging.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.ffe.messaging.inbox.Trouble;
import io.ffe.schema.serde.JsonComplaint;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Refusals that happen before a resource is asked say what was wrong, as resources do. A token that is none, has ended or is
 * signed by somebody else is refused before that, with 401 and no body.
 *
 * <p>Nothing of how a service is made goes out: no class, no statement, no line of code. Of a failure that nobody foresaw the
 * answer has a number, under which the log says the rest.
 */
final class MistakeMapping {

    private static final Logger LOG = Logger.getLogger(MistakeMapping.class);

    private static final Pattern CLASS = Pattern.compile("\\b(?:[a-z]\\w*\\.){2,}[A-Z]");
    private static final int LONGEST = 200;
    private static final int RETRY_AFTER_SECONDS = 1;

    /** A service that has words of its own for the same keeps them: the lower number counts. */
    private static final int OF_A_SERVICE_FIRST = Priorities.USER + 50;

    @ServerExceptionMapper
    Response noToken(UnauthorizedException why) {
        Response said = new Mistake(
                        "UNAUTHORIZED", "there is no token, expected the header Authorization: Bearer TOKEN")
                .answer(Response.Status.UNAUTHORIZED);
        return Response.fromResponse(said)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .build();
    }

    @ServerExceptionMapper
    Response wrongRole(ForbiddenException why, ContainerRequestContext request) {
        String roles = Stream.of("viewer", "operator", "admin", "service")
                .filter(request.getSecurityContext()::isUserInRole)
                .collect(Collectors.joining(" "));
        return new Mistake(
                        "FORBIDDEN",
                        "the token's role is " + (roles.isEmpty() ? "none" : roles)
                                + ", expected another one: /q/openapi lists who may")
                .answer(Response.Status.FORBIDDEN);
    }

    /** What resources say themselves is left as it is. A parameter of the wrong type comes here too, with what was wrong for a cause. */
    @ServerExceptionMapper
    Response notThere(NotFoundException why, UriInfo uri) {
        if (why.getResponse().hasEntity()) {
            return why.getResponse();
        }
        if (why.getCause() != null) {
            String parameters = Stream.of(uri.getPathParameters(), uri.getQueryParameters())
                    .flatMap(each -> each.entrySet().stream())
                    .map(each -> shortened(each.getKey() + "=" + String.join(",", each.getValue())))
                    .collect(Collectors.joining(" "));
            return new Mistake(
                            "PARAMETER",
                            "one of " + parameters + " has the wrong type" + reason(why.getCause())
                                    + "; /q/openapi lists what is expected")
                    .answer(Response.Status.BAD_REQUEST);
        }
        return new Mistake("NOT_FOUND", "there is nothing at " + shortened(uri.getPath()))
                .answer(Response.Status.NOT_FOUND);
    }

    /** A body that is JSON, but not of the form. */
    @ServerExceptionMapper(priority = OF_A_SERVICE_FIRST)
    Response otherForm(MismatchedInputException why) {
        return unreadable(why).answer(Response.Status.BAD_REQUEST);
    }

    /** A method that is not there, another media type, a body that is no JSON: by status, where nothing was said. */
    @ServerExceptionMapper(priority = OF_A_SERVICE_FIRST)
    Response refused(WebApplicationException why) {
        Response said = why.getResponse();
        if (said.hasEntity() || said.getStatus() < Response.Status.BAD_REQUEST.getStatusCode()) {
            return said;
        }
        Mistake mistake = why.getCause() instanceof JsonProcessingException json
                ? unreadable(json)
                : new Mistake(
                        said.getStatusInfo()
                                .getReasonPhrase()
                                .toUpperCase(Locale.ROOT)
                                .replace(' ', '_'),
                        "expected a request as /q/openapi describes it");
        return Response.fromResponse(said)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(mistake)
                .build();
    }

    /** What a broken connection kept from being answered may be answered a moment later; anything else would fail again. */
    @ServerExceptionMapper
    Response failed(Throwable why, ContainerRequestContext request) {
        UUID number = UUID.randomUUID();
        if (Trouble.isInfrastructure(why)) {
            LOG.warnf(why, "request could not be answered number=%s method=%s", number, request.getMethod());
            Response said = new Mistake(
                            "UNAVAILABLE",
                            "the service could not reach its database or broker, expected a new try in a moment; its log"
                                    + " says more, under " + number)
                    .answer(Response.Status.SERVICE_UNAVAILABLE);
            return Response.fromResponse(said)
                    .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                    .build();
        }
        LOG.errorf(why, "request failed number=%s method=%s", number, request.getMethod());
        return new Mistake("FAILED", "the service could not answer; its log says why, under " + number)
                .answer(Response.Status.INTERNAL_SERVER_ERROR);
    }

    private static Mistake unreadable(JsonProcessingException why) {
        return new Mistake("BODY", JsonComplaint.of(why) + "; /q/openapi describes what is expected");
    }

    /** What the JDK says of a value is for people; what has a class in it is not. */
    private static String reason(Throwable unreadable) {
        String message = String.valueOf(unreadable.getMessage());
        return CLASS.matcher(message).find() ? "" : ": " + shortened(message);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
