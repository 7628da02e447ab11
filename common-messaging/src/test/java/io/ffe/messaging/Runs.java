package io.ffe.messaging;

import io.ffe.schema.event.Origin;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Locale;
import java.util.Map;

/** Run settings for tests without Quarkus, read as Quarkus reads them. */
public final class Runs {

    public static final String ID = "run-1";

    private Runs() {}

    /** A run of this origin, seen by risk. */
    public static RunConfig of(Origin origin) {
        return new SmallRyeConfigBuilder()
                .withMapping(RunConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "ffe.run.id",
                                ID,
                                "ffe.run.origin",
                                origin.name().toLowerCase(Locale.ROOT),
                                "ffe.run.stage",
                                "risk"),
                        "test",
                        100))
                .build()
                .getConfigMapping(RunConfig.class);
    }
}
