package io.ffe.messaging.rest;

import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/**
 * The service's OpenAPI document in a browser, at {@code /q/swagger-ui}. Open to everybody, as the document is: it shows no data,
 * and what it calls needs the token that one enters.
 *
 * <p>Quarkus has an extension for this. It unpacks its files into a temporary folder, which may be read-only or full; here they
 * come from the class path as they are asked for (docs/adr/0025).
 */
@Singleton
class SwaggerUi {

    private static final String PATH = "/q/swagger-ui";
    private static final String OURS = "swagger-ui/";
    private static final String THEIRS = "META-INF/resources/openapi-ui/";

    /** Nothing from elsewhere and nothing inline runs here, where a token is entered. */
    private static final String POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
            + " frame-ancestors 'none'; base-uri 'none'";

    private static final Map<String, Page> PAGES = Map.of(
            "", new Page(OURS + "index.html", "text/html; charset=utf-8"),
            "start.js", new Page(OURS + "start.js", "text/javascript; charset=utf-8"),
            "swagger-ui-bundle.js", new Page(THEIRS + "swagger-ui-bundle.js", "text/javascript; charset=utf-8"),
            "swagger-ui.css", new Page(THEIRS + "swagger-ui.css", "text/css; charset=utf-8"),
            "favicon.ico", new Page(THEIRS + "favicon.ico", "image/x-icon"));

    private record Page(String resource, String mediaType) {

        Buffer content() {
            try (InputStream file = SwaggerUi.class.getClassLoader().getResourceAsStream(resource)) {
                if (file == null) {
                    throw new IllegalStateException(resource + " is not on the class path");
                }
                return Buffer.buffer(file.readAllBytes());
            } catch (IOException broken) {
                throw new UncheckedIOException(resource, broken);
            }
        }
    }

    void show(@Observes Router router, RestConfig config) {
        if (config.swaggerUi()) {
            router.get(PATH).handler(SwaggerUi::toFolder);
            router.get(PATH + "/*").blockingHandler(SwaggerUi::answer, false);
        }
    }

    /** What the page refers to lies beside it; a route without a slash takes the path with one, too. */
    private static void toFolder(RoutingContext request) {
        if (request.normalizedPath().equals(PATH)) {
            request.redirect(PATH + "/");
        } else {
            request.next();
        }
    }

    private static void answer(RoutingContext request) {
        Page page = PAGES.get(request.normalizedPath().substring(PATH.length() + 1));
        if (page == null) {
            request.next();
            return;
        }
        request.response()
                .putHeader("Content-Type", page.mediaType())
                .putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Cache-Control", "max-age=3600")
                .end(page.content());
    }
}
