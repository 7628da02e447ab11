package io.ffe.risk.config;

import io.ffe.messaging.RunConfig;
import io.ffe.messaging.config.Complaints;
import io.ffe.messaging.config.StartChecks;
import io.ffe.schema.topic.Stage;
import io.smallrye.config.SmallRyeConfig;
import java.util.List;

/** Portfolios and their limits, as at the start. */
public final class RiskStartChecks implements StartChecks {

    @Override
    public String service() {
        return "risk-service";
    }

    @Override
    public Class<?> mapping() {
        return RiskConfig.class;
    }

    @Override
    public String stage() {
        return Stage.RISK.label();
    }

    @Override
    public List<String> settings(SmallRyeConfig config) {
        return new Complaints()
                .of(() -> new ConfiguredPortfolios(
                        config.getConfigMapping(RiskConfig.class), config.getConfigMapping(RunConfig.class)))
                .all();
    }
}
