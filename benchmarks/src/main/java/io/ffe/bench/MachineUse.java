package io.ffe.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** How much of the machine was used by processes that are not ours, from one moment on. Linux only. */
final class MachineUse {

    private static final OperatingSystemMXBean OURSELVES =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private final long startNanos = System.nanoTime();
    private final double machine = Processors.machineSeconds();
    private final double ours = oursSeconds();

    private MachineUse() {}

    static MachineUse begin() {
        return new MachineUse();
    }

    /** A fraction of all processors, 0 to 1. */
    double othersSince() {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        double all = Processors.machineSeconds() - machine;
        double others = all - (oursSeconds() - ours);
        return Math.max(0, others / (seconds * Runtime.getRuntime().availableProcessors()));
    }

    /** This process, and every child that has ended by now and was waited for. */
    private static double oursSeconds() {
        return OURSELVES.getProcessCpuTime() / 1e9
                + Processors.endedChildrenSeconds()
                + ProcessHandle.current()
                        .descendants()
                        .mapToDouble(Processors::secondsOrNone)
                        .sum();
    }
}
