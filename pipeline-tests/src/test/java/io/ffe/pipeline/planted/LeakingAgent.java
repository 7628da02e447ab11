package io.ffe.pipeline.planted;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Java agent that keeps memory from when it is told to, until a share of the old objects' generation is used after a collection. */
public final class LeakingAgent {

    private static final int BLOCK_BYTES = 512 * 1024;
    private static final List<byte[]> KEPT = new ArrayList<>();

    private LeakingAgent() {}

    /** @param order path of a file that does not exist yet; what it will hold is the share, as in {@code 0.95} */
    public static void premain(String order) {
        Thread leak = new Thread(() -> leak(Path.of(order)), "leak");
        leak.setDaemon(true);
        leak.start();
    }

    private static void leak(Path order) {
        try {
            while (!Files.exists(order)) {
                TimeUnit.MILLISECONDS.sleep(200);
            }
            double share = Double.parseDouble(Files.readString(order));
            MemoryPoolMXBean old = ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()))
                    .orElseThrow();
            System.gc();
            MemoryUsage after = old.getCollectionUsage();
            long missing = Math.round(share * after.getMax()) - after.getUsed();
            for (long kept = 0; kept < missing; kept += BLOCK_BYTES) {
                KEPT.add(new byte[BLOCK_BYTES]);
            }
            // The service's own objects that died meanwhile go, and these have grown old.
            System.gc();
        } catch (IOException unreadable) {
            throw new IllegalStateException("no share can be read from " + order, unreadable);
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }
}
