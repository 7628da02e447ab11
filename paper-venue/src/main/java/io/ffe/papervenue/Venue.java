package io.ffe.papervenue;

import io.ffe.messaging.FailPoints;
import io.ffe.messaging.RunConfig;
import io.ffe.papervenue.Placed.LostAnswer;
import io.ffe.papervenue.config.VenueConfig;
import io.ffe.papervenue.domain.AccountSummary;
import io.ffe.papervenue.domain.Exchange;
import io.ffe.papervenue.domain.Faults;
import io.ffe.papervenue.domain.JournalLine;
import io.ffe.papervenue.domain.PlaceOrder;
import io.ffe.papervenue.domain.Placement;
import io.ffe.papervenue.domain.TopOfBook;
import io.ffe.papervenue.domain.VenueOrder;
import io.ffe.papervenue.domain.VenueOrderState;
import io.ffe.papervenue.domain.VenueRules;
import io.ffe.papervenue.store.Journal;
import io.ffe.papervenue.store.JournalUnwritable;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The exchange and its journal, for all threads. Commands and ticks take turns; nothing that a method returns is told
 * before the line it came from is on disk.
 */
@ApplicationScoped
@Startup
public class Venue {

    /** EX_IOERR: the runner starts the process again, and the journal is read as the disk has it. */
    private static final int EXIT_LOST_DISK = 74;

    private final Exchange exchange;
    private final Journal journal;
    private final VenueMeters meters;
    private final Clock clock;
    private final boolean live;
    private final ReentrantLock turn = new ReentrantLock();
    private final Condition changed = turn.newCondition();

