package io.ffe.messaging.rest;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;

/** Says when a body was read, which ends the limit on how long it may take to arrive. */
@Provider
class BodyReading implements ReaderInterceptor {

    private final CurrentVertxRequest current;

    BodyReading(CurrentVertxRequest current) {
        this.current = current;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext body) throws IOException {
        Object read = body.proceed();
        RoutingContext request = current.getCurrent();
        if (request != null) {
            RequestLimits.bodyIsRead(request);
        }
        return read;
    }
}
