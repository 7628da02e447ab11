package io.ffe.pipeline;

import io.ffe.stack.process.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * One fault, and the alerts that it has to set off and that have to be gone after it.
 *
 * @param fault in words
 * @param alerts by name
 * @param patience for all of them to fire, and again for all of them to go
 */
record AlertEpisode(String fault, List<String> alerts, Duration patience, Fault happens) {

    /** Brings it about. */
    interface Fault {
        /** @return what ends it */
        End begin() throws Exception;
    }

    /** Ends a fault. */
    interface End {
        void now() throws Exception;

        /** What is left to do when the alerts are gone. */
        default void atLast() throws Exception {}
    }

    /**
     * What was seen of one alert.
     *
     * @param firedSeconds from when the fault had been brought about, below zero when it never fired
     * @param goneSeconds from the end of the fault, below zero when it stayed
     * @param trouble what else was wrong; empty when nothing was
     */
    record Seen(String alert, String fault, boolean pending, double firedSeconds, double goneSeconds, String trouble) {

        boolean came() {
            return firedSeconds >= 0;
        }

        boolean went() {
            return goneSeconds >= 0;
        }
    }

    /** Lets it happen. What fails is in the result; nothing is thrown, so that the others have their turn. */
    List<Seen> in(Prometheus prometheus) throws InterruptedException {
        Set<String> pending = new TreeSet<>();
        Map<String, Double> fired = new LinkedHashMap<>();
        Map<String, Double> gone = new LinkedHashMap<>();
        String trouble = "";
        Set<String> before = new TreeSet<>();
        // What an earlier fault leaves behind has its time to go.
        boolean quiet = Deadline.in(patience).await(() -> {
            before.clear();
            before.addAll(prometheus.alerts("firing"));
            before.retainAll(alerts);
            return before.isEmpty();
        });
        if (!quiet) {
            trouble = "fired before the fault: " + before;
        }
        try {
            End end = happens.begin();
            try {
                Deadline since = Deadline.in(patience);
                boolean all = since.await(() -> {
                    pending.addAll(prometheus.alerts("pending"));
                    for (String name : prometheus.alerts("firing")) {
                        fired.putIfAbsent(name, seconds(since.elapsed()));
                    }
                    return fired.keySet().containsAll(alerts);
                });
                if (!all) {
                    trouble += " did not all fire within " + patience;
                }
            } finally {
                end.now();
            }
            Deadline over = Deadline.in(patience);
            try {
                over.await(() -> {
                    Set<String> still = prometheus.alerts("firing");
                    alerts.stream()
                            .filter(name -> !still.contains(name))
                            .forEach(name -> gone.putIfAbsent(name, seconds(over.elapsed())));
                    // One that came back is not gone.
                    gone.keySet().removeAll(still);
                    return gone.keySet().containsAll(alerts);
                });
            } finally {
                end.atLast();
            }
        } catch (InterruptedException stopping) {
            throw stopping;
        } catch (Exception failed) {
            trouble += " " + failed;
        }
        List<Seen> seen = new ArrayList<>();
        for (String name : alerts) {
            seen.add(new Seen(
                    name,
                    fault,
                    pending.contains(name),
                    fired.getOrDefault(name, -1.0),
                    fired.containsKey(name) ? gone.getOrDefault(name, -1.0) : -1,
                    trouble.strip()));
        }
        return seen;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
