package io.ffe.messaging.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ffe.schema.serde.Json;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** REST answers are written as topics are: decimals as strings, times as ISO-8601 UTC. */
final class ContractJson {

    private ContractJson() {}

    /** A copy: the framework adds modules of its own, and the shared mapper is never changed. */
    @Produces
    @Singleton
    static ObjectMapper mapper() {
        return Json.mapper().copy();
    }
}
