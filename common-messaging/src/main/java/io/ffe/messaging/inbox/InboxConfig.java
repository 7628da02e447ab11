package io.ffe.messaging.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long a service remembers each event that it has taken in; after that it remembers the offset alone. */
@ConfigMapping(prefix = "ffe.inbox")
public interface InboxConfig {

    /**
     * How long an event is known by its id, in time of the log: until its partition has gone on for this long. Later, the same record is
     * still known by its offset.
     */
    @WithDefault("P35D")
    Duration retention();

    /**
     * How long after its first record an event may be published again under a new offset, by a relay (published rows stay 1 day) or as
     * a returned letter (letters stay 30 days). The retention has to be longer. Lower it only where neither happens.
     */
    @WithDefault("P31D")
    Duration repeatsWithin();

    /** Values that no start accepts, each with what was expected; empty when there are none. */
    static List<String> problems(InboxConfig config) {
        List<String> problems = new ArrayList<>();
        if (!config.repeatsWithin().isPositive()) {
            problems.add("ffe.inbox.repeats-within is " + config.repeatsWithin() + ", expected more than 0");
        }
        if (config.retention().compareTo(config.repeatsWithin()) <= 0) {
            problems.add("ffe.inbox.retention is " + config.retention() + ", expected longer than"
                    + " ffe.inbox.repeats-within, " + config.repeatsWithin()
                    + ": an event that is published again would have its effect twice");
        }
        return problems;
    }
}
