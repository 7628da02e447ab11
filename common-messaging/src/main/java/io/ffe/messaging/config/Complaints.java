package io.ffe.messaging.config;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** What is wrong, gathered from checks that throw at the first thing that they find. */
public final class Complaints {

    private final List<String> all = new ArrayList<>();

    /** Goes on whatever the check says. */
    public Complaints of(Runnable check) {
        try {
            check.run();
        } catch (IllegalArgumentException | IllegalStateException | UncheckedIOException refused) {
            all.add(String.valueOf(refused.getMessage()));
        }
        return this;
    }

    public List<String> all() {
        return List.copyOf(all);
    }
}
