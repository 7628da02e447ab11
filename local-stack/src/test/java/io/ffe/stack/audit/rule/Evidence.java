package io.ffe.stack.audit.rule;

import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.Decoded;
import io.ffe.schema.serde.Envelope;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.SoundRun;
import io.ffe.stack.audit.fact.BookedOrder;
import io.ffe.stack.audit.fact.DeadLetter;
import io.ffe.stack.audit.fact.DecisionRecords;
import io.ffe.stack.audit.fact.Digest;
import io.ffe.stack.audit.fact.ExecutionBook;
import io.ffe.stack.audit.fact.FlattenCommand;
import io.ffe.stack.audit.fact.Offsets;
import io.ffe.stack.audit.fact.OutboxRow;
import io.ffe.stack.audit.fact.Place;
import io.ffe.stack.audit.fact.Published;
import io.ffe.stack.audit.fact.RiskBook;
import io.ffe.stack.audit.fact.SeenOffsets;
import io.ffe.stack.audit.fact.Subscription;
import io.ffe.stack.audit.fact.TickIntake;
import io.ffe.stack.audit.fact.TradingChange;
import io.ffe.stack.audit.fact.VenueEntry;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What topics, databases and journal say of a {@link SoundRun}; a test changes one of them and looks what is found. */
final class Evidence {

    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    static final Instant LONG_AGO = NOW.minus(Duration.ofMinutes(10));
    /** Of a ledger that is in order. */
    static final Map<String, BigDecimal> BALANCED = Map.of("USD", BigDecimal.ZERO);

    static final Duration GRACE = Duration.ofSeconds(30);

    final SoundRun run = new SoundRun();
    final List<Published> records = new ArrayList<>();
    final List<DeadLetter> letters = new ArrayList<>();
    final List<VenueEntry> journal = new ArrayList<>();
    final List<DecisionRecords.Head> heads = new ArrayList<>();
    final List<DecisionRecords.Link> links = new ArrayList<>();
    final Map<String, BookedOrder> orders = new HashMap<>();
    final List<TradingChange> trading = new ArrayList<>();
    final List<FlattenCommand> flattens = new ArrayList<>();
    final List<OutboxRow> outbox = new ArrayList<>();
    final Map<Subscription, Set<String>> inbox = new EnumMap<>(Subscription.class);
    final Map<Subscription, List<SeenOffsets>> seen = new EnumMap<>(Subscription.class);
    final Map<Subscription, Long> committed = new EnumMap<>(Subscription.class);
    List<TickIntake.OfSource> intake = List.of(new TickIntake.OfSource(SoundRun.SYMBOL, "file", 7, 1, 0, 0));
    long unreadable;
    long ticksBeyond;
    ExecutionBook book;
    RiskBook riskBook;
    final Set<String> unscored = new HashSet<>();
    private Instant appendedAt = LONG_AGO;

    Evidence() {
        run.ticks.forEach(tick -> publish(Topics.TICKS, tick));
        run.snapshots.forEach(snapshot -> publish(Topics.SNAPSHOTS, snapshot));
        run.decisions.forEach(decision -> {
            publishFromOutbox(Topics.DECISIONS, decision);
            record(decision);
        });
        publishFromOutbox(Topics.OUTCOMES, SoundRun.outcome(run.decisions.getFirst()));
        run.decisions.stream().skip(1).map(Decision::decisionId).forEach(unscored::add);
        run.verdicts.forEach(verdict -> publishFromOutbox(Topics.VERDICTS, verdict));
        run.executions.forEach(execution -> publishFromOutbox(Topics.EXECUTIONS, execution));
        var last = Objects.requireNonNull(run.decisions.getLast().chain());
        heads.add(new DecisionRecords.Head(SoundRun.PORTFOLIO, last.sequence(), last.hash(), 4, 4));
        takeAllIn();
        keepBooks();
        writeJournal();
    }

    /** Everything that was appended so far is acknowledged and in the inboxes. */
    void takeAllIn() {
        for (Subscription subscription : Subscription.values()) {
            List<Published> of = records.stream()
                    .filter(record -> record.topic() == subscription.topic())
                    .toList();
            committed.put(subscription, (long) of.size());
            Set<String> ids = new HashSet<>();
            of.forEach(record -> record.event().map(Event::eventId).ifPresent(ids::add));
            inbox.put(subscription, ids);
        }
    }

