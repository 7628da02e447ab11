package io.ffe.messaging.rest;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What services with REST have to set in common. */
@ConfigMapping(prefix = "ffe.rest")
public interface RestConfig {

    /** Whether the service shows its REST in a browser, at {@code /q/swagger-ui}; what it calls there needs a token as ever. */
    @WithDefault("true")
    boolean swaggerUi();
}
