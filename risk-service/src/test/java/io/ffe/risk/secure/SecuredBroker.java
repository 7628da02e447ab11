package io.ffe.risk.secure;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ffe.stack.broker.TopicCreation;
import io.ffe.stack.process.Ports;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A broker that speaks TLS alone, asks everybody for a certificate, and grants what deploy/kubernetes/base/kafka/users.yml grants
 * and nothing else. It has the catalogue's topics.
 */
final class SecuredBroker implements AutoCloseable {

    static final String ADMINISTRATOR = "kafka";

    private static final String USERS = "../deploy/kubernetes/base/kafka/users.yml";

    private static final Map<String, AclOperation> OPERATIONS = Map.of(
            "Read", AclOperation.READ,
            "Write", AclOperation.WRITE,
            "Describe", AclOperation.DESCRIBE);

    private final TestAuthority authority;
    private final String bootstrapServers;
    private final KafkaRaftServer server;

    /** Loggers that nobody holds on to lose their level. */
    private final List<Logger> quiet = List.of(Logger.getLogger("kafka"), Logger.getLogger("org.apache.kafka"));

    SecuredBroker(TestAuthority authority, Path data) throws Exception {
        this.authority = authority;
        quiet.forEach(logger -> logger.setLevel(Level.SEVERE));
        int port = Ports.anyFree();
        this.bootstrapServers = "127.0.0.1:" + port;
        new Formatter()
                .setClusterId(Uuid.randomUuid().toString())
                .setNodeId(1)
                .setDirectories(List.of(data.toString()))
                .setMetadataLogDirectory(data.toString())
                .setControllerListenerName("CONTROLLER")
                .run();
        this.server = new KafkaRaftServer(KafkaConfig.fromProps(settings(data, port, Ports.anyFree())), Time.SYSTEM);
        server.startup();
        try (Admin admin = admin(ADMINISTRATOR)) {
            TopicCreation.createMissing(admin);
            admin.createAcls(rights()).all().get(30, TimeUnit.SECONDS);
        }
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** What a client of this name is told, by the keys of clients. */
    Map<String, Object> clientSettings(TestAuthority of, String name) {
        Map<String, Object> settings = new HashMap<>();
        of.kafkaSettings(name).forEach((key, value) -> settings.put(key.substring("kafka.".length()), value));
        settings.put("bootstrap.servers", bootstrapServers);
        settings.put("default.api.timeout.ms", "10000");
        settings.put("request.timeout.ms", "5000");
        return settings;
    }

    Admin admin(String name) {
        return Admin.create(clientSettings(authority, name));
    }

    private Properties settings(Path data, int port, int controllerPort) {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("log.dirs", data.toString());
        settings.put("listeners", "CLIENTS://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", "CLIENTS://127.0.0.1:" + port);
        settings.put("listener.security.protocol.map", "CLIENTS:SSL,CONTROLLER:SSL");
        settings.put("inter.broker.listener.name", "CLIENTS");
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        authority.kafkaSettings(ADMINISTRATOR).forEach((key, value) -> {
            if (key.startsWith("kafka.ssl.")) {
                settings.put(key.substring("kafka.".length()), value);
            }
        });
        settings.put("ssl.client.auth", "required");
        settings.put("authorizer.class.name", StandardAuthorizer.class.getName());
        settings.put("allow.everyone.if.no.acl.found", "false");
        settings.put("super.users", "User:CN=" + ADMINISTRATOR);
        settings.put("auto.create.topics.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "1");
        settings.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 * 1024 * 1024));
        settings.put("log.index.size.max.bytes", String.valueOf(1024 * 1024));
        settings.put("num.network.threads", "2");
        settings.put("num.io.threads", "4");
        settings.put("background.threads", "2");
        return settings;
    }

    /** As Strimzi would set them. */
    private static List<AclBinding> rights() throws IOException {
        List<AclBinding> rights = new ArrayList<>();
        try (MappingIterator<JsonNode> users = new YAMLMapper()
                .readerFor(JsonNode.class)
                .readValues(new YAMLFactory().createParser(Path.of(USERS).toFile()))) {
            while (users.hasNext()) {
                JsonNode user = users.next();
                String principal = "User:CN=" + user.at("/metadata/name").asText();
                user.at("/spec/authorization/acls").forEach(acl -> {
                    JsonNode resource = acl.path("resource");
                    ResourceType type = ResourceType.fromString(
                            resource.path("type").asText().toUpperCase(Locale.ROOT));
                    ResourcePattern pattern = new ResourcePattern(
                            type,
                            type == ResourceType.CLUSTER
                                    ? Resource.CLUSTER_NAME
                                    : resource.path("name").asText(),
                            PatternType.LITERAL);
                    acl.path("operations")
                            .forEach(operation -> rights.add(new AclBinding(
                                    pattern,
                                    new AccessControlEntry(
                                            principal,
                                            "*",
                                            OPERATIONS.get(operation.asText()),
                                            AclPermissionType.ALLOW))));
                });
            }
        }
        return rights;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
