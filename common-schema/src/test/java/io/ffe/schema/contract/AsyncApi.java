package io.ffe.schema.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.sample.Samples;
import io.ffe.schema.sample.Samples.Sample;
import io.ffe.schema.serde.DeadLetterHeader;
import io.ffe.schema.serde.DeadLetterReason;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.topic.Stage;
import io.ffe.schema.topic.Topics;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The topic catalogue as an AsyncAPI 3.0 document: a channel for each topic and each dead-letter topic, a message for each
 * event, and who sends and receives what. Nothing is written here that another place knows: topics say how they are kept and
 * who is at them, records what they carry, golden samples what it looks like, Javadoc what it means.
 */
final class AsyncApi {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String KAFKA_BINDING = "0.5.0";
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String SYMBOL = "^[A-Z0-9]{2,20}$";

    /** What the specification allows as the name of a component. */
    private static final Pattern COMPONENT = Pattern.compile("[a-zA-Z0-9._-]+");

    /** CloudEvents demands these of a writer. */
    private static final List<String> NEEDED =
            List.of(HeaderNames.SPEC_VERSION, HeaderNames.ID, HeaderNames.TYPE, HeaderNames.SOURCE);

    private static final List<String> TIMES =
            List.of(HeaderNames.TIME, HeaderNames.LOGICAL_NOW, HeaderNames.REPLAYED_AT);

    private final RecordSchemas records = new RecordSchemas();
    private final ObjectNode schemas = JSON.createObjectNode();
    private final Set<String> ambiguous;
    private final String version;

    /** @param version of the project */
    AsyncApi(String version) {
        this.version = version;
        this.ambiguous = ambiguous();
    }

    ObjectNode document() throws IOException {
        ObjectNode document = JSON.createObjectNode();
        document.put("asyncapi", "3.0.0");
        document.put("id", "urn:ffe:topics");
        info(document.putObject("info"));
        document.put("defaultContentType", "application/json");
        server(document.putObject("servers").putObject("kafka"));
        ObjectNode channels = document.putObject("channels");
        ObjectNode operations = document.putObject("operations");
        for (Topics topic : Topics.values()) {
            channel(topic, channels.putObject(name(topic)));
            operations(topic, operations);
        }
        for (Topics topic : Topics.values()) {
            deadLetters(topic, channels.putObject(name(topic) + "DeadLetters"), operations);
        }
        components(document.putObject("components"));
        return document;
    }

    private void info(ObjectNode info) {
        info.put("title", "FFE topics");
        info.put("version", version);
        info.put(
                "description",
                "Every topic of the Finance Feedback Engine, for programs that read or write them in any language. One document for all"
                        + " stages: an operation's name begins with the stage that sends or receives. Records of a key stay in order,"
                        + " records of different keys do not; a record may come twice, under the same ce_id. Decimals are strings,"
                        + " times ISO-8601; unknown fields and headers are ignored. docs/topics.md says the rest: keys and"
                        + " partitions, ids, hashes, how to write ticks and decisions from outside.");
        ObjectNode license = info.putObject("license");
        license.put("name", "Apache-2.0");
        license.put("url", "https://www.apache.org/licenses/LICENSE-2.0");
        ArrayNode tags = info.putArray("tags");
        for (Stage stage : Stage.values()) {
            tags.addObject().put("name", stage.label());
        }
    }

    private static void server(ObjectNode server) {
        server.put("host", "{host}:{port}");
        server.put("protocol", "kafka");
        server.put(
                "description",
                "The broker of ./ffe up or of the compose file. No TLS and no login: it listens on the loopback interface only.");
        ObjectNode variables = server.putObject("variables");
        variables.putObject("host").put("default", "localhost").put("description", "Within the compose file kafka.");
        variables
                .putObject("port")
                .put("default", "19092")
                .put(
                        "description",
                        "./ffe status lists it: another one when 19092 was taken. Within the compose file 9092.");
    }

    private void channel(Topics topic, ObjectNode channel) {
        channel.put("address", topic.topicName());
        channel.put("title", topic.topicName());
        channel.put(
                "description",
                upperFirst(topic.description()) + ". Keyed by " + topic.keyedBy() + "; kept: " + kept(topic.kept())
                        + ".");
        ObjectNode messages = channel.putObject("messages");
        topic.carries()
                .forEach(type -> messages.putObject(Samples.name(type))
                        .put("$ref", "#/components/messages/" + Samples.name(type)));
        kafka(channel, topic.partitions(), topic.settings());
    }

