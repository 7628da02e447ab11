package io.ffe.papervenue.domain;

import io.ffe.papervenue.domain.Account.Moment;
import io.ffe.papervenue.domain.Matching.Match;
import io.ffe.schema.event.Side;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one account in a line that is being decided, and the account as they leave it. What follows from a fill
 * in the same instant is decided here: protection is made and grows, reduce-only orders shrink with the position.
 */
final class AccountStep {

    private final Moment moment;
    private final Numbering numbering;
    private final List<Entry> entries = new ArrayList<>();
    private Account account;

    AccountStep(Account account, Moment moment, Numbering numbering) {
        this.account = account;
        this.moment = moment;
        this.numbering = numbering;
    }

    Account account() {
        return account;
    }

    List<Entry> entries() {
        return entries;
    }

    void add(Entry entry) {
        account = account.fold(entry, moment).account();
        entries.add(entry);
    }

    /** Lets a quote work on every order of its symbol that may fill now; older orders first. */
    void match(String symbol, TopOfBook book, Instrument instrument, Costs costs, Faults faults, boolean timesCompare) {
        for (VenueOrder before : account.working(symbol)) {
            // An earlier order of this tick may have resized or ended it.
            VenueOrder order = account.working().get(before.clientOrderId());
            if (order != null && order.over(moment.at())) {
                end(order, VenueOrderState.EXPIRED, Reason.GOOD_TILL_OVER, null);
            } else if (order != null && isActive(order, book, timesCompare)) {
                Match match = Matching.match(order, book, instrument, costs);
                if (match != null && fills(order, instrument, faults.fillPercent())) {
                    fill(order, match, instrument, costs, faults.fillPercent());
                }
                expireIfImmediate(order.clientOrderId());
                pullStop(order.clientOrderId(), book, instrument);
            }
        }
    }

    void end(VenueOrder order, VenueOrderState state, Reason reason, @Nullable String detail) {
        add(new Entry.OrderEnded(account.portfolioId(), order.clientOrderId(), state, reason, detail));
        endEntryOf(order);
    }

    /**
     * Without beats a quote may be read long after it happened, as behind an outage, and the order may be younger than it.
     * Protection that a fill made is not asked: only quotes that are no older than that fill's come after it, and live its
     * acceptedAt is when that quote was read, not when it happened.
     */
    private boolean isActive(VenueOrder order, TopOfBook book, boolean timesCompare) {
        return moment.beat() == 0
                ? !timesCompare
                        || order.parentClientOrderId() != null
                        || !book.occurredAt().isBefore(order.acceptedAt())
                : moment.beat() >= order.activeFromBeat();
    }

    /** Ends what has come to its time, whatever the market does. */
    void expire() {
        for (VenueOrder order : List.copyOf(account.working().values())) {
            // The end of its protection may have ended it.
            if (order.over(moment.at()) && account.working().containsKey(order.clientOrderId())) {
                end(order, VenueOrderState.EXPIRED, Reason.GOOD_TILL_OVER, null);
            }
        }
    }

    private boolean fills(VenueOrder order, Instrument instrument, int fillPercent) {
        return order.timeInForce() != TimeInForce.FOK
                || size(order, instrument, fillPercent).compareTo(order.remaining()) == 0;
    }

    private BigDecimal size(VenueOrder order, Instrument instrument, int fillPercent) {
        BigDecimal most = order.reduceOnly()
                ? order.remaining().min(account.position(order.symbol()).reducibleBy(order.side()))
                : order.remaining();
        return Matching.share(most, fillPercent, instrument);
    }

    private void fill(VenueOrder order, Match match, Instrument instrument, Costs costs, int fillPercent) {
        BigDecimal quantity = size(order, instrument, fillPercent);
        add(new Entry.OrderFilled(
                account.portfolioId(),
                order.clientOrderId(),
                numbering.nextTrade(),
                Decimals.plain(quantity),
                match.price(),
                costs.fee(match.price().multiply(quantity), match.liquidity()),
                match.liquidity()));
        protect(order, quantity);
        if (!account.working().containsKey(order.clientOrderId())) {
            endEntryOf(order);
        }
        followPosition(order.symbol(), Side.BUY);
        followPosition(order.symbol(), Side.SELL);
    }

