package io.ffe.stack.broker;

import io.ffe.stack.Problem;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;

/**
 * Creates the topics of the catalogue on a broker that somebody else runs, as in containers. Its argument is the bootstrap
 * servers. Exit status 1 when they could not be made or one is other than the catalogue says, 2 without an argument.
 */
public final class TopicCreationMain {

    private TopicCreationMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        if (arguments.length != 1) {
            System.err.println(
                    "usage: java -cp local-stack.jar " + TopicCreationMain.class.getName() + " HOST:PORT[,HOST:PORT]");
            System.exit(2);
        }
        try (Admin admin = TopicCreation.admin(arguments[0])) {
            int created = TopicCreation.createMissing(admin);
            System.out.println(created + " topics created at " + arguments[0]
                    + "; the others were there and are as they should be");
        } catch (Problem | KafkaException failed) {
            System.err.println(failed.getMessage());
            System.exit(1);
        }
    }
}
