package io.ffe.stack.audit.rule;

import io.ffe.schema.event.Control;
import io.ffe.schema.event.OrderState;
import io.ffe.stack.audit.fact.BookedOrder;
import io.ffe.stack.audit.fact.TradingChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * I14: no entry left execution while trading was reduced or halted for its portfolio. An entry's time is that at which it was
 * written down as leaving; one that was kept after that is denied and did not leave. Both times are the system's.
 */
public final class HaltRule {

    /** A command has that long to take hold, and so has a resume. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    private static final Comparator<TradingChange> IN_ORDER =
            Comparator.comparingLong(TradingChange::epoch).thenComparing(TradingChange::state);

    private HaltRule() {}

    private record Stopped(TradingChange by, Instant from, Instant to) {}

    public static Check check(Collection<BookedOrder> orders, Collection<TradingChange> changes) {
        Findings now = new Findings(Identity.HALTS);
        List<Stopped> stopped = stopped(changes);
        for (BookedOrder order : orders) {
            Instant sentAt = order.sentAt();
            if (order.reducesOnly() || sentAt == null || order.state() == OrderState.DENIED) {
                continue;
            }
            stopped.stream()
                    .filter(each -> each.by().concerns(order.portfolioId())
                            && sentAt.isAfter(each.from().plus(GRACE))
                            && sentAt.isBefore(each.to().minus(GRACE)))
                    .findFirst()
                    .ifPresentOrElse(
                            each -> now.broken(
                                    order.clientOrderId(),
                                    "is an entry of " + order.portfolioId() + " and left at " + sentAt + ", when "
                                            + each.by().scope() + " was "
                                            + each.by().state() + " since "
                                            + each.from() + " (epoch "
                                            + each.by().epoch() + ")"),
                            now::holds);
        }
        return now.check();
    }

    /** Times at which a source has stopped a scope: each state holds until the next of the same source and scope. */
    private static List<Stopped> stopped(Collection<TradingChange> changes) {
        Map<String, List<TradingChange>> byRegister = new TreeMap<>();
        changes.forEach(change -> byRegister
                .computeIfAbsent(change.source() + "/" + change.scope(), first -> new ArrayList<>())
                .add(change));
        List<Stopped> stopped = new ArrayList<>();
        byRegister.values().forEach(register -> {
            register.sort(IN_ORDER);
            for (int at = 0; at < register.size(); at++) {
                TradingChange change = register.get(at);
                if (change.state() != Control.State.ACTIVE) {
                    Instant end =
                            at + 1 < register.size() ? register.get(at + 1).effectiveAt() : Instant.MAX;
                    stopped.add(new Stopped(change, change.effectiveAt(), end));
                }
            }
        });
        return stopped;
    }
}
