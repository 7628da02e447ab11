package io.ffe.messaging.rest;

import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * Refusals that happen before a resource is asked say what was wrong, as resources do. A token that is none, has ended or is
 * signed by somebody else is refused before that, with 401 and no body.
 */
final class MistakeMapping {

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
        if (why.getCause() instanceof IllegalArgumentException unreadable) {
            String parameters = Stream.of(uri.getPathParameters(), uri.getQueryParameters())
                    .flatMap(each -> each.entrySet().stream())
                    .map(each -> each.getKey() + "=" + String.join(",", each.getValue()))
                    .collect(Collectors.joining(" "));
            return new Mistake(
                            "PARAMETER",
                            "one of " + parameters + " has the wrong type: " + unreadable.getMessage()
                                    + "; /q/openapi lists what is expected")
                    .answer(Response.Status.BAD_REQUEST);
        }
        return new Mistake("NOT_FOUND", String.valueOf(why.getMessage())).answer(Response.Status.NOT_FOUND);
    }
}
