package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.execution.AccountAge.Unsized;
import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.RunConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountAgeTest {

    private long nanos = Long.MAX_VALUE - 5;

    @Test
    void a_portfolio_whose_account_is_not_read_for_too_long_is_signal_only_until_it_is_read_again() {
        AccountAge age = age(false);
        pass(Duration.ofMinutes(1));
        age.read("second");
        pass(Duration.ofSeconds(60));
        assertThat(age.signalOnly()).isEmpty();

        pass(Duration.ofSeconds(1));

        String why = "the venue has not said for 121 s what the account holds, allowed are 120 s"
                + " (ffe.execution.venue.max-account-age)";
        assertThat(age.signalOnly()).containsExactly(new Unsized("main", why));
        assertThat(age.stopsEntries("main")).contains(why);
        assertThat(age.stopsEntries("second")).isEmpty();

        age.read("main");
        assertThat(age.signalOnly()).isEmpty();
    }

    @Test
    void what_was_before_the_start_does_not_count() {
        AccountAge age = age(false);
        pass(Duration.ofHours(1));

        age.begin(new StartupEvent());

        assertThat(age.signalOnly()).isEmpty();
    }

    @Test
    void in_lock_step_nobody_watches_and_of_others_portfolios_nothing_is_said() {
        AccountAge lockStep = age(true);
        AccountAge free = age(false);
        pass(Duration.ofHours(1));

        assertThat(lockStep.signalOnly()).isEmpty();
        assertThat(free.signalOnly()).extracting(Unsized::portfolioId).containsExactly("main", "second");
        assertThat(free.stopsEntries("of-nobody")).isEmpty();
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    private AccountAge age(boolean lockStep) {
        SmallRyeConfig config = new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(ExecutionConfig.class)
                .withMapping(RunConfig.class)
                .withSources(new PropertiesConfigSource(
                        Map.of(
                                "ffe.run.id", "run",
                                "ffe.run.origin", "replay",
                                "ffe.run.lock-step", String.valueOf(lockStep),
                                "ffe.run.stage", "execution",
                                "ffe.execution.portfolios", "main,second",
                                "ffe.execution.venue.url", "http://127.0.0.1:1",
                                "ffe.execution.trading-state-file", "/nowhere/trading-state.json"),
                        "test",
                        100))
                .build();
        return new AccountAge(
                config.getConfigMapping(ExecutionConfig.class), config.getConfigMapping(RunConfig.class), () -> nanos);
    }
}
