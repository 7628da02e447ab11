package io.ffe.marketdata.feed.live;

import java.time.Duration;
import java.util.Optional;

/** A provider whose silence is noticed after a second: the rest of it is the real one's. */
record Hurried(Provider real) implements Provider {

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Duration silence() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Optional<Duration> silenceOfPrices() {
        return real.silenceOfPrices();
    }

    @Override
    public Session open(FeedSink sink) throws FeedTrouble, InterruptedException {
        return real.open(sink);
    }
}
