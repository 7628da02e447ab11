package io.ffe.execution;

import io.ffe.schema.contract.CommittedOpenApi;

class OpenApiIT extends CommittedOpenApi {
    OpenApiIT() {
        super("execution");
    }
}
