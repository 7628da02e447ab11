package io.ffe.risk;

import io.ffe.schema.contract.CommittedOpenApi;

class OpenApiIT extends CommittedOpenApi {
    OpenApiIT() {
        super("risk");
    }
}
