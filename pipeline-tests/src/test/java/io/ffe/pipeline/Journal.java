package io.ffe.pipeline;

import io.ffe.schema.event.Event;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.serde.Decoded;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.read.TopicReader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Everything that a run has left on its topics. */
final class Journal {

    /** A record and the event in it. */
    record Entry(ConsumerRecord<byte[], byte[]> record, Event event) {

        String header(String name) {
            return TopicReader.headers(record).getOrDefault(name, "");
        }

        String traceId() {
            String traceparent = header("traceparent");
            return traceparent.isEmpty() ? "" : traceparent.split("-", 3)[1];
        }
    }

    private final Map<Topics, List<Entry>> entries = new EnumMap<>(Topics.class);
    private final List<String> broken = new ArrayList<>();

    private Journal() {}

    static Journal read(TopicReader reader) {
        Journal journal = new Journal();
        for (Topics topic : Topics.values()) {
            List<Entry> of = new ArrayList<>();
            reader.all(topic.topicName(), record -> {
                switch (EventCodec.decode(
                        topic, TopicReader.key(record), record.value(), TopicReader.headers(record))) {
                    case Decoded.Accepted accepted -> of.add(new Entry(record, accepted.event()));
                    case Decoded.Refused refused ->
                        journal.broken.add(topic.topicName() + "@" + record.offset() + ": " + refused);
                }
            });
            journal.entries.put(topic, of);
        }
        return journal;
    }

    /** Records that are no events, in words. */
    List<String> broken() {
        return broken;
    }

    List<Entry> entries(Topics topic) {
        return entries.getOrDefault(topic, List.of());
    }

    /** The events of a topic, each once: a second publication under the same id is the same event. */
    <E extends Event> List<E> events(Topics topic, Class<E> type) {
        Map<String, E> byId = new LinkedHashMap<>();
        entries(topic).stream()
                .map(Entry::event)
                .filter(type::isInstance)
                .map(type::cast)
                .forEach(event -> byId.putIfAbsent(event.eventId(), event));
        return List.copyOf(byId.values());
    }

    /** Executions, each once, in the order of their sequence. */
    List<Execution> executions() {
        return events(Topics.EXECUTIONS, Execution.class).stream()
                .sorted(Comparator.comparingLong(Execution::sequence))
                .toList();
    }

    /** The last state of each order that a verdict allowed; protection is left out. */
    List<Execution.OrderStatus> ownOrders() {
        Map<String, Execution.OrderStatus> orders = new HashMap<>();
        executions().forEach(execution -> {
            Execution.OrderStatus order = execution.order();
            if (order != null && order.purpose() != OrderIntent.Purpose.PROTECTION) {
                orders.put(order.clientOrderId(), order);
            }
        });
        return List.copyOf(orders.values());
    }

    /** How often a position went back to nothing. */
    long roundTrips() {
        return executions().stream()
                .filter(execution -> execution.fill() != null
                        && execution.positionQuantity() != null
                        && execution.positionQuantity().signum() == 0)
                .count();
    }
}
