package io.ffe.risk;

import io.ffe.messaging.Periodic;
import io.ffe.messaging.Transactions;
import io.ffe.messaging.outbox.Outbox;
import io.ffe.risk.config.ConfiguredPortfolios;
import io.ffe.risk.domain.limit.PortfolioTerms;
import io.ffe.risk.domain.trading.TradingChange;
import io.ffe.risk.store.TradingStates;
import io.ffe.schema.control.ControlCommand;
import io.ffe.schema.control.ControlCommand.Outcome;
import io.ffe.schema.event.Control;
import io.ffe.schema.topic.Topics;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * The trading state, global and per portfolio: changed, recorded and put into the outbox in one transaction under the lock of
 * its row, so that epochs rise by one change at a time. From the first start on the topic has a state of all portfolios, which
 * the relay repeats each minute: readers take it as a sign that risk lives.
 */
@ApplicationScoped
public class TradingControl {

    private static final Logger LOG = Logger.getLogger(TradingControl.class);

    /** Another instance may have changed it, and nothing tells us. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final TradingStates states;
    private final Outbox outbox;
    private final Transactions transactions;
    private final ConfiguredPortfolios portfolios;
    private final Event<TradingSeen> seen;
    private final Clock clock;
    private final AtomicLong changes = new AtomicLong();
    private final Periodic looks = Periodic.afterAPause("trading-state-watch", LOOK_EVERY, this::look);

    TradingControl(
            TradingStates states,
            Outbox outbox,
            Transactions transactions,
            ConfiguredPortfolios portfolios,
            Event<TradingSeen> seen,
            Clock clock) {
        this.states = states;
        this.outbox = outbox;
        this.transactions = transactions;
        this.portfolios = portfolios;
        this.seen = seen;
        this.clock = clock;
    }

    /** What is in force for each configured portfolio that something is known of. */
    record TradingSeen(Map<String, Control> inForce) {}

    void begin(@Observes StartupEvent starting) {
        Control first = new Control(
                Control.ALL,
                Control.State.ACTIVE,
                0,
                "risk-service",
                "first start",
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                null);
        transactions.run(() -> {
            if (states.begin(first)) {
                publish(first);
            }
            tell();
        });
        looks.start();
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        looks.stop();
    }

    /** Whether there is such a scope here: all portfolios, or a configured one. */
    public boolean knows(String scope) {
        return scope.equals(Control.ALL) || portfolios.find(scope).isPresent();
    }

    /** The scopes that there are, for messages. */
    public List<String> scopes() {
        List<String> scopes = new ArrayList<>(List.of(Control.ALL));
        portfolios.all().stream().map(PortfolioTerms::portfolioId).forEach(scopes::add);
        return scopes;
    }

    /**
     * Carries out a command on a scope that is known here.
     *
     * @param tokenHolder whose token it came with; kept beside the name that the command gives
     */
    public Outcome carryOut(ControlCommand command, String tokenHolder) {
        Outcome outcome = transactions.call(() -> {
            Control before = states.locked(command.scope());
            Outcome found = command.on(before, before.epoch(), clock.instant());
            if (found instanceof Outcome.Changed(Control next)) {
                states.save(before, next, tokenHolder);
                publish(next);
                tell();
            }
            return found;
        });
        switch (outcome) {
            case Outcome.Changed(Control next) ->
                LOG.warnf(
                        "trading state changed scope=%s state=%s epoch=%d actor=%s token=%s reason=%s",
                        next.scope(), next.state(), next.epoch(), next.actor(), tokenHolder, next.reason());
            case Outcome.Refused(Control current, String why) ->
                LOG.warnf(
                        "trading state not changed scope=%s action=%s token=%s detail=%s",
                        current.scope(), command.action(), tokenHolder, why);
        }
        return outcome;
    }

    /** Every scope that somebody has spoken of. */
    public List<Control> states() {
        return QuarkusTransaction.requiringNew().call(states::all);
    }

    /** The newest changes first. */
    public List<TradingChange> changes(int limit) {
        return QuarkusTransaction.requiringNew().call(() -> states.newest(limit));
    }

    private void look() {
        long before = changes.get();
        TradingSeen look = QuarkusTransaction.requiringNew().call(this::inForce);
        // A change that came in between has told more than this look has seen.
        if (changes.get() == before) {
            seen.fire(look);
        }
    }

    private void tell() {
        changes.incrementAndGet();
        seen.fire(inForce());
    }

    private TradingSeen inForce() {
        return new TradingSeen(states.inForce(
                portfolios.all().stream().map(PortfolioTerms::portfolioId).toList()));
    }

    private void publish(Control control) {
        outbox.appendLatest(Topics.CONTROL, control, control.scope(), control.epoch(), Duration.ZERO);
    }
}
