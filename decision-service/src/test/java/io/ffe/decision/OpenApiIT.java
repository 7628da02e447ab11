package io.ffe.decision;

import io.ffe.schema.contract.CommittedOpenApi;

class OpenApiIT extends CommittedOpenApi {
    OpenApiIT() {
        super("decision");
    }
}
