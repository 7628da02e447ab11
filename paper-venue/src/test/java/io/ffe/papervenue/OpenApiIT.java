package io.ffe.papervenue;

import io.ffe.schema.contract.CommittedOpenApi;

class OpenApiIT extends CommittedOpenApi {
    OpenApiIT() {
        super("paper-venue");
    }
}