    Venue(VenueRules rules, VenueConfig config, RunConfig run, Clock clock, VenueMeters meters) {
        this.exchange = new Exchange(rules);
        this.meters = meters;
        this.clock = clock;
        this.live = run.origin() == Origin.LIVE;
        this.journal = Journal.open(
                config.journal(),
                run.id(),
                exchange::apply,
                meters::forced,
                () -> Runtime.getRuntime().halt(EXIT_LOST_DISK));
        Set<String> unknown = exchange.symbolsWithoutInstrument();
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("orders work in " + unknown
                    + ", which the instrument list does not have; add them, see ffe.paper-venue.instruments");
        }
    }

    /**
     * Places an order.
     *
     * @param logicalNow when it was sent, by the client's logical time; null when the client did not say
     * @throws Unavailable when it cannot be written down, and then nothing happened
     */
    public Placed place(PlaceOrder request, @Nullable Instant logicalNow, @Nullable String traceparent) {
        return onDisk(() -> switch (available().place(request, at(logicalNow), traceparent)) {
            case Placement.Repeated(VenueOrder holder) -> new Placed.Repeated(holder);
            case Placement.Decided(JournalLine line) -> {
                LostAnswer lost = lostAnswer(exchange.faults());
                commit(line);
                VenueOrder order = exchange.order(request.clientOrderId()).orElseThrow();
                yield order.state() == VenueOrderState.REJECTED
                        ? new Placed.Rejected(order)
                        : new Placed.Accepted(order, lost);
            }
        });
    }

    /** Cancels an order; gives it as it stands then, which is as it was when it had ended. Empty when there is none. */
    public Optional<VenueOrder> cancel(String clientOrderId, @Nullable Instant logicalNow) {
        return onDisk(() -> {
            Optional<JournalLine> line = available().cancel(clientOrderId, at(logicalNow));
            if (line.isPresent()) {
                commit(line.get());
            }
            return exchange.order(clientOrderId);
        });
    }

    public Optional<VenueOrder> order(String clientOrderId) {
        return onDisk(() -> available().order(clientOrderId));
    }

    /** A portfolio's orders in the order of arrival. */
    public List<VenueOrder> orders(String portfolioId, boolean onlyWorking) {
        return onDisk(() -> onlyWorking
                ? available()
                        .account(portfolioId)
                        .map(account -> List.copyOf(account.working().values()))
                        .orElse(List.of())
                : available().ordersOf(portfolioId));
    }

    /** Opens a portfolio's account, unless it is. */
    public void open(String portfolioId) {
        onDisk(() -> {
            Optional<JournalLine> line = available().open(portfolioId, at(null));
            if (line.isPresent()) {
                commit(line.get());
            }
            return true;
        });
    }

    public Optional<AccountSummary> account(String portfolioId) {
        return onDisk(() -> available().summary(portfolioId));
    }

    /**
     * A portfolio's events after a sequence. Waits until the beat is merged, or without one until there is an event; and
     * not longer than asked.
     */
    public EventsPage events(String portfolioId, long after, long throughBeat, Duration longest, int most)
            throws InterruptedException {
        BooleanSupplier worthTelling = throughBeat > 0
                ? () -> exchange.beat() >= throughBeat
                : () -> !exchange.eventsOf(portfolioId, after, 1).isEmpty();
        await(worthTelling, longest);
        return onDisk(() -> new EventsPage(
                available().eventsOf(portfolioId, after, most),
                exchange.account(portfolioId)
                        .map(account -> account.lastSequence())
                        .orElse(0L),
                exchange.beat()));
    }

    public Faults faults() {
        return onDisk(exchange::faults);
    }

    public Faults set(Faults wanted) {
        return onDisk(() -> {
            commit(exchange.set(wanted, at(null)));
            return exchange.faults();
        });
    }

    /** What an answer to an order or a cancel waits for by a fault setting. */
    public Duration answerDelay() {
        return Duration.ofMillis(faults().answerDelayMillis());
    }

    /** From here on arriving orders belong to this beat. */
    public void beginBeat(long number) {
        turn.lock();
        try {
            exchange.beginBeat(number);
        } finally {
            turn.unlock();
        }
    }

    /**
     * Matches a tick; what it causes is on disk after {@link #force}.
     *
     * @param inBeat the beat that contains it, zero outside lock-step
     * @throws Unavailable when it caused something that cannot be written down; the tick was not taken then
     */
    public void take(Tick tick, int partition, long offset, long inBeat) {
        turn.lock();
        try {
            Instant at = live ? clock.instant() : tick.occurredAt();
            // Behind its own journal the clock was set back: orders have times that quotes come to later, and would
            // wait.
            boolean timesCompare = !live || !at.isBefore(exchange.now());
            Optional<JournalLine> line = exchange.match(tick, partition, offset, inBeat, at, timesCompare);
            if (line.isPresent()) {
                commit(line.get());
            } else {
                exchange.pass(tick, partition, offset);
            }
            meters.tickRead();
        } finally {
            turn.unlock();
        }
    }

    /** Takes note that a partition of the tick topic is read up to an offset, and that the rest of it was no tick. */
    public void passThrough(int partition, long end) {
        turn.lock();
        try {
            exchange.passThrough(partition, end);
        } finally {
            turn.unlock();
        }
    }

    /** All ticks of the beat are matched; that and all before it is on disk when this returns. */
    public void beatMerged(long number, Instant now) {
        onDisk(() -> {
            commit(exchange.beatMerged(number, now));
            return true;
        });
    }

    /** Ends what has come to its time, when live; a replay's time comes with its ticks and beats. */
    public void expire() {
        if (!live) {
            return;
        }
        onDisk(() -> {
            Optional<JournalLine> line = exchange.expire(clock.instant());
            if (line.isPresent()) {
                commit(line.get());
            }
            return true;
        });
    }

    /** Writes down what was read since the last line, so that a restart need not read it again. */
    public void mark() {
        onDisk(() -> {
            Optional<JournalLine> line = exchange.mark();
            if (line.isPresent()) {
                commit(line.get());
            }
            return true;
        });
    }

    /** Returns when all that has happened is on disk. */
    public void force() {
        journal.awaitDurable(locked(exchange::line));
    }

    /** Last beat merged. */
    public long beat() {
        return locked(exchange::beat);
    }

    /** Number of the last line of the journal. */
    public long line() {
        return locked(exchange::line);
    }

    /** Whether a turn comes within the time; live as long as it does. */
    boolean takesTurns(Duration patience) {
        try {
            boolean taken = turn.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (taken) {
                turn.unlock();
            }
            return taken;
        } catch (InterruptedException asked) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** The last quote of a symbol that was taken, in this life or an earlier one. */
    public Optional<TopOfBook> quote(String symbol) {
        return locked(() -> Optional.ofNullable(exchange.quotes().get(symbol)));
    }

    /** By partition of the tick topic: the next offset to read. */
    public Map<Integer, Long> readThrough() {
        return locked(exchange::readThrough);
    }

    /** Why nothing can be written down; empty when it can. */
    public Optional<String> journalRefusal() {
        return locked(() -> Optional.ofNullable(journal.refusal()));
    }

    @PreDestroy
    void close() {
        turn.lock();
        try {
            journal.close();
        } finally {
            turn.unlock();
        }
    }

    private Exchange available() {
        if (exchange.faults().unavailable()) {
            throw new Unavailable(
                    Unavailable.Cause.UNAVAILABLE,
                    "the venue is unavailable by a fault setting; an admin ends it with DELETE /api/v1/faults");
        }
        return exchange;
    }

    private static LostAnswer lostAnswer(Faults faults) {
        return faults.dropAnswerAfterAccept() > 0
                ? LostAnswer.CONNECTION_CLOSED
                : faults.errorAfterAccept() > 0 ? LostAnswer.SERVER_ERROR : LostAnswer.NONE;
    }

    private @Nullable Instant at(@Nullable Instant logicalNow) {
        return live ? clock.instant() : logicalNow;
    }

    private void commit(JournalLine line) {
        FailPoints.hit("paper-venue.before-journal");
        try {
            journal.append(line);
        } catch (JournalUnwritable full) {
            throw new Unavailable(Unavailable.Cause.JOURNAL_UNWRITABLE, String.valueOf(full.getMessage()));
        }
        exchange.apply(line).forEach(meters::count);
        FailPoints.hit("paper-venue.after-journal");
        changed.signalAll();
    }

    private void await(BooleanSupplier condition, Duration longest) throws InterruptedException {
        turn.lockInterruptibly();
        try {
            long left = longest.toNanos();
            while (!condition.getAsBoolean() && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            turn.unlock();
        }
    }

    private <T> T locked(Supplier<T> read) {
        turn.lock();
        try {
            return read.get();
        } finally {
            turn.unlock();
        }
    }

    private <T> T onDisk(Supplier<T> work) {
        T result;
        long line;
        turn.lock();
        try {
            result = work.get();
            line = exchange.line();
        } finally {
            turn.unlock();
        }
        journal.awaitDurable(line);
        FailPoints.hit("paper-venue.before-answer");
        return result;
    }
}
