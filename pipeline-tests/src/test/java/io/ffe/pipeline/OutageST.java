package io.ffe.pipeline;

import io.ffe.pipeline.Outage.Trouble;
import io.ffe.stack.infra.Embedded;
import io.ffe.stack.run.Service;
import java.time.Duration;
import java.util.List;

/** Broker and database go away for some seconds, and the venue's disk is full. {@link OutageFullST} is the long version. */
class OutageST extends OutagePromises {

    private static final Duration LASTS = Duration.ofSeconds(6);

    @Override
    List<Outage> outages() {
        return List.of(
                new Outage(Embedded.KAFKA, Trouble.KILLED, LASTS),
                new Outage(Embedded.POSTGRES, Trouble.KILLED, LASTS),
                new Outage(Service.PAPER_VENUE.module(), Trouble.DISK_FULL, LASTS));
    }

    @Override
    Duration marketLasts() {
        return Duration.ofSeconds(90);
    }
}
