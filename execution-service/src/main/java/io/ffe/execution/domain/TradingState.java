package io.ffe.execution.domain;

import io.ffe.schema.control.ControlCommand;
import io.ffe.schema.event.Control;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Execution's own copy of the trading state: what risk says of each scope, and what was told here directly. The two do not
 * overrule each other: the most restrictive of all that concerns a portfolio is in force for it, and each is lifted where it
 * came from.
 *
 * <p>Of one scope from one source the highest epoch counts, and of two with the same the more restrictive: so updates may come
 * in any order and any number of times and lead to the same state, a late one changes nothing, and epochs never fall. An
 * ACTIVE has a higher epoch than a halt only when a resume has named that halt ({@link ControlCommand#on}).
 *
 * @param fromRisk by scope, as {@code ffe.control.v1} carries it
 * @param direct by scope, as this service was told over REST, or has told itself about state that cannot be read
 */
public record TradingState(SortedMap<String, Control> fromRisk, SortedMap<String, Control> direct) {

    /** Where a state came from, and where it is lifted. */
    public enum Source {
        RISK,
        DIRECT
    }

    /** A state with its source. */
    public record Entry(Source source, Control control) {}

    /** A total order, so that two updates have one winner whoever comes first. */
    private static final Comparator<Control> SUPERSEDING = Comparator.comparingLong(Control::epoch)
            .thenComparing(Control::state)
            .thenComparing(Control::flattens)
            .thenComparing(Control::changedAt)
            .thenComparing(Control::actor)
            .thenComparing(Control::reason);

    /** Changes that may have been missed: one a minute for two years. */
    static final long LARGEST_LEAP = 1_000_000;

    private static final Comparator<Entry> BY_RESTRICTION =
            Comparator.comparing(Entry::control, Control.BY_RESTRICTION).thenComparing(Entry::source);

    /** Nothing was ever said. */
    public static final TradingState UNSPOKEN = new TradingState(new TreeMap<>(), new TreeMap<>());

    public TradingState {
        fromRisk = new TreeMap<>(fromRisk);
        direct = new TreeMap<>(direct);
    }

    /** The state after an update; an equal one when the update is no news. */
    public TradingState with(Source source, Control update) {
        SortedMap<String, Control> changed = new TreeMap<>(of(source));
        changed.merge(update.scope(), update, TradingState::superseding);
        return source == Source.RISK ? new TradingState(changed, direct) : new TradingState(fromRisk, changed);
    }

    /**
     * Why risk cannot have said this; empty when it can have. Epochs rise by one with each change, and whatever comes below a
     * scope's epoch is not heard: a leap that no person and no rule can have made would deafen execution for good.
     */
    public Optional<String> absurd(Control update) {
        long known = highestEpoch(update.scope());
        return update.epoch() - known > LARGEST_LEAP
                ? Optional.of("epoch " + update.epoch() + " of scope " + update.scope() + " is more than "
                        + LARGEST_LEAP + " above the known " + known)
                : Optional.empty();
    }

    /** All that either of two knows. */
    public TradingState merge(TradingState other) {
        TradingState merged = this;
        for (Entry entry : other.entries().toList()) {
            merged = merged.with(entry.source(), entry.control());
        }
        return merged;
    }

    /** What is in force for a portfolio: the most restrictive of all that concerns it. */
    public Entry inForce(String portfolioId) {
        return entries()
                .filter(entry -> entry.control().concerns(portfolioId))
                .max(BY_RESTRICTION)
                .orElse(new Entry(Source.RISK, Control.unspoken(Control.ALL)));
    }

    /** Why no entry of the portfolio may leave; empty when they may as far as this is concerned. */
    public Optional<String> stopsEntries(String portfolioId) {
        Entry entry = inForce(portfolioId);
        Control control = entry.control();
        return control.freesEntries()
                ? Optional.empty()
                : Optional.of(control.state() + " for " + control.scope() + " at epoch " + control.epoch() + " by "
                        + (entry.source() == Source.RISK ? "risk" : "direct command") + ", " + control.actor() + ": "
                        + control.reason());
    }

    /** Halts in force that also close the portfolio's positions. */
    public Stream<Control> flattening(String portfolioId) {
        return entries().map(Entry::control).filter(control -> control.flattens() && control.concerns(portfolioId));
    }

    /** What becomes of a command that is told here directly. */
    public ControlCommand.Outcome on(ControlCommand command, Instant now) {
        Control current = direct.getOrDefault(command.scope(), Control.unspoken(command.scope()));
        return command.on(current, highestEpoch(command.scope()), now);
    }

    /**
     * Closed because of state that is there and cannot be read. Everything is halted, under an epoch above all that is known,
     * and lifted by a resume like any other halt.
     */
    public TradingState closedBecause(String why, Instant now) {
        Control halt = new Control(
                Control.ALL,
                Control.State.HALTED,
                highestEpoch(Control.ALL) + 1,
                "execution-service",
                why,
                now.truncatedTo(ChronoUnit.MILLIS),
                null);
        return with(Source.DIRECT, halt);
    }

    /** Every scope of every source. */
    public Stream<Entry> entries() {
        return Stream.concat(
                fromRisk.values().stream().map(control -> new Entry(Source.RISK, control)),
                direct.values().stream().map(control -> new Entry(Source.DIRECT, control)));
    }

    private long highestEpoch(String scope) {
        return entries()
                .map(Entry::control)
                .filter(control -> control.scope().equals(scope))
                .mapToLong(Control::epoch)
                .max()
                .orElse(0);
    }

    private Map<String, Control> of(Source source) {
        return source == Source.RISK ? fromRisk : direct;
    }

    private static Control superseding(Control one, Control other) {
        return SUPERSEDING.compare(one, other) >= 0 ? one : other;
    }
}
