package io.ffe.execution.venue;

import io.ffe.execution.domain.Order;
import io.ffe.execution.domain.VenueAccount;
import io.ffe.execution.domain.VenueAnswer;
import io.ffe.execution.domain.VenueEventPage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where orders go. {@link #place} and {@link #cancel} change something there, are sent at most once for each call and never throw
 * for what the venue does; all others are questions, which throw {@link VenueUnavailable} (or the breaker's exception) when the
 * answer could not be learned: that is never "nothing there". Safe for use by several threads.
 */
public interface Venue {

    /**
     * Sends an order, once. Looks at {@link #obstacle} first.
     *
     * @param onFill protection that is to travel with it, or null; a venue that does not carry it ignores it
     * @param lastLook asked right before the order leaves, after everything that may take time; when it answers, nothing leaves,
     *     and that is the answer
     */
    VenueAnswer place(Order order, @Nullable Order onFill, Supplier<Optional<VenueAnswer>> lastLook);

    /**
     * What would keep the order from being taken for certain, as far as it can be told before it leaves: an instrument that is
     * halted or unknown there, a quantity off its steps or out of its bounds. In words for people; empty when nothing is known.
     *
     * @throws VenueUnavailable when the instrument's terms could not be learned
     */
    Optional<String> obstacle(Order order, @Nullable Order onFill);

    /**
     * Asks that the order trades no more. The answer's order may still work: a venue that only takes note of a cancel has not
     * cancelled. What had traded before has traded: the events tell.
     */
    VenueAnswer cancel(String clientOrderId);

    /** Asks for an order. @throws VenueUnavailable when the answer says neither that it is there nor that it is not */
    VenueAnswer ask(String clientOrderId);

    /** Ids of the orders that can still trade. @throws VenueUnavailable when that could not be learned */
    Set<String> workingOrders(String portfolioId);

    /** Balances and positions. @throws VenueUnavailable when they could not be learned: never read that as flat */
    VenueAccount account(String portfolioId);

    /**
     * The portfolio's events after a number, oldest first, at most a page of them.
     *
     * @param after the last number that is booked; 0 when nothing was ever booked
     * @param throughBeat the venue answers once it has merged this beat; 0 when beats do not count, as at every real venue
     * @param wait how long it may hold the request for that, or for a first event
     * @throws VenueUnavailable when they could not be learned
     */
    VenueEventPage events(String portfolioId, long after, long throughBeat, Duration wait);

    /**
     * What has to be put right before trading can open: credentials, permissions, kind of account. In words for people, all at
     * once; empty when all is well.
     *
     * @throws VenueUnavailable when the venue gave no answer to judge by, as when it limits the rate of requests
     */
    List<String> preflight();

    /**
     * Whether protection that is given to {@link #place} becomes an order there when the entry fills. Otherwise it is placed as
     * an order of its own as soon as the entry's fills are booked.
     */
    boolean carriesProtection();

    /** Why the last exchange brought no answer; empty when it did, or when there was none yet. */
    Optional<String> trouble();
}