    private void expireIfImmediate(String clientOrderId) {
        VenueOrder left = account.working().get(clientOrderId);
        if (left != null && left.timeInForce().immediate()) {
            Reason reason = left.timeInForce() == TimeInForce.FOK ? Reason.FOK_UNFILLED : Reason.IOC_REMAINDER;
            end(left, VenueOrderState.EXPIRED, reason, null);
        }
    }

    /** After the quote had its chance at the stop where it was: ties go against the trader. */
    private void pullStop(String clientOrderId, TopOfBook book, Instrument instrument) {
        VenueOrder left = account.working().get(clientOrderId);
        BigDecimal stop = left == null ? null : left.pulled(book.takes(left.side()), instrument);
        if (stop != null) {
            add(new Entry.StopMoved(account.portfolioId(), clientOrderId, stop));
        }
    }

    private void protect(VenueOrder entry, BigDecimal filled) {
        PlaceOrder.Protection protection = entry.onFill();
        if (protection == null) {
            return;
        }
        VenueOrder oco = account.working().get(protection.clientOrderId());
        if (oco != null) {
            BigDecimal grown = Decimals.plain(oco.quantity().add(filled));
            add(new Entry.OrderResized(account.portfolioId(), oco.clientOrderId(), grown));
            return;
        }
        add(new Entry.OrderAccepted(new VenueOrder(
                protection.clientOrderId(),
                numbering.nextOrder(),
                entry.portfolioId(),
                entry.symbol(),
                entry.side().opposite(),
                OrderType.OCO,
                TimeInForce.GTC,
                true,
                entry.origin(),
                Decimals.plain(filled),
                protection.takeProfit(),
                protection.stopLoss(),
                null,
                entry.clientOrderId(),
                moment.beat(),
                false,
                false,
                VenueOrderState.ACCEPTED,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                null,
                null,
                moment.at(),
                moment.at(),
                entry.traceparent(),
                null,
                protection.trailingDistance())));
    }

    /** An entry never fills on when its protection is over. */
    private void endEntryOf(VenueOrder order) {
        if (order.parentClientOrderId() != null) {
            VenueOrder entry = account.working().get(order.parentClientOrderId());
            if (entry != null) {
                end(entry, VenueOrderState.CANCELED, Reason.PROTECTION_ENDED, null);
            }
        }
    }

    /** Protections of one side never add up to more than the position they protect; the oldest gives way first. */
    private void followPosition(String symbol, Side side) {
        BigDecimal room = account.position(symbol).reducibleBy(side);
        List<VenueOrder> reducing = account.working(symbol).stream()
                .filter(order -> order.reduceOnly() && order.side() == side)
                .toList();
        BigDecimal excess = reducing.stream()
                .filter(order -> order.type() == OrderType.OCO)
                .map(VenueOrder::remaining)
                .reduce(BigDecimal.ZERO, BigDecimal::add)
                .subtract(room);
        for (VenueOrder order : reducing) {
            if (room.signum() == 0) {
                end(order, VenueOrderState.CANCELED, Reason.POSITION_CLOSED, null);
            } else if (order.type() == OrderType.OCO && excess.signum() > 0) {
                BigDecimal cut = excess.min(order.remaining());
                excess = excess.subtract(cut);
                shrink(order, cut);
            }
        }
    }

    private void shrink(VenueOrder oco, BigDecimal cut) {
        if (cut.compareTo(oco.remaining()) == 0) {
            end(oco, VenueOrderState.CANCELED, Reason.POSITION_CLOSED, null);
        } else {
            BigDecimal quantity = Decimals.plain(oco.quantity().subtract(cut));
            add(new Entry.OrderResized(account.portfolioId(), oco.clientOrderId(), quantity));
        }
    }
}
