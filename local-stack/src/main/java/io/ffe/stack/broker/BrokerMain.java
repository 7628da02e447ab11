package io.ffe.stack.broker;

import io.ffe.stack.Problem;
import io.ffe.stack.process.WritableFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** The broker's own process: arguments are data directory, port and controller port. Ends in order on SIGTERM. */
public final class BrokerMain {

    /**
     * Of each index of a segment, on the disk. By default each of some 200 partitions takes 20 MB. A segment that was written elsewhere
     * and has more entries than this holds ends the broker at its start.
     */
    public static final int INDEX_BYTES = 1024 * 1024;

    private static final int NODE_ID = 1;

    private static final long NEEDED_MEGABYTES = 16;

    private BrokerMain() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        try {
            WritableFolder.ofRun(directory, "Kafka's records", NEEDED_MEGABYTES).check();
        } catch (Problem unusable) {
            System.err.println(unusable.getMessage());
            System.exit(unusable.kind().exitCode());
        }
        Properties settings = settings(directory, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        format(directory);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(settings), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(server::shutdown));
        server.startup();
        server.awaitShutdown();
    }

    /** Gives a new directory its identity; one that has it keeps it, and one that was made halfway is completed. */
    private static void format(Path directory) throws Exception {
        Files.createDirectories(directory);
        new Formatter()
                .setClusterId(clusterId(directory.resolve("meta.properties")))
                .setNodeId(NODE_ID)
                .setDirectories(List.of(directory.toString()))
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName("CONTROLLER")
                .setIgnoreFormatted(true)
                .run();
    }

    private static String clusterId(Path metaProperties) throws IOException {
        Properties known = new Properties();
        if (Files.exists(metaProperties)) {
            try (InputStream text = Files.newInputStream(metaProperties)) {
                known.load(text);
            }
        }
        return known.getProperty("cluster.id", Uuid.randomUuid().toString());
    }

    private static Properties settings(Path directory, int port, int controllerPort) {
        Properties settings = new Properties();
        settings.setProperty("process.roles", "broker,controller");
        settings.setProperty("node.id", String.valueOf(NODE_ID));
        settings.setProperty("log.dirs", directory.toString());
        settings.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        settings.setProperty("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        settings.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        settings.setProperty("controller.listener.names", "CONTROLLER");
        settings.setProperty("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);

        settings.setProperty("auto.create.topics.enable", "false");
        settings.setProperty("log.message.timestamp.type", "LogAppendTime");
        // Judged by what readers get: packed small, a record of any size would pass, and end each of them for want of
        // memory.
        settings.setProperty("compression.type", "uncompressed");
        settings.setProperty("group.initial.rebalance.delay.ms", "0");
        settings.setProperty("group.min.session.timeout.ms", "6000");
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.setProperty(internal + ".replication.factor", "1");
            settings.setProperty(internal + ".num.partitions", "4");
        }
        settings.setProperty("transaction.state.log.min.isr", "1");
        settings.setProperty("share.coordinator.state.topic.min.isr", "1");

        // Sized for one machine: by default the cleaner alone takes 128 MB.
        settings.setProperty("log.cleaner.dedupe.buffer.size", String.valueOf(4 * 1024 * 1024));
        settings.setProperty("log.index.size.max.bytes", String.valueOf(INDEX_BYTES));
        settings.setProperty("num.network.threads", "2");
        settings.setProperty("num.io.threads", "4");
        settings.setProperty("background.threads", "2");
        return settings;
    }
}
