package io.ffe.schema.serde;

import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Tick;
import io.ffe.schema.topic.Topics;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@link EventCodec} for ticks, which are most of all records: the same bytes and the same answers without data binding.
 *
 * <p>Both ways are short for what FFE itself writes: plain ASCII, known fields, each once. Everything else, and everything
 * that is wrong, is left to {@link EventCodec}, so that there is one place that escapes, refuses and words the reason. The short
 * ways are {@link TickEncoder} and {@link TickParser}; whoever has a thread of its own for ticks keeps one of those.
 */
public final class TickCodec {

    private static final ThreadLocal<TickEncoder> ENCODERS = ThreadLocal.withInitial(TickEncoder::new);
    private static final ThreadLocal<TickParser> PARSERS = ThreadLocal.withInitial(TickParser::new);

    private TickCodec() {}

    /** The same bytes as {@link EventCodec#payload}. */
    public static byte[] encode(Tick tick) {
        return ENCODERS.get().payload(tick);
    }

    /** The same answer as {@link EventCodec#decode} for {@link Topics#TICKS}; never throws for what stands in the record. */
    public static Decoded decode(@Nullable String key, byte @Nullable [] value, Map<String, String> headers) {
        Tick tick = value == null || !EventType.TICK.wireName().equals(headers.get(HeaderNames.TYPE))
                ? null
                : PARSERS.get().parse(value);
        return tick == null
                ? EventCodec.decode(Topics.TICKS, key, value, headers)
                : EventCodec.accept(tick, EventType.TICK, key, headers);
    }
}
