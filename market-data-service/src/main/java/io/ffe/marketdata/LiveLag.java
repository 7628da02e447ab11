package io.ffe.marketdata;

import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.messaging.kafka.CommittedLag;
import io.ffe.schema.topic.Topics;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** How far live instances are behind the tick topic, by the offsets that they commit once a second. A replay commits none. */
@ApplicationScoped
class LiveLag {

    private final MarketDataConfig config;
    private final CommittedLag lag;

    LiveLag(MarketDataConfig config, CommittedLag lag) {
        this.config = config;
        this.lag = lag;
    }

    void start(@Observes StartupEvent ready) {
        if (config.feed().kind() == MarketDataConfig.Kind.LIVE) {
            lag.watch(LiveRun.GROUP, Topics.TICKS);
        }
    }
}
