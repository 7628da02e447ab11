package io.ffe.marketdata;

import io.ffe.schema.contract.CommittedOpenApi;

class OpenApiIT extends CommittedOpenApi {
    OpenApiIT() {
        super("market-data");
    }
}
