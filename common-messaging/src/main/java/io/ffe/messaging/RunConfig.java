package io.ffe.messaging;

import io.ffe.schema.event.Origin;
import io.ffe.schema.topic.Stage;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import org.eclipse.microprofile.config.spi.Converter;

/** Which run this process belongs to. The same in every process of a run. */
@ConfigMapping(prefix = "ffe.run")
public interface RunConfig {

    /** The run that ids and topics belong to; live, the name of the deployment. */
    String id();

    /** Where this run's prices come from. */
    Origin origin();

    /** True when beats drive time and every process answers them; off in a replay, it is a free run. */
    @WithDefault("false")
    boolean lockStep();

    /** Which stage this process is: consumer group, {@code ce_source} and acks carry its label. */
    @WithConverter(StageConverter.class)
    Stage stage();

    /**
     * Tells apart the processes of one stage that run beside each other. Whoever is started again under the same name
     * takes the place of the one before: its partitions, its leases, its acks.
     */
    @WithDefault("1")
    String instance();

    /** {@code ce_source} of what this process writes. */
    default String source() {
        return "ffe/" + stage().label();
    }

    /** Reads {@code risk} or {@code paper-venue}. */
    final class StageConverter implements Converter<Stage> {

        private static final long serialVersionUID = 1L;

        @Override
        public Stage convert(String value) {
            return Stage.ofLabel(value);
        }
    }
}