    private void operations(Topics topic, ObjectNode operations) {
        topic.writers().stream()
                .sorted()
                .forEach(stage -> operation(
                        operations,
                        stage.label(),
                        "send",
                        "Sends",
                        topic,
                        stage.label() + " writes " + topic.topicName()));
        if (topic.openToOthers()) {
            operation(
                    operations,
                    "others",
                    "send",
                    "Send",
                    topic,
                    "anybody may write " + topic.topicName()
                            + "; what comes in passes the checks that FFE's own passes");
        }
        topic.readers().stream()
                .sorted()
                .forEach(stage -> operation(
                        operations,
                        stage.label(),
                        "receive",
                        "Receives",
                        topic,
                        stage.label() + " reads " + topic.topicName()));
    }

    private static void operation(
            ObjectNode operations, String who, String action, String verb, Topics topic, String summary) {
        ObjectNode operation = operations.putObject(camel(who) + verb + upperFirst(name(topic)));
        operation.put("action", action);
        operation.putObject("channel").put("$ref", "#/channels/" + name(topic));
        operation.put("summary", upperFirst(summary) + ".");
        tag(operation, who);
        ArrayNode messages = operation.putArray("messages");
        topic.carries()
                .forEach(type -> messages.addObject()
                        .put("$ref", "#/channels/" + name(topic) + "/messages/" + Samples.name(type)));
    }

    private static void deadLetters(Topics topic, ObjectNode channel, ObjectNode operations) {
        channel.put("address", topic.dlqName());
        channel.put("title", topic.dlqName());
        channel.put(
                "description",
                "What a reader of " + topic.topicName()
                        + " refused for good: key, bytes and headers as they were, and why.");
        channel.putObject("messages").putObject("deadLetter").put("$ref", "#/components/messages/deadLetter");
        kafka(channel, Topics.DLQ_PARTITIONS, topic.dlqSettings());
        topic.refusers().stream().sorted().forEach(stage -> {
            ObjectNode operation = operations.putObject(camel(stage.label()) + "Refuses" + upperFirst(name(topic)));
            operation.put("action", "send");
            operation.putObject("channel").put("$ref", "#/channels/" + name(topic) + "DeadLetters");
            operation.put(
                    "summary", upperFirst(stage.label()) + " puts here what it refuses of " + topic.topicName() + ".");
            tag(operation, stage.label());
            operation
                    .putArray("messages")
                    .addObject()
                    .put("$ref", "#/channels/" + name(topic) + "DeadLetters/messages/deadLetter");
        });
    }

    private static void tag(ObjectNode operation, String who) {
        operation.putArray("tags").addObject().put("name", who);
    }

    /** Numbers as numbers and policies as a list, as the binding wants them; in a fixed order. */
    private static void kafka(ObjectNode channel, int partitions, Map<String, String> settings) {
        ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
        kafka.put("partitions", partitions);
        ObjectNode configuration = kafka.putObject("topicConfiguration");
        new TreeMap<>(settings).forEach((key, value) -> {
            if (key.equals("cleanup.policy")) {
                configuration.putArray(key).add(value);
            } else if (value.matches("\\d+")) {
                configuration.put(key, Long.parseLong(value));
            } else {
                configuration.put(key, value);
            }
        });
        kafka.put("bindingVersion", KAFKA_BINDING);
    }

    private void components(ObjectNode components) throws IOException {
        ObjectNode messages = components.putObject("messages");
        for (EventType type : EventType.values()) {
            message(type, messages.putObject(Samples.name(type)));
        }
        deadLetter(messages.putObject("deadLetter"));
        schemas.set("Headers", headers());
        schemas.set("DeadLetterHeaders", deadLetterHeaders());
        components.set("schemas", sorted(schemas));
        ObjectNode trace = components.putObject("correlationIds").putObject("trace");
        trace.put("location", "$message.header#/" + HeaderNames.TRACEPARENT);
        trace.put(
                "description",
                "The trace id in it, its second part, is one for a tick, the snapshot that it closes, the decision, the verdict, the"
                        + " order and its fills.");
    }

