package io.ffe.stack.doctor;

import java.time.Duration;
import java.time.Instant;

/** Somebody else's clock. */
public interface TimeSource {

    /** Whose, for people. */
    String name();

    /** How finely it tells the time: what it says may be older by up to this. */
    Duration step();

    /** Its time now. @throws java.io.IOException when it does not say */
    Instant time() throws java.io.IOException, InterruptedException;
}
