package io.ffe.messaging;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Named places at which a test can make this process die, freeze or fail. Off unless the system property
 * {@code ffe.failpoints} or the environment variable {@code FFE_FAILPOINTS} names one:
 *
 * <pre>execution.before-send=halt@3,risk.relay-before-mark=stop</pre>
 *
 * <p>{@code halt} ends the process as SIGKILL would, {@code stop} freezes it as SIGSTOP does until somebody sends SIGCONT,
 * {@code throw} raises {@link Reached}; {@code @n} acts on the n-th hit only.
 *
 * <p>A process that runs already can be armed as well, when {@code FFE_FAILPOINTS_FOLDER} named a folder at its start: see
 * {@link ArmedFolder}.
 */
public final class FailPoints {

    private static final Map<String, Point> POINTS =
            parse(Objects.requireNonNullElse(System.getProperty("ffe.failpoints"), env()));

    private static final @Nullable ArmedFolder FOLDER = folder();

    private FailPoints() {}

    /** Does what was asked for this name, or nothing. */
    public static void hit(String name) {
        Point point = POINTS.get(name);
        if (point != null && point.hits.incrementAndGet() == point.onHit) {
            point.act.at(name);
        }
        if (FOLDER != null) {
            FOLDER.hit(name);
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
            points.put(nameAndAct[0], Point.parse(nameAndAct.length == 2 ? nameAndAct[1] : "", entry));
        }
        return points;
    }

    private static @Nullable ArmedFolder folder() {
        String named = System.getenv("FFE_FAILPOINTS_FOLDER");
        return named == null || named.isBlank() ? null : new ArmedFolder(Path.of(named));
    }

    private static String env() {
        return Objects.requireNonNullElse(System.getenv("FFE_FAILPOINTS"), "");
    }

    static final class Point {

        final Act act;
        final long onHit;
        private final AtomicLong hits = new AtomicLong();

        Point(Act act, long onHit) {
            this.act = act;
            this.onHit = onHit;
        }

        /** Reads {@code halt@3}. @param where it stands, for the message */
        static Point parse(String text, String where) {
            String[] actAndHit = text.split("@", 2);
            return new Point(Act.of(actAndHit[0], where), actAndHit.length == 2 ? Long.parseLong(actAndHit[1]) : 1);
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
                    "failpoints have '" + entry + "', expected name=halt|stop|throw, with @n for the n-th hit");
        }
    }
}