    private void message(EventType type, ObjectNode message) throws IOException {
        Topics topic = Samples.topic(type);
        JsonNode schema = records.of(type);
        message.put("name", type.wireName());
        message.put("title", upperFirst(Samples.name(type)));
        message.put("summary", schema.path("description").asText());
        message.put("contentType", "application/json");
        message.putObject("correlationId").put("$ref", "#/components/correlationIds/trace");
        ObjectNode headers = message.putObject("headers");
        headers.put("type", "object");
        headers.putArray("allOf").addObject().put("$ref", "#/components/schemas/Headers");
        headers.putObject("properties")
                .putObject(HeaderNames.TYPE)
                .put("type", "string")
                .put("const", type.wireName());
        message.putObject("payload").put("$ref", "#/components/schemas/" + component(type));
        event(type);
        ObjectNode kafka = message.putObject("bindings").putObject("kafka");
        ObjectNode key = kafka.putObject("key");
        key.put("type", "string");
        key.put("description", "UTF-8 text: " + topic.keyedBy() + ".");
        if (topic.keyedBy().equals("symbol")) {
            key.put("pattern", SYMBOL);
        }
        ArrayNode keys = key.putArray("examples");
        samples(type).map(sample -> sample.event().key()).distinct().forEach(keys::add);
        kafka.put("bindingVersion", KAFKA_BINDING);
        ArrayNode examples = message.putArray("examples");
        for (Sample sample : samples(type).toList()) {
            ObjectNode example = examples.addObject();
            example.put("name", sample.variant());
            example.set("headers", exampleHeaders(sample.event(), topic));
            example.set("payload", JSON.readTree(sample.bytes()));
        }
    }

    /** As the topic's writer would send it: in a replay where the event is one of a replay, else live. */
    private static ObjectNode exampleHeaders(Event event, Topics topic) {
        Stage writer = topic.writers().stream().sorted().findFirst().orElseThrow();
        boolean replay = topic == Topics.CLOCK || topic == Topics.ACKS;
        Instant now = replay ? event.time() : null;
        ObjectNode headers = JSON.createObjectNode();
        EventCodec.headers(event, "ffe/" + writer.label(), replay ? null : TRACE, now)
                .forEach(headers::put);
        return headers;
    }

    private static void deadLetter(ObjectNode message) {
        message.put("name", "dead letter");
        message.put("title", "Dead letter");
        message.put("summary", "A record that a reader refused for good, with its original key, bytes and headers.");
        message.put("contentType", "application/octet-stream");
        message.putObject("headers").put("$ref", "#/components/schemas/DeadLetterHeaders");
        message.putObject("payload").put("description", "The bytes as they were: anything, or nothing at all.");
        ObjectNode kafka = message.putObject("bindings").putObject("kafka");
        kafka.putObject("key").put("type", "string").put("description", "As it was; absent when the record had none.");
        kafka.put("bindingVersion", KAFKA_BINDING);
    }

    private static ObjectNode headers() {
        ObjectNode headers = JSON.createObjectNode();
        headers.put("type", "object");
        headers.put("description", "Beside every event; UTF-8 text. CloudEvents 1.0 in Kafka's binary mode.");
        ObjectNode properties = headers.putObject("properties");
        RecordDocs.texts(HeaderNames.class).forEach((name, meaning) -> {
            ObjectNode header = properties.putObject(name).put("type", "string").put("description", meaning);
            if (TIMES.contains(name)) {
                header.put("format", "date-time");
            }
        });
        ((ObjectNode) properties.path(HeaderNames.SPEC_VERSION)).put("const", "1.0");
        ((ObjectNode) properties.path(HeaderNames.TRACEPARENT))
                .put("pattern", "^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$");
        NEEDED.forEach(headers.putArray("required")::add);
        return headers;
    }

    private static ObjectNode deadLetterHeaders() {
        ObjectNode headers = JSON.createObjectNode();
        headers.put("type", "object");
        headers.put("description", "Added to the headers that the record had, which may be any or none.");
        ObjectNode properties = headers.putObject("properties");
        ArrayNode required = headers.putArray("required");
        for (DeadLetterHeader header : DeadLetterHeader.values()) {
            ObjectNode property = properties.putObject(header.headerName());
            property.put("type", "string");
            property.put("description", RecordDocs.constant(DeadLetterHeader.class, header.name()));
            required.add(header.headerName());
        }
        ArrayNode reasons = ((ObjectNode) properties.path(DeadLetterHeader.REASON.headerName())).putArray("enum");
        Arrays.stream(DeadLetterReason.values()).map(Enum::name).forEach(reasons::add);
        ArrayNode stages = ((ObjectNode) properties.path(DeadLetterHeader.CONSUMER.headerName())).putArray("enum");
        Arrays.stream(Stage.values()).map(Stage::label).forEach(stages::add);
        return headers;
    }

