package io.ffe.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.execution.AccountAge.Unsized;
import io.quarkus.runtime.StartupEvent;
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
        Settings settings = Settings.of(Map.of(
                "ffe.run.origin", "replay",
                "ffe.run.lock-step", String.valueOf(lockStep),
                "ffe.execution.portfolios", "main,second"));
        return new AccountAge(settings.execution(), settings.run(), () -> nanos);
    }
}
