package io.ffe.execution.venue.oanda;

import io.ffe.execution.config.ExecutionConfig;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.VenueAccount;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.domain.VenueEventPage;
import io.ffe.execution.venue.Venue;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.schema.money.Instruments;
import io.smallrye.config.Secret;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Typed;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.jspecify.annotations.Nullable;

/** The configured OANDA account, its questions behind a breaker. Orders and cancels are not: nobody else would take them. */
@ApplicationScoped
@Typed(OandaVenue.class)
public class OandaVenue implements Venue {

    /** What OANDA advises for one connection. */
    private static final int REQUESTS_PER_SECOND = 100;

    private static final int KEPT_FOR_CANCELS = 20;

    private final OandaAccount account;

    OandaVenue(ExecutionConfig config, Instruments instruments, Clock clock) {
        ExecutionConfig.Venue venue = config.venue();
        OandaToken token = venue.tokenFile()
                .map(OandaToken::inFile)
                .orElseGet(() -> OandaToken.fromEnvironment(
                        venue.oanda().token().map(Secret::get).orElse(null)));
        String accountId = venue.oanda()
                .account()
                .orElseThrow(() -> new IllegalArgumentException(
                        "ffe.execution.venue.oanda.account is not set, expected one as in 101-004-1234567-001"));
        LongSupplier nanos = System::nanoTime;
        this.account = new OandaAccount(
                new OandaHttp(
                        venue.url(),
                        venue.connectTimeout(),
                        venue.requestTimeout(),
                        token,
                        new RequestBudget(REQUESTS_PER_SECOND, KEPT_FOR_CANCELS, nanos),
                        clock),
                new TransactionStream(
                        venue.oanda().streamUrl().resolve("/v3/accounts/" + accountId + "/transactions/stream"),
                        venue.connectTimeout(),
                        token,
                        nanos),
                accountId,
                config.currency(),
                instruments,
                clock,
                nanos);
    }

    @Override
    public VenueAnswer place(Order order, @Nullable Order onFill) {
        return account.place(order, onFill);
    }

    @Override
    public VenueAnswer cancel(String clientOrderId) {
        return account.cancel(clientOrderId);
    }

    @Override
    @CircuitBreaker(
            requestVolumeThreshold = 3,
            failureRatio = 1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            failOn = VenueUnavailable.class)
    public Optional<String> obstacle(Order order, @Nullable Order onFill) {
        return account.obstacle(order, onFill);
    }

    @Override
    @CircuitBreaker(
            requestVolumeThreshold = 3,
            failureRatio = 1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            failOn = VenueUnavailable.class)
    public VenueAnswer ask(String clientOrderId) {
        return account.ask(clientOrderId);
    }

    @Override
    @CircuitBreaker(
            requestVolumeThreshold = 3,
            failureRatio = 1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            failOn = VenueUnavailable.class)
    public Set<String> workingOrders(String portfolioId) {
        return account.workingOrders(portfolioId);
    }

    @Override
    @CircuitBreaker(
            requestVolumeThreshold = 3,
            failureRatio = 1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            failOn = VenueUnavailable.class)
    public VenueAccount account(String portfolioId) {
        return account.account(portfolioId);
    }

    @Override
    @CircuitBreaker(
            requestVolumeThreshold = 3,
            failureRatio = 1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            failOn = VenueUnavailable.class)
    public VenueEventPage events(String portfolioId, long after, long throughBeat, Duration wait) {
        return account.events(portfolioId, after, throughBeat, wait);
    }

    @Override
    @CircuitBreaker(
            requestVolumeThreshold = 3,
            failureRatio = 1,
            delay = 1,
            delayUnit = ChronoUnit.SECONDS,
            failOn = VenueUnavailable.class)
    public List<String> preflight() {
        return account.preflight();
    }

    @Override
    public boolean carriesProtection() {
        return account.carriesProtection();
    }

    @Override
    public Optional<String> trouble() {
        return account.trouble();
    }

    @PreDestroy
    void close() {
        account.close();
    }
}
