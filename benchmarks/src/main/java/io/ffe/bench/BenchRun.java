package io.ffe.bench;

import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Origin;
import io.ffe.schema.topic.Stage;

/** What FFE's classes are told of the run that they are measured in. */
public record BenchRun(Origin origin) implements RunConfig {

    @Override
    public String id() {
        return "bench";
    }

    @Override
    public boolean lockStep() {
        return false;
    }

    @Override
    public Stage stage() {
        return Stage.MARKET_DATA;
    }

    @Override
    public String instance() {
        return "1";
    }
}
