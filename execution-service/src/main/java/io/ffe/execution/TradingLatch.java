package io.ffe.execution;

import io.ffe.execution.domain.TradingState;
import io.ffe.execution.domain.TradingState.Source;
import io.ffe.execution.store.TradingStateFile;
import io.ffe.execution.store.TradingStateFile.Content;
import io.ffe.execution.store.TradingStateStore;
import io.ffe.execution.store.TradingStateStore.Latched;
import io.ffe.schema.control.ControlCommand;
import io.ffe.schema.control.ControlCommand.Outcome;
import io.ffe.schema.event.Control;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Whether entries may leave: this process's own copy of the trading state, which works without Kafka, risk and the database.
 *
 * <p>What stops is latched in memory first, then written to the file, then to the database, by a thread that goes on trying.
 * What lifts a direct halt is on the disk before it is in memory: a halt ends for good or not at all. A start takes the
 * most restrictive of file, database and topic, each scope and source by its epochs; what is there and cannot be read halts
 * everything. Entries wait until the topic was read once.
 *
 * <p>Of several processes each has its own file, and they share the database, which each looks at twice a second.
 */
@ApplicationScoped
public class TradingLatch {

    private static final Logger LOG = Logger.getLogger(TradingLatch.class);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final int LONGEST_REASON = 500;

    private final TradingStateFile file;
    private final TradingStateStore store;
    private final Clock clock;
    private final AtomicReference<@Nullable TradingState> known = new AtomicReference<>();
    private final Object disk = new Object();
    private final Queue<Latched> unrecorded = new ConcurrentLinkedQueue<>();
    private final Semaphore woken = new Semaphore(0);
    private final Thread thread = new Thread(this::run, "trading-state");
    private volatile boolean topicRead;
    private volatile boolean running = true;
    private volatile @Nullable String fileTrouble;
    private volatile @Nullable String databaseTrouble;

    TradingLatch(TradingStateFile file, TradingStateStore store, Clock clock) {
        this.file = file;
        this.store = store;
        this.clock = clock;
    }

    /**
     * Where the state is kept by now, beside memory.
     *
     * @param file {@code written}, or why it is not
     * @param database {@code written}, or why not yet
     */
    public record Kept(String file, String database) {}

