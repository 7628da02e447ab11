package io.ffe.decision.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ffe.schema.serde.Json;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** REST speaks the JSON of the topics. */
final class JsonOfFfe {

    JsonOfFfe() {}

    /** A copy: the framework adds modules of its own, and the shared mapper is never changed. */
    @Produces
    @Singleton
    static ObjectMapper mapper() {
        return Json.mapper().copy();
    }
}
