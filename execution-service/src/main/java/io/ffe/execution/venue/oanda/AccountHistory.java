package io.ffe.execution.venue.oanda;

import io.ffe.execution.venue.GuardedHttp.Reply;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.execution.venue.oanda.OandaJson.Problem;
import io.ffe.execution.venue.oanda.OandaJson.Transaction;
import io.ffe.execution.venue.oanda.OandaJson.TransactionAnswer;
import io.ffe.execution.venue.oanda.OandaJson.TransactionPage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The account's numbered transactions, in order and without a hole. They never change, so those that were read are kept for a while:
 * a fill names its order by number only.
 */
final class AccountHistory {

    private static final int KEPT = 5_000;

    private final OandaHttp http;
    private final String path;
    private final Map<Long, Transaction> kept = new LinkedHashMap<>();
    /** The highest number that OANDA has told of: none is asked for after it. */
    private long last;

    AccountHistory(OandaHttp http, String accountPath) {
        this.http = http;
        this.path = accountPath + "/transactions";
    }

    /**
     * A page of the history.
     *
     * @param transactions the numbers after the one asked for, without a hole
     * @param last the account's last number, on this page or not
     */
    record Page(List<Transaction> transactions, long last) {}

    /**
     * What came after a number, oldest first, about a thousand at most; none only when the number is the last.
     *
     * @throws VenueUnavailable when it could not be learned
     */
    Page after(long number) {
        TransactionPage page = http.read(path + "/sinceid?id=" + number, TransactionPage.class);
        TreeMap<Long, Transaction> sorted = new TreeMap<>();
        page.transactions().forEach(each -> sorted.put(each.number(), each));
        List<Transaction> ordered = new ArrayList<>();
        long next = number + 1;
        for (Transaction each : sorted.tailMap(number, false).values()) {
            for (; next < each.number(); next++) {
                ordered.add(leftOut(next, each));
            }
            ordered.add(each);
            next = each.number() + 1;
        }
        ordered.forEach(this::keep);
        long told = Long.parseLong(page.lastTransactionId());
        if (ordered.isEmpty() && number < told) {
            // Whoever asks until the last one would ask without a pause.
            throw new VenueUnavailable("OANDA told of transaction " + told + " and of none after " + number);
        }
        long through =
                ordered.isEmpty() ? told : Math.max(told, ordered.getLast().number());
        synchronized (kept) {
            last = Math.max(last, through);
        }
        return new Page(List.copyOf(ordered), through);
    }

    /**
     * The transactions of one's batch: OANDA applies them together, so that none of them comes later than another.
     *
     * @throws VenueUnavailable when one could not be learned
     */
    List<Transaction> batch(Transaction of) {
        if (of.batchId() == null) {
            return List.of(of);
        }
        List<Transaction> batch = new ArrayList<>();
        for (long number = Long.parseLong(of.batchId()); number <= of.number() || isTold(number); number++) {
            Transaction each = number == of.number() ? of : knownOrLeftOut(number, of);
            if (of.batchId().equals(each.batchId())) {
                batch.add(each);
            } else if (number > of.number() && !each.type().equals(Transaction.NEVER_GIVEN)) {
                break;
            }
        }
        return batch;
    }

    private boolean isTold(long number) {
        synchronized (kept) {
            return number <= last;
        }
    }

    private Transaction knownOrLeftOut(long number, Transaction near) {
        synchronized (kept) {
            Transaction known = kept.get(number);
            if (known != null) {
                return known;
            }
        }
        Transaction asked = leftOut(number, near);
        keep(asked);
        return asked;
    }

    /** @throws VenueUnavailable when it could not be learned, or there is none of that number */
    Transaction byNumber(long number) {
        synchronized (kept) {
            Transaction known = kept.get(number);
            if (known != null) {
                return known;
            }
        }
        Transaction asked =
                http.read(path + "/" + number, TransactionAnswer.class).transaction();
        keep(asked);
        return asked;
    }

    /** A number that the page does not have: never given, or left out. */
    private Transaction leftOut(long number, Transaction next) {
        Reply reply = http.get(path + "/" + number);
        if (reply.status() == 404) {
            Problem problem = OandaJson.read(reply, Problem.class);
            if (problem != null && "NO_SUCH_TRANSACTION".equals(problem.errorCode())) {
                return Transaction.neverGiven(number, next.time());
            }
        }
        TransactionAnswer answer = reply.status() == 200 ? OandaJson.read(reply, TransactionAnswer.class) : null;
        if (answer == null) {
            throw new VenueUnavailable("OANDA told of transactions after " + number + " and answered " + reply.status()
                    + " about it: " + reply.shown());
        }
        return answer.transaction();
    }

    private void keep(Transaction transaction) {
        synchronized (kept) {
            kept.put(transaction.number(), transaction);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
    }
}