    private void keepBooks() {
        BigDecimal cash = SoundRun.DEPOSIT.subtract(SoundRun.PRICE).subtract(SoundRun.FEE);
        long through = run.executions.size();
        book = new ExecutionBook(
                SoundRun.PORTFOLIO,
                through,
                5,
                cash,
                SoundRun.FEE,
                SoundRun.amounts(SoundRun.SYMBOL, "1"),
                SoundRun.amounts(SoundRun.SYMBOL, "100"),
                new ExecutionBook.Fills(
                        1,
                        SoundRun.amounts(SoundRun.SYMBOL, "1"),
                        SoundRun.PRICE.add(SoundRun.FEE).negate(),
                        SoundRun.FEE),
                new ExecutionBook.Ledger(
                        Map.of(
                                "cash",
                                cash,
                                "deposits",
                                SoundRun.DEPOSIT.negate(),
                                "fees",
                                SoundRun.FEE,
                                "position:" + SoundRun.SYMBOL,
                                SoundRun.PRICE),
                        BALANCED,
                        2,
                        List.of()),
                new ExecutionBook.Numbering(through, through, 2));
        riskBook = new RiskBook(
                SoundRun.PORTFOLIO,
                through,
                cash,
                SoundRun.FEE,
                SoundRun.amounts(SoundRun.SYMBOL, "1"),
                Map.of(run.verdicts.get(3).verdictId(), BigDecimal.ONE),
                Set.of());
        order(run.verdicts.get(0), Purpose.ENTRY, OrderState.FILLED, 1, "V1");
        order(run.verdicts.get(0), Purpose.PROTECTION, OrderState.ACCEPTED, 0, "V2");
        order(run.verdicts.get(3), Purpose.ENTRY, OrderState.ACCEPTED, 1, "V3");
        order(run.verdicts.get(3), Purpose.PROTECTION, OrderState.INTENT, 0, null);
    }

    private void writeJournal() {
        String bought = run.entryOf(0);
        String protection = SoundRun.clientOrderId(run.verdicts.get(0), Purpose.PROTECTION);
        journal.add(new VenueEntry.Credited(2, SoundRun.PORTFOLIO, SoundRun.DEPOSIT));
        journal.add(taken(3, bought, Side.BUY));
        journal.add(trade(4, bought, "T00000001"));
        journal.add(taken(4, protection, Side.SELL));
        journal.add(taken(5, run.entryOf(3), Side.BUY));
    }

    static VenueEntry taken(long line, String clientOrderId, Side side) {
        return new VenueEntry.Taken(line, SoundRun.PORTFOLIO, clientOrderId, SoundRun.SYMBOL, side, false);
    }

    static VenueEntry trade(long line, String clientOrderId, String tradeId) {
        return new VenueEntry.Traded(
                line, SoundRun.PORTFOLIO, clientOrderId, tradeId, BigDecimal.ONE, SoundRun.PRICE, SoundRun.FEE);
    }

    void order(Verdict verdict, Purpose purpose, OrderState state, int attempt, String venueOrderId) {
        String id = SoundRun.clientOrderId(verdict, purpose);
        orders.put(
                id,
                new BookedOrder(
                        orders.size() + 1L,
                        id,
                        SoundRun.PORTFOLIO,
                        verdict.verdictId(),
                        SoundRun.SYMBOL,
                        purpose == Purpose.ENTRY ? Side.BUY : Side.SELL,
                        purpose,
                        purpose == Purpose.ENTRY ? "entry" : "oco",
                        state,
                        BigDecimal.ONE,
                        state == OrderState.FILLED ? BigDecimal.ONE : BigDecimal.ZERO,
                        attempt,
                        venueOrderId,
                        attempt > 0 ? LONG_AGO : null));
    }

    /** From now on records are appended so long before the audit. */
    void appendedBefore(Duration age) {
        appendedAt = NOW.minus(age);
    }

    Published publish(Topics topic, Event event) {
        return append(topic, EventCodec.payload(event), new Decoded.Accepted(event, envelope(topic, event)));
    }

    void publishFromOutbox(Topics topic, Event event) {
        Published record = publish(topic, event);
        outbox.add(new OutboxRow(topic.topicName(), event.eventId(), appendedAt, appendedAt, record.digest()));
    }

