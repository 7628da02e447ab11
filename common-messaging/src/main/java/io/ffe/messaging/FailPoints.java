package io.ffe.messaging;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Named places at which a test can make this process die, freeze or fail. Off unless the system property
 * {@code ffe.failpoints} or the environment variable {@code FFE_FAILPOINTS} names one:
 *
 * <pre>execution.before-send=halt@3,relay.before-mark=stop</pre>
 *
 * <p>{@code halt} ends the process as SIGKILL would, {@code stop} freezes it as SIGSTOP does until somebody sends SIGCONT,
 * {@code throw} raises {@link Reached}; {@code @n} acts on the n-th hit only.
 */
public final class FailPoints {

    private static final Map<String, Point> POINTS =
            parse(Objects.requireNonNullElse(System.getProperty("ffe.failpoints"), env()));

    private FailPoints() {}

    /** Does what was asked for this name, or nothing. */
    public static void hit(String name) {
        Point point = POINTS.get(name);
        if (point != null && point.hits.incrementAndGet() == point.onHit) {
            point.act.at(name);
        }
    }

    /** Raised by {@code throw}. */
    public static final class Reached extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Reached(String name) {
            super("failpoint " + name + " was reached");
        }
    }

    static Map<String, Point> parse(String text) {
        Map<String, Point> points = new HashMap<>();
        for (String entry : text.split(",")) {
            if (entry.isBlank()) {
                continue;
            }
            String[] nameAndAct = entry.strip().split("=", 2);
            String[] actAndHit = nameAndAct.length == 2 ? nameAndAct[1].split("@", 2) : new String[] {""};
            points.put(
                    nameAndAct[0],
                    new Point(Act.of(actAndHit[0], entry), actAndHit.length == 2 ? Long.parseLong(actAndHit[1]) : 1));
        }
        return points;
    }

    private static String env() {
        return Objects.requireNonNullElse(System.getenv("FFE_FAILPOINTS"), "");
    }

    static final class Point {

        private final Act act;
        private final long onHit;
        private final AtomicLong hits = new AtomicLong();

        Point(Act act, long onHit) {
            this.act = act;
            this.onHit = onHit;
        }
    }

    enum Act {
        HALT {
            @Override
            void at(String name) {
                Runtime.getRuntime().halt(137);
            }
        },
        STOP {
            @Override
            void at(String name) {
                try {
                    new ProcessBuilder(
                                    "kill",
                                    "-STOP",
                                    String.valueOf(ProcessHandle.current().pid()))
                            .start()
                            .waitFor();
                } catch (java.io.IOException | InterruptedException failed) {
                    throw new IllegalStateException("failpoint " + name + " could not stop this process", failed);
                }
            }
        },
        THROW {
            @Override
            void at(String name) {
                throw new Reached(name);
            }
        };

        abstract void at(String name);

        static Act of(@Nullable String text, String entry) {
            for (Act act : values()) {
                if (act.name().equalsIgnoreCase(text)) {
                    return act;
                }
            }
            throw new IllegalArgumentException(
                    "ffe.failpoints has '" + entry + "', expected name=halt|stop|throw, with @n for the n-th hit");
        }
    }
}
