package io.ffe.risk.domain.gate;

import io.ffe.risk.domain.book.ExposureBook;
import io.ffe.risk.domain.book.LastEntry;
import io.ffe.risk.domain.book.PendingExit;
import io.ffe.risk.domain.book.Reservation;
import io.ffe.schema.event.OrderIntent.Purpose;
import java.util.List;
import java.util.stream.Stream;

/**
 * One order of a symbol at a time: an entry waits for any approved order, an exit for another exit. And one entry for the
 * same economics, which are symbol, side and data: two timeframes that close together do not make two entries.
 */
final class DuplicateIntentGate implements GateRule {

    @Override
    public Finding judge(Proposal proposal) {
        ExposureBook book = proposal.book();
        String symbol = proposal.symbol();
        Stream<String> exits = book.pendingExits().values().stream()
                .filter(exit -> exit.symbol().equals(symbol))
                .map(PendingExit::verdictId);
        Stream<String> entries = book.reservations().values().stream()
                .filter(reservation -> reservation.symbol().equals(symbol))
                .filter(reservation -> proposal.purpose() == Purpose.ENTRY)
                .map(Reservation::verdictId);
        List<String> open = Stream.concat(exits, entries).toList();
        if (!open.isEmpty()) {
            return Finding.of(false, String.valueOf(open.size()), "0", "still open in " + symbol + ": verdict " + open);
        }
        LastEntry last = book.lastEntries().get(symbol);
        if (proposal.purpose() == Purpose.ENTRY
                && last != null
                && last.side() == proposal.side()
                && !proposal.decision().asOf().isAfter(last.asOf())) {
            return Finding.of(
                    false,
                    "1",
                    "0",
                    "verdict " + last.verdictId() + " already approved " + last.side() + " on data of " + last.asOf());
        }
        return Finding.of(true, "0", "0", "no other order of " + symbol + " is open");
    }
}
