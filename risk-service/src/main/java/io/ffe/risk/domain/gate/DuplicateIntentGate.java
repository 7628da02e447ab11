package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.LastEntry;
import io.ffe.schema.event.OrderIntent.Purpose;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * One order of a symbol at a time: an entry waits for any approved order, an exit for another exit. And one entry for the
 * same economics, which are symbol, side and data: two timeframes that close together do not make two entries. An exit is none of a
 * position that was entered on newer data than it was decided on.
 *
 * <p>Orders are named by what they are: ids have the run in them, and a run that is repeated comes to the same verdicts.
 */
final class DuplicateIntentGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        ExposureBook book = proposal.book();
        String symbol = proposal.symbol();
        Stream<String> exits = book.pendingExits().values().stream()
                .filter(exit -> exit.symbol().equals(symbol))
                .map(exit -> "exit " + exit.side() + " " + exit.quantity().toPlainString());
        Stream<String> entries = book.reservations().values().stream()
                .filter(reservation -> reservation.symbol().equals(symbol))
                .filter(reservation -> proposal.purpose() == Purpose.ENTRY)
                .map(entry -> "entry " + entry.side() + " " + entry.quantity().toPlainString());
        List<String> open = Stream.concat(exits, entries).sorted().toList();
        if (!open.isEmpty()) {
            return Finding.of(false, String.valueOf(open.size()), "0", "still open in " + symbol + ": " + open);
        }
        LastEntry last = book.lastEntries().get(symbol);
        if (last != null && isOvertaken(proposal, last)) {
            return Finding.of(false, "1", "0", last.side() + " was already approved on data of " + last.asOf());
        }
        return Finding.of(true, "0", "0", "no other order of " + symbol + " is open");
    }

    /** What closes a position was meant for one that was there: a decision on older data than the position's knew another, or none. */
    private static boolean isOvertaken(Proposal proposal, LastEntry last) {
        Instant asOf = proposal.decision().asOf();
        return switch (proposal.purpose()) {
            case ENTRY -> last.side() == proposal.side() && !asOf.isAfter(last.asOf());
            case EXIT -> last.side() != proposal.side() && asOf.isBefore(last.asOf());
            case PROTECTION -> false;
        };
    }
}
