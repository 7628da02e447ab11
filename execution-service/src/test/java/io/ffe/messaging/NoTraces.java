package io.ffe.messaging;

import io.opentelemetry.api.OpenTelemetry;

/** Traces that go nowhere, for tests without a container. */
public final class NoTraces {

    private NoTraces() {}

    public static Traces traces() {
        return new Traces(OpenTelemetry.noop().getTracer("none"));
    }
}
