package io.ffe.execution;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.messaging.RunConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Since when the venue has not said what an account holds. For too long a portfolio is signal-only: risk sizes entries by a balance
 * that nobody can confirm, and none of them leaves; exits go on. Ends by itself when the account is read again.
 *
 * <p>Monotonic, and off in lock-step: the account is not asked for there once the books agree, each event is compared instead.
 */
@ApplicationScoped
public class AccountAge {

    private final Duration longest;
    private final List<String> portfolios;
    private final boolean watched;
    private final LongSupplier nanos;
    private final Map<String, Long> readNanos = new ConcurrentHashMap<>();

    @Inject
    AccountAge(ExecutionConfig config, RunConfig run) {
        this(config, run, System::nanoTime);
    }

    AccountAge(ExecutionConfig config, RunConfig run, LongSupplier nanos) {
        this.longest = config.venue().maxAccountAge();
        this.portfolios = List.copyOf(config.portfolios());
        this.watched = !run.lockStep();
        this.nanos = nanos;
        portfolios.forEach(this::read);
    }

    /**
     * A portfolio of which no entry leaves.
     *
     * @param why its account is not known well enough
     */
    public record Unsized(String portfolioId, String why) {}

    /** A start counts as well: what was before it nobody has watched. */
    void begin(@Observes @Priority(2) StartupEvent starting) {
        portfolios.forEach(this::read);
    }

    /** The venue has just said what the portfolio's account holds. */
    void read(String portfolioId) {
        readNanos.put(portfolioId, nanos.getAsLong());
    }

    /** Why no entry of the portfolio may leave; empty while its account is known, and for one that is not traded here. */
    Optional<String> stopsEntries(String portfolioId) {
        Long last = readNanos.get(portfolioId);
        if (!watched || last == null) {
            return Optional.empty();
        }
        Duration age = Duration.ofNanos(nanos.getAsLong() - last);
        return age.compareTo(longest) <= 0
                ? Optional.empty()
                : Optional.of(
                        "the venue has not said for " + age.toSeconds() + " s what the account holds, allowed are "
                                + longest.toSeconds() + " s (ffe.execution.venue.max-account-age)");
    }

    /** Those that are signal-only now, in the order of the configuration. */
    public List<Unsized> signalOnly() {
        return portfolios.stream()
                .flatMap(portfolio -> stopsEntries(portfolio).stream().map(why -> new Unsized(portfolio, why)))
                .toList();
    }
}
