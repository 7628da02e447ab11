package io.ffe.papervenue.config;

import io.ffe.messaging.config.Complaints;
import io.ffe.messaging.config.StartChecks;
import io.ffe.schema.topic.Stage;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;

/** The venue's terms, as at the start. */
public final class VenueStartChecks implements StartChecks {

    @Override
    public String service() {
        return "paper-venue";
    }

    @Override
    public Class<?> mapping() {
        return VenueConfig.class;
    }

    @Override
    public String stage() {
        return Stage.PAPER_VENUE.label();
    }

    @Override
    public List<String> settings(SmallRyeConfig config) {
        return new Complaints()
                .of(() -> new VenueTerms().rules(config.getConfigMapping(VenueConfig.class)))
                .all();
    }
}
