package io.ffe.pipeline.planted;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A Java agent whose threads run away, as in an endless loop, for as long as a file is there. */
public final class SpinningAgent {

    /** So many that what else runs on a small machine takes little from them. */
    private static final int THREADS = 8;

    private static volatile boolean told;

    private SpinningAgent() {}

    /** @param order path of a file that does not exist yet */
    public static void premain(String order) {
        Path file = Path.of(order);
        daemon("spin-order", () -> look(file));
        for (int i = 0; i < THREADS; i++) {
            daemon("spin-" + i, SpinningAgent::spin);
        }
    }

    private static void daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void look(Path file) {
        while (pause()) {
            told = Files.exists(file);
        }
    }

    private static void spin() {
        while (told || pause()) {
            Thread.onSpinWait();
        }
    }

    /** @return false when the thread is to end */
    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
            return true;
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
