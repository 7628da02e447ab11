package io.ffe.execution.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ffe.schema.serde.Json;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** REST answers are written as topics are: decimals as strings, times as ISO-8601 UTC. */
final class ContractJson {

    ContractJson() {}

    @Produces
    @Singleton
    static ObjectMapper mapper() {
        return Json.mapper();
    }
}
