package io.ffe.messaging.config;

import io.smallrye.config.SmallRyeConfig;
import java.time.Clock;
import java.util.List;

/**
 * What a service refuses to start on, asked without starting it. A service names its own in {@code META-INF/services}; they
 * share the code that its start runs through, and need neither broker nor database.
 */
public interface StartChecks {

    /** The service, as its module is called. */
    String service();

    /** Its configuration mapping. */
    Class<?> mapping();

    /** The stage that its {@code ffe.run.stage} names. */
    String stage();

    /**
     * Values that no start accepts, each with key, value and what was expected; empty when there are none.
     *
     * @param config with the mappings of the service and of its run
     */
    List<String> settings(SmallRyeConfig config);

    /** Keys and tokens that are missing or unusable; never a character of them. Asks nobody. */
    default List<String> credentials(SmallRyeConfig config, Clock clock) {
        return List.of();
    }

    /**
     * What the other side of the network says of credentials and account, with the status that it answered.
     *
     * @throws RuntimeException when nobody answered
     */
    default List<String> online(SmallRyeConfig config, Clock clock) {
        return List.of();
    }
}
