package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.venue.coinbase.CoinbaseVenues;
import io.ffe.execution.venue.oanda.OandaVenues;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.config.Complaints;
import io.ffe.messaging.config.StartChecks;
import io.ffe.schema.money.Instruments;
import io.ffe.schema.topic.Stage;
import io.smallrye.config.SmallRyeConfig;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settings as at the start, credentials of the venue, and what the venue says of them. */
public final class ExecutionStartChecks implements StartChecks {

    private static final String COINBASE = "coinbase";
    private static final String OANDA = "oanda";

    @Override
    public String service() {
        return "execution-service";
    }

    @Override
    public Class<?> mapping() {
        return ExecutionConfig.class;
    }

    @Override
    public String stage() {
        return Stage.EXECUTION.label();
    }

    @Override
    public List<String> settings(SmallRyeConfig config) {
        ExecutionConfig ours = config.getConfigMapping(ExecutionConfig.class);
        List<String> problems =
                new ArrayList<>(new SettingsCheck(ours, config.getConfigMapping(RunConfig.class)).problems());
        problems.addAll(new Complaints()
                .of(() -> ours.instrumentsFile().ifPresent(Instruments::from))
                .all());
        return problems;
    }

    /** A Coinbase key in the environment is tried whichever venue is named: it is meant to be used. */
    @Override
    public List<String> credentials(SmallRyeConfig config, Clock clock) {
        ExecutionConfig.Venue venue =
                config.getConfigMapping(ExecutionConfig.class).venue();
        return switch (venue.name()) {
            case COINBASE -> CoinbaseVenues.keyProblems(venue.tokenFile(), clock);
            case OANDA -> OandaVenues.tokenProblems(venue);
            default ->
                CoinbaseVenues.keyInEnvironment() ? CoinbaseVenues.keyProblems(Optional.empty(), clock) : List.of();
        };
    }

    @Override
    public List<String> online(SmallRyeConfig config, Clock clock) {
        ExecutionConfig ours = config.getConfigMapping(ExecutionConfig.class);
        return switch (ours.venue().name()) {
            case COINBASE -> CoinbaseVenues.preflight(ours.venue(), clock);
            case OANDA -> OandaVenues.preflight(ours, clock);
            default -> List.of();
        };
    }
}