    /**
     * An event's schema and what it refers to, as components. The committed schemas are 2020-12; a document's own are a superset of
     * draft 7, where nothing counts beside a {@code $ref}, so that what stands there is joined by {@code allOf}.
     */
    private void event(EventType type) {
        ObjectNode schema = records.of(type);
        schema.remove("$schema");
        schema.remove("$id");
        JsonNode definitions = schema.path("$defs");
        schema.remove("$defs");
        for (Entry<String, JsonNode> definition : definitions.properties()) {
            if (isComponent(definition.getKey())) {
                schemas.set(component(type, definition.getKey()), converted(type, definition.getValue(), definitions));
            }
        }
        schemas.set(component(type), converted(type, schema, definitions));
    }

    private JsonNode converted(EventType type, JsonNode node, JsonNode definitions) {
        if (node.isArray()) {
            ArrayNode array = JSON.createArrayNode();
            node.forEach(each -> array.add(converted(type, each, definitions)));
            return array;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode object = JSON.createObjectNode();
        node.properties()
                .forEach(member -> object.set(member.getKey(), converted(type, member.getValue(), definitions)));
        JsonNode reference = object.path("$ref");
        if (!reference.isTextual()) {
            return object;
        }
        object.remove("$ref");
        String name = reference.asText().substring("#/$defs/".length());
        if (!isComponent(name)) {
            ObjectNode inlined = (ObjectNode) converted(type, definitions.path(name), definitions);
            inlined.setAll(object);
            return inlined;
        }
        String target = "#/components/schemas/" + component(type, name);
        if (object.isEmpty()) {
            return object.put("$ref", target);
        }
        object.putArray("allOf").addObject().put("$ref", target);
        return object;
    }

    /** Names of definitions that mean different things in different events. */
    private Set<String> ambiguous() {
        Map<String, JsonNode> seen = new HashMap<>();
        Set<String> differing = new HashSet<>();
        for (EventType type : EventType.values()) {
            for (Entry<String, JsonNode> definition :
                    records.of(type).path("$defs").properties()) {
                JsonNode before = seen.putIfAbsent(definition.getKey(), definition.getValue());
                if (before != null && !before.equals(definition.getValue())) {
                    differing.add(definition.getKey());
                }
            }
        }
        return differing;
    }

    /** Generated names such as {@code Map(String,Long)} are none. */
    private static boolean isComponent(String definition) {
        return COMPONENT.matcher(definition).matches();
    }

    private String component(EventType type, String definition) {
        return ambiguous.contains(definition) ? upperFirst(Samples.name(type)) + definition : definition;
    }

    /** Not the record's own name: outcome and verdict are also parts of other events. */
    private static String component(EventType type) {
        return type.payload().getSimpleName() + "Event";
    }

    private static Stream<Sample> samples(EventType type) {
        return Samples.all().filter(sample -> sample.type() == type);
    }

    private static ObjectNode sorted(ObjectNode object) {
        ObjectNode sorted = JSON.createObjectNode();
        object.properties().stream()
                .sorted(Entry.comparingByKey())
                .forEach(member -> sorted.set(member.getKey(), member.getValue()));
        return sorted;
    }

    private static String kept(Topics.Kept kept) {
        return switch (kept) {
            case Topics.Kept.For(Duration age) ->
                age.toDays() + (age.toDays() == 1 ? " day" : " days") + " from the append";
            case Topics.Kept.Latest() -> "the latest record of each key, for ever";
        };
    }

    private static String name(Topics topic) {
        return topic.name().toLowerCase(Locale.ROOT);
    }

    /** {@code paperVenue} of {@code paper-venue}. */
    private static String camel(String label) {
        String joined =
                Arrays.stream(label.split("-")).map(AsyncApi::upperFirst).collect(Collectors.joining());
        return joined.substring(0, 1).toLowerCase(Locale.ROOT) + joined.substring(1);
    }

    private static String upperFirst(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
