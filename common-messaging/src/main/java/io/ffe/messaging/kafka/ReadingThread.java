package io.ffe.messaging.kafka;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A thread that reads without a group for as long as its process lives. After trouble it waits half a second and begins anew with a
 * consumer that knows nothing.
 */
public final class ReadingThread {

    private static final Logger LOG = Logger.getLogger(ReadingThread.class);
    private static final long TROUBLE_PAUSE_MILLIS = 500;

    private final String name;
    private final KafkaClients clients;
    private final Reading reading;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;

    /** Where to begin, and what to do with what comes. */
    @FunctionalInterface
    public interface Reading {

        /** @param going turns false when the process ends; to be asked before each poll */
        void follow(KafkaConsumer<String, byte[]> consumer, BooleanSupplier going);
    }

    /** @param name of the thread and of its consumer */
    public ReadingThread(String name, KafkaClients clients, Reading reading) {
        this.name = name;
        this.clients = clients;
        this.reading = reading;
        this.thread = new Thread(this::run, name);
    }

    public void start() {
        thread.start();
    }

    /** Returns when what was under way is done, or is taking too long. */
    public void stop() throws InterruptedException {
        running = false;
        KafkaConsumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        thread.interrupt();
        thread.join(TimeUnit.SECONDS.toMillis(5));
    }

    private void run() {
        while (running) {
            try (KafkaConsumer<String, byte[]> open = clients.newUngroupedConsumer(name)) {
                consumer = open;
                reading.follow(open, () -> running);
            } catch (WakeupException stopping) {
                return;
            } catch (RuntimeException trouble) {
                if (!running) {
                    return;
                }
                LOG.warnf("reading begins anew thread=%s cause=%s", name, trouble.toString());
                LOG.debugf(trouble, "reading begins anew thread=%s", name);
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(TROUBLE_PAUSE_MILLIS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }
}
