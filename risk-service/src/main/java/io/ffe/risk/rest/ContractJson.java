package io.ffe.risk.rest;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ffe.schema.serde.Json;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** HTTP answers in the JSON of the topics: decimals as strings, times in UTC. */
final class ContractJson {

    private ContractJson() {}

    @Produces
    @Singleton
    static ObjectMapper mapper() {
        return Json.mapper();
    }
}
