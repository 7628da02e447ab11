package io.ffe.messaging;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks at something again and again on a daemon thread of its own. A look that fails is told once, until one has succeeded again, and
 * the next one follows all the same.
 */
public final class Periodic {

    private static final Logger LOG = Logger.getLogger(Periodic.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Runnable look;
    private final Duration before;
    private final Duration pause;
    private final Thread thread;
    private boolean failing;

    /**
     * @param name of the thread, and in the log
     * @param pause from the end of one look to the next; the first is at once
     */
    public Periodic(String name, Duration pause, Runnable look) {
        this(name, Duration.ZERO, pause, look);
    }

    private Periodic(String name, Duration before, Duration pause, Runnable look) {
        this.look = look;
        this.before = before;
        this.pause = pause;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /** The first look comes after a pause too: for what can wait while a start has more urgent work. */
    public static Periodic afterAPause(String name, Duration pause, Runnable look) {
        return new Periodic(name, pause, pause, look);
    }

    public void start() {
        thread.start();
    }

    public void stop() throws InterruptedException {
        thread.interrupt();
        thread.join(PATIENCE.toMillis());
    }

    private void run() {
        try {
            TimeUnit.MILLISECONDS.sleep(before.toMillis());
            while (!Thread.currentThread().isInterrupted()) {
                once();
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        try {
            look.run();
            failing = false;
        } catch (RuntimeException failed) {
            if (!failing && !Thread.currentThread().isInterrupted()) {
                LOG.warnf("%s fails, and goes on trying cause=%s", thread.getName(), failed.toString());
            }
            LOG.debug(thread.getName(), failed);
            failing = true;
        }
    }
}
