package io.ffe.messaging.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

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
}
