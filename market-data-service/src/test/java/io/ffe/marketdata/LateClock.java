package io.ffe.marketdata;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that is half an hour late at first and goes only when it is told to: so that a test need not wait for minutes. */
@Alternative
@ApplicationScoped
class LateClock extends Clock {

    private volatile Instant now = Instant.now().minus(Duration.ofMinutes(30));

    void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("nobody asks for local times");
    }
}
