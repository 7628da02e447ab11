package io.ffe.messaging;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One trace from the tick that closed a bar to the fill. Context travels as W3C {@code traceparent}, through record
 * headers and through outbox rows; SmallRye's own tracing is off, because it would end at the outbox.
 */
@ApplicationScoped
public class Traces {

    private static final String TRACEPARENT = "traceparent";

    private final Tracer tracer;

    public Traces(Tracer tracer) {
        this.tracer = tracer;
    }

    /** Runs the work in a span that continues the given context, or starts a trace when there is none. */
    public void inSpan(String name, SpanKind kind, @Nullable String traceparent, Runnable work) {
        callInSpan(name, kind, traceparent, () -> {
            work.run();
            return true;
        });
    }

    /** As {@link #inSpan} with a result. */
    public <T> T callInSpan(String name, SpanKind kind, @Nullable String traceparent, Supplier<T> work) {
        Span span = tracer.spanBuilder(name)
                .setSpanKind(kind)
                .setParent(parent(traceparent))
                .startSpan();
        try (Scope ignored = span.makeCurrent()) {
            return work.get();
        } catch (RuntimeException failed) {
            span.setStatus(StatusCode.ERROR, failed.getClass().getSimpleName());
            throw failed;
        } finally {
            span.end();
        }
    }

    /** The current context for a header, or null outside of a span. */
    public @Nullable String traceparent() {
        Map<String, String> carrier = new HashMap<>();
        W3CTraceContextPropagator.getInstance().inject(Context.current(), carrier, Map::put);
        return carrier.get(TRACEPARENT);
    }

    private static Context parent(@Nullable String traceparent) {
        return traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance()
                        .extract(Context.root(), Map.of(TRACEPARENT, traceparent), MapGetter.INSTANCE);
    }

    private enum MapGetter implements TextMapGetter<Map<String, String>> {
        INSTANCE;

        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public @Nullable String get(@Nullable Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    }
}
