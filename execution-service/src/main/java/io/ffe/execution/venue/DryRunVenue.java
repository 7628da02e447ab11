package io.ffe.execution.venue;

import io.ffe.execution.domain.DenialReason;
import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.VenueAccount;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.domain.VenueEventPage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A venue that is asked everything and sent nothing: orders are looked at against its terms, and denied here with what would
 * have left. Stands in front of any venue, so that no venue's own code decides whether something leaves.
 */
final class DryRunVenue implements Venue {

    private static final Logger LOG = Logger.getLogger(DryRunVenue.class);

    private final Venue venue;

    DryRunVenue(Venue venue) {
        this.venue = venue;
    }

    @Override
    public VenueAnswer place(Order order, @Nullable Order onFill, Supplier<Optional<VenueAnswer>> lastLook) {
        String reason;
        try {
            reason = venue.obstacle(order, onFill).orElseGet(() -> wouldHaveLeft(order));
        } catch (RuntimeException unlearned) {
            reason = DenialReason.DRY_RUN.text("the venue's terms could not be learned: " + unlearned.getMessage());
        }
        LOG.infof("dry run order=%s %s", order.clientOrderId(), reason);
        return new VenueAnswer.NotSent(reason);
    }

    private static String wouldHaveLeft(Order order) {
        return DenialReason.DRY_RUN.text(
                order.purpose() + " " + order.side() + " " + order.quantity().toPlainString() + " " + order.symbol()
                        + " would have left; set ffe.execution.venue.dry-run=false to trade");
    }

    @Override
    public Optional<String> obstacle(Order order, @Nullable Order onFill) {
        return venue.obstacle(order, onFill);
    }

    @Override
    public VenueAnswer cancel(String clientOrderId) {
        return new VenueAnswer.NotSent(DenialReason.DRY_RUN.text("the cancel of " + clientOrderId + " was not sent"));
    }

    @Override
    public VenueAnswer ask(String clientOrderId) {
        return venue.ask(clientOrderId);
    }

    @Override
    public Set<String> workingOrders(String portfolioId) {
        return venue.workingOrders(portfolioId);
    }

    @Override
    public VenueAccount account(String portfolioId) {
        return venue.account(portfolioId);
    }

    @Override
    public VenueEventPage events(String portfolioId, long after, long throughBeat, Duration wait) {
        return venue.events(portfolioId, after, throughBeat, wait);
    }

    @Override
    public List<String> preflight() {
        return venue.preflight();
    }

    @Override
    public boolean carriesProtection() {
        return venue.carriesProtection();
    }

    @Override
    public Optional<String> trouble() {
        return venue.trouble();
    }
}
