package io.ffe.papervenue.domain;

import io.ffe.papervenue.domain.Account.Moment;
import io.ffe.papervenue.domain.AccountSummary.Holding;
import io.ffe.papervenue.domain.JournalLine.Cause;
import io.ffe.schema.event.Tick;
import io.ffe.schema.money.Instrument;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The exchange. The methods that return a {@link JournalLine} decide and change nothing; {@link #apply} changes. A line
 * has to be applied before the next one is decided.
 */
public final class Exchange {

    private final VenueRules rules;
    private final Map<String, Account> accounts = new TreeMap<>();
    private final Map<String, VenueOrder> orders = new LinkedHashMap<>();
    private final Map<String, String> entryByProtection = new HashMap<>();
    private final Map<String, List<VenueEvent>> events = new HashMap<>();
    private final Map<String, Set<String>> portfoliosWorking = new HashMap<>();
    private final Map<String, TopOfBook> quotes = new TreeMap<>();
    private final Map<Integer, Long> readThrough = new TreeMap<>();

    private final Set<Integer> partitionsSinceLine = new TreeSet<>();
    private final Set<String> symbolsSinceLine = new TreeSet<>();

    private long line;
    private long beat;
    private long beatInProgress;
    private Instant now = Instant.EPOCH;
    private Faults faults = Faults.NONE;
    private long orderCount;
    private long tradeCount;

    public Exchange(VenueRules rules) {
        this.rules = rules;
    }

    /**
     * Decides about an order.
     *
     * @param at when it arrived; null for the venue's own time, as in a replay whose client did not say
     */
    public Placement place(PlaceOrder request, @Nullable Instant at, @Nullable String traceparent) {
        Optional<VenueOrder> holder = holderOf(request.clientOrderId());
        if (holder.isPresent()) {
            return new Placement.Repeated(holder.get());
        }
        Moment moment = new Moment(later(at), beat, null);
        Numbering numbering = new Numbering(orderCount, tradeCount);
        AccountStep step = stepOf(request.portfolioId(), moment, numbering, at);
        Rejected rejected = rejection(request, step.account(), moment.at());
        VenueOrder order = arrived(request, numbering.nextOrder(), moment.at(), traceparent, rejected);
        step.add(rejected == null ? new Entry.OrderAccepted(order) : new Entry.OrderRejected(order));
        return new Placement.Decided(nextLine(Cause.COMMAND, moment, step.entries()));
    }

    /** Decides about a cancel; empty when the order has ended already or does not exist. */
    public Optional<JournalLine> cancel(String clientOrderId, @Nullable Instant at) {
        VenueOrder order = orders.get(clientOrderId);
        if (order == null || !order.state().working()) {
            return Optional.empty();
        }
        Moment moment = new Moment(later(at), beat, null);
        AccountStep step = stepOf(order.portfolioId(), moment, new Numbering(orderCount, tradeCount), at);
        step.end(order, VenueOrderState.CANCELED, Reason.CLIENT, null);
        return Optional.of(nextLine(Cause.COMMAND, moment, step.entries()));
    }

    /** Opens a portfolio's account with the start cash; empty when it is open. */
    public Optional<JournalLine> open(String portfolioId, @Nullable Instant at) {
        if (accounts.containsKey(portfolioId)) {
            return Optional.empty();
        }
        Moment moment = new Moment(later(at), beat, null);
        AccountStep step = stepOf(portfolioId, moment, new Numbering(orderCount, tradeCount), at);
        return Optional.of(nextLine(Cause.COMMAND, moment, step.entries()));
    }

    /** Decides a fault setting. */
    public JournalLine set(Faults wanted, @Nullable Instant at) {
        return nextLine(Cause.COMMAND, new Moment(later(at), beat, null), List.of(new Entry.FaultsSet(wanted)));
    }

    /**
     * Decides what a tick causes; empty when nothing, and then {@link #pass} takes note of it.
     *
     * @param inBeat the beat that contains the tick, zero when there are no beats
     * @param at venue time of what it causes
     * @param timesCompare whether the times of orders and quotes say which came first; without beats only
     */
    public Optional<JournalLine> match(
            Tick tick, int partition, long offset, long inBeat, Instant at, boolean timesCompare) {
        TopOfBook book = news(tick, partition, offset);
        if (book == null) {
            return Optional.empty();
        }
        TickRef ref = new TickRef(partition, offset, tick.occurredAt());
        Moment moment = new Moment(later(at), inBeat, ref);
        Numbering numbering = new Numbering(orderCount, tradeCount);
        List<Entry> entries = new ArrayList<>();
        for (String portfolioId : portfoliosWorking.getOrDefault(tick.symbol(), Set.of())) {
            Instrument instrument = rules.instruments().require(tick.symbol());
            AccountStep step = stepOf(portfolioId, moment, numbering, at);
            step.match(tick.symbol(), book, instrument, rules.costs(), faults, timesCompare);
            entries.addAll(step.entries());
        }
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        nextLine(Cause.TICK, moment, entries, Map.of(partition, offset + 1), tick.symbol(), book));
    }

    /** Takes note of a tick that caused nothing; the next line will carry it. */
    public void pass(Tick tick, int partition, long offset) {
        TopOfBook book = news(tick, partition, offset);
        passThrough(partition, offset + 1);
        if (book != null) {
            quotes.put(tick.symbol(), book);
            symbolsSinceLine.add(tick.symbol());
        }
    }

    /** Takes note that a partition of the tick topic is read up to an offset, and that the rest of it was no tick. */
    public void passThrough(int partition, long end) {
        if (end > readThrough.getOrDefault(partition, 0L)) {
            readThrough.put(partition, end);
            partitionsSinceLine.add(partition);
        }
    }

    /** From here on arriving orders belong to this beat: its ticks do not fill them. */
    public void beginBeat(long number) {
        beatInProgress = number;
    }

    /** Decides that all ticks of a beat are matched; what has come to its time ends with it. */
    public JournalLine beatMerged(long number, Instant at) {
        Moment moment = new Moment(later(at), number, null);
        return nextLine(Cause.BEAT, moment, expired(moment));
    }

    /** Decides what ends because it is a certain time; empty when nothing does. Where beats tell the time they do it. */
    public Optional<JournalLine> expire(Instant at) {
        Moment moment = new Moment(later(at), beat, null);
        List<Entry> entries = expired(moment);
        return entries.isEmpty() ? Optional.empty() : Optional.of(nextLine(Cause.COMMAND, moment, entries));
    }

    private List<Entry> expired(Moment moment) {
        List<Entry> entries = new ArrayList<>();
        for (String portfolioId : accounts.keySet()) {
            AccountStep step = stepOf(portfolioId, moment, new Numbering(orderCount, tradeCount), moment.at());
            step.expire();
            entries.addAll(step.entries());
        }
        return entries;
    }

    /** Decides to write down what was read; empty when the last line says so already. */
    public Optional<JournalLine> mark() {
        return partitionsSinceLine.isEmpty()
                ? Optional.empty()
                : Optional.of(nextLine(Cause.MARK, new Moment(now, beat, null), List.of()));
    }

    /** Changes the exchange by a line. Returns what that tells the owners of accounts. */
    public List<VenueEvent> apply(JournalLine next) {
        if (next.line() != line + 1) {
            throw new IllegalStateException("line is " + next.line() + ", expected " + (line + 1));
        }
        line = next.line();
        now = next.at();
        if (next.cause() == Cause.BEAT) {
            beat = next.beat();
        }
        readThrough.putAll(next.readThrough());
        quotes.putAll(next.quotes());
        partitionsSinceLine.clear();
        symbolsSinceLine.clear();
        Moment moment = new Moment(next.at(), next.beat(), next.tick());
        List<VenueEvent> told = new ArrayList<>();
        for (Entry entry : next.entries()) {
            fold(entry, moment).ifPresent(told::add);
        }
        return told;
    }

    private Optional<VenueEvent> fold(Entry entry, Moment moment) {
        return switch (entry) {
            case Entry.FaultsSet(Faults wanted) -> {
                faults = wanted;
                yield Optional.empty();
            }
            case Entry.CashCredited credited -> fold(credited.portfolioId(), credited, moment);
            case Entry.OrderAccepted(VenueOrder order) -> {
                orderCount++;
                if (order.type() != OrderType.OCO) {
                    faults = faults.afterAccept();
                }
                if (order.onFill() != null) {
                    entryByProtection.put(order.onFill().clientOrderId(), order.clientOrderId());
                }
                yield fold(order.portfolioId(), entry, moment);
            }
            case Entry.OrderRejected(VenueOrder order) -> {
                orderCount++;
                if (order.reason() == Reason.FAULT) {
                    faults = faults.afterReject();
                }
                yield fold(order.portfolioId(), entry, moment);
            }
            case Entry.OrderFilled filled -> {
                tradeCount++;
                yield fold(filled.portfolioId(), filled, moment);
            }
            case Entry.OrderResized resized -> fold(resized.portfolioId(), resized, moment);
            case Entry.StopMoved moved -> fold(moved.portfolioId(), moved, moment);
            case Entry.OrderEnded ended -> fold(ended.portfolioId(), ended, moment);
        };
    }

    private Optional<VenueEvent> fold(String portfolioId, Entry entry, Moment moment) {
        Account.Folded folded = accountOf(portfolioId).fold(entry, moment);
        Account account = folded.account();
        accounts.put(portfolioId, account);
        VenueEvent event = folded.event();
        if (event != null) {
            events.computeIfAbsent(portfolioId, ignored -> new ArrayList<>()).add(event);
        }
        VenueOrder order = folded.order();
        if (order != null) {
            orders.put(order.clientOrderId(), order);
            Set<String> portfolios = portfoliosWorking.computeIfAbsent(order.symbol(), ignored -> new TreeSet<>());
            if (account.working(order.symbol()).isEmpty()) {
                portfolios.remove(portfolioId);
            } else {
                portfolios.add(portfolioId);
            }
        }
        return Optional.ofNullable(event);
    }

    /** The order that has the id, or the entry whose protection will have it. */
    public Optional<VenueOrder> holderOf(String clientOrderId) {
        VenueOrder order = orders.get(clientOrderId);
        String entry = entryByProtection.get(clientOrderId);
        return Optional.ofNullable(order == null && entry != null ? orders.get(entry) : order);
    }

    public Optional<VenueOrder> order(String clientOrderId) {
        return Optional.ofNullable(orders.get(clientOrderId));
    }

    /** Every order of a portfolio in the order of arrival. */
    public List<VenueOrder> ordersOf(String portfolioId) {
        return orders.values().stream()
                .filter(order -> order.portfolioId().equals(portfolioId))
                .toList();
    }

    /** A portfolio's events after a sequence, at most so many. */
    public List<VenueEvent> eventsOf(String portfolioId, long after, int most) {
        List<VenueEvent> all = events.getOrDefault(portfolioId, List.of());
        int from = (int) Math.min(Math.max(after, 0), all.size());
        return List.copyOf(all.subList(from, Math.min(all.size(), from + most)));
    }

    public Optional<Account> account(String portfolioId) {
        return Optional.ofNullable(accounts.get(portfolioId));
    }

    /** Accounts by portfolio. */
    public Map<String, Account> accounts() {
        return Map.copyOf(accounts);
    }

    public Optional<AccountSummary> summary(String portfolioId) {
        return account(portfolioId).map(this::summary);
    }

    public Faults faults() {
        return faults;
    }

    /** By partition of the tick topic: the next offset to read. */
    public Map<Integer, Long> readThrough() {
        return Map.copyOf(readThrough);
    }

    /** Last beat merged, zero before the first and when live. */
    public long beat() {
        return beat;
    }

    /** Number of the last line applied. */
    public long line() {
        return line;
    }

    /** Venue time: of the last line applied. */
    public Instant now() {
        return now;
    }

    public Map<String, TopOfBook> quotes() {
        return Map.copyOf(quotes);
    }

    /** Symbols in use that the instrument list does not have; the exchange cannot go on with one. */
    public Set<String> symbolsWithoutInstrument() {
        Set<String> missing = new TreeSet<>();
        portfoliosWorking.forEach((symbol, portfolios) -> {
            if (!portfolios.isEmpty() && rules.instruments().find(symbol).isEmpty()) {
                missing.add(symbol);
            }
        });
        return missing;
    }

    private AccountSummary summary(Account account) {
        Admission valuation = new Admission(rules, quotes);
        BigDecimal equity = valuation.equity(account);
        List<Holding> holdings = new ArrayList<>();
        BigDecimal gross = BigDecimal.ZERO;
        for (Map.Entry<String, Position> held : account.positions().entrySet()) {
            Holding holding = holding(held.getKey(), held.getValue());
            holdings.add(holding);
            gross = gross.add(holding.quantity().abs().multiply(holding.mark()));
        }
        BigDecimal margin = gross.divide(rules.leverageLimit(), MathContext.DECIMAL64);
        return new AccountSummary(
                account.portfolioId(),
                rules.currency(),
                account.cash(),
                equity,
                account.fees(),
                Decimals.plain(gross),
                Decimals.plain(margin),
                Decimals.plain(equity.subtract(margin)),
                rules.leverageLimit(),
                holdings,
                account.lastSequence(),
                beat);
    }

    private Holding holding(String symbol, Position position) {
        BigDecimal mark = Objects.requireNonNull(quotes.get(symbol), "a position was traded at a quote")
                .mark(position.quantity());
        BigDecimal unrealised = mark.subtract(position.averagePrice()).multiply(position.quantity());
        return new Holding(
                symbol,
                position.quantity(),
                position.averagePrice(),
                mark,
                Decimals.plain(unrealised),
                position.realisedPnl());
    }

    private @Nullable Rejected rejection(PlaceOrder request, Account account, Instant at) {
        if (faults.rejects(request.clientOrderId())) {
            return new Rejected(Reason.FAULT, "a fault setting of the venue rejects this order");
        }
        if (request.onFill() != null
                && holderOf(request.onFill().clientOrderId()).isPresent()) {
            return new Rejected(
                    Reason.DUPLICATE_PROTECTION_ID,
                    "onFill.clientOrderId is " + request.onFill().clientOrderId()
                            + ", expected one that was never used");
        }
        if (request.goodTill() != null && !request.goodTill().isAfter(at)) {
            return new Rejected(
                    Reason.GOOD_TILL_OVER,
                    "goodTill is " + request.goodTill() + " and it is " + at + " here, expected a time to come");
        }
        return new Admission(rules, quotes).check(request, account);
    }

    private VenueOrder arrived(
            PlaceOrder request,
            String venueOrderId,
            Instant at,
            @Nullable String traceparent,
            @Nullable Rejected rejected) {
        TopOfBook book = quotes.get(request.symbol());
        boolean crossed = book != null
                && request.limitPrice() != null
                && Matching.reaches(request.side(), book.takes(request.side()), request.limitPrice());
        return new VenueOrder(
                request.clientOrderId(),
                venueOrderId,
                request.portfolioId(),
                request.symbol(),
                request.side(),
                request.type(),
                request.timeInForce(),
                request.reduceOnly(),
                request.origin(),
                Decimals.plain(request.quantity()),
                request.limitPrice(),
                request.stopPrice(),
                request.onFill(),
                null,
                Math.max(beat, beatInProgress) + 1,
                crossed,
                false,
                rejected == null ? VenueOrderState.ACCEPTED : VenueOrderState.REJECTED,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                rejected == null ? null : rejected.reason(),
                rejected == null ? null : rejected.detail(),
                at,
                at,
                traceparent,
                request.goodTill(),
                request.trailingDistance());
    }

    /** A new account starts with its cash in the same line. */
    private AccountStep stepOf(String portfolioId, Moment moment, Numbering numbering, @Nullable Instant at) {
        AccountStep step = new AccountStep(accountOf(portfolioId), moment, numbering);
        if (!accounts.containsKey(portfolioId)) {
            step.add(new Entry.CashCredited(
                    portfolioId, rules.startCash(), at == null ? Instant.EPOCH : moment.at(), Reason.START_CASH));
        }
        return step;
    }

    private Account accountOf(String portfolioId) {
        Account account = accounts.get(portfolioId);
        return account == null ? Account.unopened(portfolioId) : account;
    }

    /** The quote that a tick brings; null when it was read before, is older than what is known, or has none. */
    private @Nullable TopOfBook news(Tick tick, int partition, long offset) {
        if (offset < readThrough.getOrDefault(partition, 0L)) {
            return null;
        }
        TopOfBook book = TopOfBook.of(tick);
        TopOfBook known = quotes.get(tick.symbol());
        return book == null || (known != null && !known.precedes(book)) ? null : book;
    }

    private Instant later(@Nullable Instant at) {
        return at == null || at.isBefore(now) ? now : at;
    }

    private JournalLine nextLine(Cause cause, Moment moment, List<Entry> entries) {
        return nextLine(cause, moment, entries, Map.of(), null, null);
    }

    private JournalLine nextLine(
            Cause cause,
            Moment moment,
            List<Entry> entries,
            Map<Integer, Long> readNow,
            @Nullable String symbol,
            @Nullable TopOfBook book) {
        Map<Integer, Long> read = new TreeMap<>(readNow);
        partitionsSinceLine.forEach(partition -> read.putIfAbsent(partition, readThrough.get(partition)));
        Map<String, TopOfBook> seen = new TreeMap<>();
        symbolsSinceLine.forEach(each -> seen.put(each, Objects.requireNonNull(quotes.get(each))));
        if (symbol != null && book != null) {
            seen.put(symbol, book);
        }
        return new JournalLine(line + 1, cause, moment.at(), moment.beat(), moment.tick(), read, seen, entries);
    }
}
