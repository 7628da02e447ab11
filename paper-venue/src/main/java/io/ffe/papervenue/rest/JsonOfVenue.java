package io.ffe.papervenue.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ffe.schema.serde.Json;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Requests and answers follow the rules of the topics: decimal strings, what is required is required. */
@Dependent
final class JsonOfVenue {

    @Produces
    @Singleton
    ObjectMapper mapper() {
        return Json.mapper();
    }
}