    /** Before anything could be sent. A database that does not answer ends the start. */
    void load(@Observes @Priority(2) StartupEvent starting) {
        TradingState found = TradingState.UNSPOKEN;
        List<String> unreadable = new ArrayList<>();
        Content content = file.read();
        switch (content) {
            case Content.Absent none -> {}
            case Content.Held(TradingState held) -> found = found.merge(held);
            case Content.Unreadable(String why) -> unreadable.add(why);
        }
        TradingStateStore.Stored stored = QuarkusTransaction.requiringNew().call(store::read);
        found = found.merge(stored.state());
        unreadable.addAll(stored.unreadable());
        if (!unreadable.isEmpty()) {
            String why = String.join("; ", unreadable);
            found = found.closedBecause(why.substring(0, Math.min(why.length(), LONGEST_REASON)), clock.instant());
            LOG.errorf("trading state cannot be read, everything is halted detail=%s", why);
        }
        List<TradingState.Entry> recorded = stored.state().entries().toList();
        found.entries().filter(entry -> !recorded.contains(entry)).forEach(this::toRecord);
        known.set(found);
        if (content instanceof Content.Unreadable) {
            setAside();
        }
        if (!found.equals(TradingState.UNSPOKEN)) {
            writeFile();
        }
        thread.start();
    }

    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        woken.release();
        thread.join(TimeUnit.SECONDS.toMillis(2));
    }

    /** Why no entry of a portfolio may leave; empty when they may as far as the trading state is concerned. */
    public Optional<String> stopsEntries(String portfolioId) {
        TradingState state = known.get();
        return state == null ? Optional.of("the trading state has not been read yet") : state.stopsEntries(portfolioId);
    }

    /** What is in force for a portfolio. */
    public TradingState.Entry inForce(String portfolioId) {
        return state().inForce(portfolioId);
    }

    /** Everything that is known. */
    public TradingState state() {
        TradingState state = known.get();
        return state == null ? TradingState.UNSPOKEN.closedBecause("not read yet", clock.instant()) : state;
    }

    public Kept kept() {
        String ofFile = fileTrouble;
        String ofDatabase = databaseTrouble;
        return new Kept(
                ofFile == null ? "written" : ofFile,
                ofDatabase != null ? ofDatabase : unrecorded.isEmpty() ? "written" : "not yet");
    }

    /** True once everything that stood on the control topic at the start has been heard; entries wait for it. */
    boolean topicRead() {
        return topicRead;
    }

    /** What stood on the control topic has been heard. */
    public void heardAll() {
        topicRead = true;
    }

    /**
     * Takes in what risk says; repeats and late ones are no news.
     *
     * @return why it was not taken in and changed nothing; empty when it was
     */
    public Optional<String> heard(Control control) {
        Optional<String> absurd = loaded().absurd(control);
        if (absurd.isPresent()) {
            return absurd;
        }
        TradingState after;
        TradingState before;
        do {
            before = loaded();
            after = before.with(Source.RISK, control);
        } while (!after.equals(before) && !known.compareAndSet(before, after));
        if (!after.equals(before)) {
            toRecord(new TradingState.Entry(Source.RISK, control));
            LOG.warnf(
                    "trading state heard scope=%s state=%s epoch=%d actor=%s reason=%s",
                    control.scope(), control.state(), control.epoch(), control.actor(), control.reason());
            writeFile();
        }
        return Optional.empty();
    }

    /** Carries out a command that is told here directly. */
    public Outcome command(ControlCommand command) {
        Outcome outcome = command.action() == ControlCommand.Action.RESUME ? lift(command) : latch(command);
        if (outcome instanceof Outcome.Changed(Control next)) {
            LOG.warnf(
                    "trading state told scope=%s state=%s epoch=%d actor=%s reason=%s",
                    next.scope(), next.state(), next.epoch(), next.actor(), next.reason());
        }
        return outcome;
    }

    /** What is known, to be changed; a command that comes before it was read has to come again. */
    private TradingState loaded() {
        TradingState state = known.get();
        if (state == null) {
            throw new IllegalStateException(
                    "the trading state has not been read yet: everything is stopped until then");
        }
        return state;
    }

    private Outcome latch(ControlCommand command) {
        while (true) {
            TradingState before = loaded();
            Outcome outcome = before.on(command, clock.instant());
            if (!(outcome instanceof Outcome.Changed(Control next))) {
                return outcome;
            }
            if (known.compareAndSet(before, before.with(Source.DIRECT, next))) {
                toRecord(new TradingState.Entry(Source.DIRECT, next));
                writeFile();
                return outcome;
            }
        }
    }

    private Outcome lift(ControlCommand command) {
        synchronized (disk) {
            TradingState before = loaded();
            Outcome outcome = before.on(command, clock.instant());
            if (!(outcome instanceof Outcome.Changed(Control next))) {
                return outcome;
            }
            try {
                file.write(before.with(Source.DIRECT, next));
            } catch (IOException refused) {
                return new Outcome.Refused(
                        before.direct().getOrDefault(command.scope(), Control.unspoken(command.scope())),
                        "the resume cannot be written down, so the halt stays: " + refused
                                + ". Make the file of ffe.execution.trading-state-file writable");
            }
            known.updateAndGet(now -> (now == null ? before : now).with(Source.DIRECT, next));
            toRecord(new TradingState.Entry(Source.DIRECT, next));
            // With what came between, if anything did.
            writeFile();
            return outcome;
        }
    }

    private void toRecord(TradingState.Entry entry) {
        unrecorded.add(new Latched(entry, clock.instant()));
        woken.release();
    }

    private void writeFile() {
        synchronized (disk) {
            try {
                file.write(state());
                fileTrouble = null;
            } catch (IOException refused) {
                fileTrouble = "cannot be written: " + refused;
                LOG.errorf("trading state is not in its file cause=%s", refused.toString());
            }
        }
    }

    private void setAside() {
        try {
            file.setAside();
        } catch (IOException refused) {
            LOG.errorf("unreadable trading state was not set aside cause=%s", refused.toString());
        }
    }

    private void run() {
        while (running) {
            try {
                share();
                databaseTrouble = null;
            } catch (RuntimeException away) {
                // Once for each time that it goes away: this comes twice a second.
                if (databaseTrouble == null) {
                    LOG.warnf("trading state is not shared with the database cause=%s", away.toString());
                }
                databaseTrouble = "not written: " + away;
                LOG.debug("trading state is not shared with the database", away);
            }
            pause();
        }
    }

    /** Writes what is new here, and takes in what another process of this service has written. */
    private void share() {
        List<Latched> toSave = List.copyOf(unrecorded);
        TradingState mine = state();
        TradingState stored = QuarkusTransaction.requiringNew().call(() -> {
            TradingStateStore.Stored rows = store.read();
            boolean asItShouldBe = toSave.isEmpty() && rows.unreadable().isEmpty();
            return asItShouldBe ? rows.state() : store.save(mine, toSave);
        });
        unrecorded.removeAll(toSave);
        TradingState before;
        TradingState after;
        do {
            before = loaded();
            after = before.merge(stored);
        } while (!after.equals(before) && !known.compareAndSet(before, after));
        if (!after.equals(before)) {
            LOG.warn("trading state of another process taken in");
            writeFile();
        }
    }

    private void pause() {
        try {
            if (woken.tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                woken.drainPermits();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }
}
