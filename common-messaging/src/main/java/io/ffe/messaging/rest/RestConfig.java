package io.ffe.messaging.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What services with REST have to set in common. */
@ConfigMapping(prefix = "ffe.rest")
public interface RestConfig {

    /** Whether the service shows its REST in a browser, at {@code /q/swagger-ui}; what it calls there needs a token as ever. */
    @WithDefault("true")
    boolean swaggerUi();

    /** How long the body of a request may take to arrive; one that takes longer is answered with 408 and loses its connection. */
    @WithDefault("PT10S")
    Duration bodyWithin();

    /** How much one caller may ask: a token's subject or, without a token that counts, an address. Services have no limit. */
    Rate rate();

    /** Requests of one caller; more are answered with 429. */
    interface Rate {

        /** Requests of one caller, a token's subject or an address, a second on average; more are answered with 429. 0 is no limit. */
        @WithDefault("50")
        int perSecond();

        /** Requests of one caller at once, after a pause. */
        @WithDefault("200")
        int burst();
    }
}
