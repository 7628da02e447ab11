package io.ffe.marketdata.kafka;

import io.ffe.schema.topic.Topics;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.utils.Utils;

/** The partition of the tick topic that a symbol's ticks are in: Kafka's default for Java clients, as docs/topics.md promises. */
public final class SymbolPartition {

    private SymbolPartition() {}

    public static int of(String symbol) {
        return Utils.toPositive(Utils.murmur2(symbol.getBytes(StandardCharsets.UTF_8))) % Topics.TICKS.partitions();
    }
}
