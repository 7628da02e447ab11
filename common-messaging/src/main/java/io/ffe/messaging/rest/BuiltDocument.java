package io.ffe.messaging.rest;

import io.quarkus.arc.Unremovable;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The service's OpenAPI document as its build has left it, read when somebody asks. Quarkus reads it at each start and writes it again
 * in both formats, which the build has done already; whoever waits for a restart waits for that, too (docs/adr/0046).
 */
@Alternative
@Priority(1)
@Singleton
// Quarkus asks the container for its service by type, which no injection point shows.
@Unremovable
public class BuiltDocument extends OpenApiDocumentService {

    BuiltDocument() {
        // Where Quarkus looks for the document at the start, and finds none.
        OpenApiConstants.classLoader = new ClassLoader(null) {};
    }

    /** @param name of one of several documents; a service has one */
    @Override
    public byte[] getDocument(String name, Format format) {
        String resource = OpenApiConstants.BASE_NAME + "." + format;
        try (InputStream document =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(resource)) {
            if (document == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return document.readAllBytes();
        } catch (IOException broken) {
            throw new UncheckedIOException(resource, broken);
        }
    }
}