    /** Bytes that no reader of the topic takes. */
    Published garbage(Topics topic, String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        return append(topic, payload, EventCodec.decode(topic, "main", payload, Map.of()));
    }

    private Published append(Topics topic, byte[] payload, Decoded decoded) {
        long offset = records.stream().filter(record -> record.topic() == topic).count();
        String writer = topic.writer().map(stage -> "ffe/" + stage.label()).orElse("");
        Published record =
                new Published(topic, new Place(topic.topicName(), 0, offset), appendedAt, writer, payload, decoded);
        records.add(record);
        return record;
    }

    private static Envelope envelope(Topics topic, Event event) {
        return new Envelope(
                event.eventId(), EventType.of(event).wireName(), topic.topicName(), event.time(), null, null, null);
    }

    void record(Decision decision) {
        var link = Objects.requireNonNull(decision.chain());
        links.add(new DecisionRecords.Link(
                SoundRun.PORTFOLIO,
                link.sequence(),
                decision.decisionId(),
                appendedAt,
                EventCodec.payload(decision),
                Stream.ofNullable(decision.recordHash()).toList()));
    }

    /** Takes one record of a topic away, as if it had never been written. */
    void remove(Topics topic, String eventId) {
        records.removeIf(record -> record.topic() == topic
                && record.event().map(Event::eventId).filter(eventId::equals).isPresent());
    }

    void replace(int execution, Execution by) {
        Execution old = run.executions.get(execution);
        for (int at = 0; at < records.size(); at++) {
            Published record = records.get(at);
            if (record.event().filter(old::equals).isPresent()) {
                records.set(
                        at,
                        new Published(
                                record.topic(),
                                record.place(),
                                record.appendedAt(),
                                record.writer(),
                                EventCodec.payload(by),
                                new Decoded.Accepted(by, envelope(record.topic(), by))));
            }
        }
        outbox.removeIf(row -> row.id().equals(old.eventId()));
        outbox.add(new OutboxRow(
                Topics.EXECUTIONS.topicName(), by.eventId(), LONG_AGO, LONG_AGO, Digest.of(EventCodec.payload(by))));
    }

    Tick tick(int at) {
        return run.ticks.get(at);
    }

    /** All of it in one pass. */
    List<Check> judge(Motion motion) {
        return judge(new Rules(SoundRun.RUN), motion);
    }

    /** A pass of rules that may have seen some of it before. */
    List<Check> judge(Rules rules, Motion motion) {
        records.forEach(rules::take);
        letters.forEach(rules::take);
        journal.forEach(rules::take);
        Pass pass = new Pass(NOW, motion, GRACE, offsets());
        Map<Subscription, Set<String>> absent = new EnumMap<>(Subscription.class);
        rules.toLookUp(pass).forEach((subscription, ids) -> {
            Set<String> missing = new HashSet<>(ids);
            missing.removeAll(inbox.getOrDefault(subscription, Set.of()));
            absent.put(subscription, missing);
        });
        return rules.judge(
                pass,
                new Facts(
                        new TickIntake(Map.of(), Map.of(0, (long) run.ticks.size()), intake, unreadable),
                        ticksBeyond,
                        List.of(riskBook),
                        new DecisionRecords(List.copyOf(heads), List.copyOf(links), Set.of(), Set.copyOf(unscored)),
                        List.of(book),
                        Map.copyOf(orders),
                        List.copyOf(trading),
                        List.copyOf(flattens),
                        List.copyOf(outbox),
                        absent,
                        Map.copyOf(seen)));
    }

    private Offsets offsets() {
        Map<Subscription, Map<Integer, Long>> all = new EnumMap<>(Subscription.class);
        Map<Subscription, Map<Integer, Long>> ends = new EnumMap<>(Subscription.class);
        committed.forEach((subscription, offset) -> all.put(subscription, Map.of(0, offset)));
        for (Subscription subscription : Subscription.values()) {
            ends.put(
                    subscription,
                    Map.of(
                            0,
                            records.stream()
                                            .filter(record -> record.topic() == subscription.topic())
                                            .mapToLong(record -> record.place().offset())
                                            .max()
                                            .orElse(-1)
                                    + 1));
        }
        return new Offsets(all, ends);
    }
}
