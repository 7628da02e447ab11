package io.ffe.stack.audit.rule;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.DecisionChain;
import io.ffe.schema.serde.EventCodec;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.audit.SoundRun;
import io.ffe.stack.audit.fact.BookedOrder;
import io.ffe.stack.audit.fact.DeadLetter;
import io.ffe.stack.audit.fact.DecisionRecords;
import io.ffe.stack.audit.fact.ExecutionBook;
import io.ffe.stack.audit.fact.OutboxRow;
import io.ffe.stack.audit.fact.Published;
import io.ffe.stack.audit.fact.RiskBook;
import io.ffe.stack.audit.fact.SeenOffsets;
import io.ffe.stack.audit.fact.Subscription;
import io.ffe.stack.audit.fact.TickIntake;
import io.ffe.stack.audit.fact.TradingChange;
import io.ffe.stack.audit.fact.VenueEntry;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One of each kind of violation, and what the audit has to say of it. */
final class Plants {

    private Plants() {}

    /** @param found part of what has to be said, with the id of the offender */
    record Plant(String name, Identity identity, String found, Consumer<Evidence> planted) {
        @Override
        public String toString() {
            return identity.label() + " " + name;
        }
    }

    /** All of them. */
    static Stream<Plant> all() {
        return Stream.of(
                        ticks(),
                        decisions(),
                        verdicts(),
                        orders(),
                        venueOrders(),
                        ledger(),
                        venueAccount(),
                        outbox(),
                        offsets(),
                        chain(),
                        halts(),
                        outcomes(),
                        riskBook(),
                        eventIds())
                .flatMap(kind -> kind);
    }

    private static Stream<Plant> ticks() {
        return Stream.of(
                new Plant("a tick is missing", Identity.TICKS, "BTCUSDT/file: sequences 4 to 5 are not", evidence -> {
                    evidence.remove(Topics.TICKS, evidence.tick(3).eventId());
                    evidence.remove(Topics.TICKS, evidence.tick(4).eventId());
                }),
                new Plant(
                        "a tick was lost by market-data",
                        Identity.TICKS,
                        "8 ticks on the topic, but 6 folded + 1 late + 0 repeated + 0 refused",
                        evidence -> evidence.intake =
                                List.of(new TickIntake.OfSource(SoundRun.SYMBOL, "file", 6, 1, 0, 0))),
                new Plant(
                        "market-data counted what was never there",
                        Identity.TICKS,
                        "ETHUSDT/file: 0 ticks on the topic",
                        evidence -> evidence.intake = List.of(
                                new TickIntake.OfSource(SoundRun.SYMBOL, "file", 8, 0, 0, 0),
                                new TickIntake.OfSource("ETHUSDT", "file", 1, 0, 0, 0))),
                new Plant(
                        "another tick under the same sequence",
                        Identity.TICKS,
                        "file:BTCUSDT:8: at ffe.ticks.v1:0:8 with other bytes",
                        evidence -> {
                            evidence.publish(Topics.TICKS, SoundRun.tick(8, "99"));
                            evidence.intake = List.of(new TickIntake.OfSource(SoundRun.SYMBOL, "file", 9, 0, 0, 0));
                        }),
                new Plant(
                        "garbage without a dead letter",
                        Identity.TICKS,
                        "ffe.ticks.v1:0:8: cannot be read, and there is no dead letter",
                        evidence -> {
                            evidence.garbage(Topics.TICKS, "{");
                            evidence.unreadable = 1;
                        }),
                new Plant("garbage that nobody counted", Identity.TICKS, "1 unreadable records", evidence -> {
                    Published garbage = evidence.garbage(Topics.TICKS, "{");
                    evidence.letters.add(letterOf(garbage, "market-data"));
                }),
                new Plant(
                        "ticks that nobody took",
                        Identity.TICKS,
                        "3 records lie beyond",
                        evidence -> evidence.ticksBeyond = 3));
    }

    private static Stream<Plant> decisions() {
        return Stream.of(
                new Plant(
                        "a snapshot without a decision",
                        Identity.DECISIONS,
                        "has no decision for portfolio main",
                        evidence -> {
                            evidence.publish(Topics.SNAPSHOTS, SoundRun.snapshot(9));
                            evidence.takeAllIn();
                        }),
                new Plant("a second decision", Identity.DECISIONS, "has 2 decisions for portfolio main", evidence -> {
                    Decision first = evidence.run.decisions.getFirst();
                    evidence.publish(
                            Topics.DECISIONS,
                            SoundRun.edited(Decision.class, first, json -> json.put("producer", "another")));
                }),
                new Plant("a decision on nothing", Identity.DECISIONS, "which is not on the topic", evidence -> {
                    Snapshot never = SoundRun.snapshot(7);
                    evidence.publish(Topics.DECISIONS, SoundRun.decision(never, Action.HOLD));
                }));
    }

    private static Stream<Plant> verdicts() {
        return Stream.of(
                new Plant(
                        "a decision without a verdict",
                        Identity.VERDICTS,
                        "has no verdict",
                        evidence -> evidence.remove(
                                Topics.VERDICTS, evidence.run.verdicts.get(1).verdictId())),
                new Plant("a verdict on nothing", Identity.VERDICTS, "judges decision", evidence -> {
                    Decision never = SoundRun.decision(SoundRun.snapshot(7), Action.HOLD);
                    evidence.publish(Topics.VERDICTS, SoundRun.verdict(never, Verdict.Result.NO_ORDER));
                }));
    }

    private static Stream<Plant> orders() {
        return Stream.of(
                new Plant(
                        "an approved verdict without an order",
                        Identity.ORDERS,
                        "was approved and has no order",
                        evidence -> evidence.publish(
                                Topics.VERDICTS,
                                SoundRun.verdict(
                                        SoundRun.decision(SoundRun.snapshot(7), Action.BUY), Verdict.Result.APPROVED))),
                new Plant(
                        "a second order of a verdict",
                        Identity.ORDERS,
                        "has 2 orders",
                        evidence -> next(evidence, 5, json -> order(json).put("clientOrderId", "second"))),
                new Plant(
                        "an order of a rejected verdict",
                        Identity.ORDERS,
                        "is REJECTED and has orders",
                        evidence -> next(
                                evidence,
                                1,
                                json -> order(json)
                                        .put("clientOrderId", "smuggled")
                                        .put(
                                                "verdictId",
                                                evidence.run.verdicts.get(2).verdictId()))),
                new Plant(
                        "an order of no verdict",
                        Identity.ORDERS,
                        "outside: no verdict allowed it",
                        evidence -> next(evidence, 2, json -> {
                            order(json).put("clientOrderId", "outside");
                            order(json).remove("verdictId");
                        })),
                new Plant(
                        "an order of a verdict that is not there",
                        Identity.ORDERS,
                        "is not on the topic and has orders",
                        evidence -> next(
                                evidence,
                                1,
                                json -> order(json)
                                        .put("clientOrderId", "ghost")
                                        .put("verdictId", "never-given"))),
                new Plant(
                        "an end that is not the end",
                        Identity.ORDERS,
                        "was FILLED and became CANCELED",
                        evidence -> next(evidence, 4, json -> order(json).put("state", "CANCELED"))),
                new Plant(
                        "an order that nobody finishes",
                        Identity.ORDERS,
                        "stands at UNKNOWN",
                        evidence -> next(
                                evidence,
                                evidence.run.executions.size(),
                                json -> order(json).put("state", "UNKNOWN"))),
                new Plant(
                        "protection beyond the position",
                        Identity.ORDERS,
                        "orders that only reduce add up to 2",
                        evidence -> evidence.order(
                                evidence.run.verdicts.get(3), Purpose.PROTECTION, OrderState.ACCEPTED, 0, "V4")),
                new Plant("a dead letter without a denial", Identity.ORDERS, "has no DENIED execution", evidence -> {
                    Verdict lost = SoundRun.verdict(
                            SoundRun.decision(SoundRun.snapshot(7), Action.BUY), Verdict.Result.APPROVED);
                    String broken = new String(EventCodec.payload(lost), StandardCharsets.UTF_8)
                            .replace("\"side\":\"BUY\"", "\"side\":\"UP\"");
                    Published garbage = evidence.garbage(Topics.VERDICTS, broken);
                    evidence.letters.add(letterOf(garbage, "execution"));
                }));
    }

    private static Stream<Plant> venueOrders() {
        return Stream.of(
                new Plant(
                        "an order twice in the journal",
                        Identity.VENUE_ORDERS,
                        "taken a second time in line 9",
                        evidence -> evidence.journal.add(Evidence.taken(9, evidence.run.entryOf(0), Side.BUY))),
                new Plant(
                        "an order that execution does not know",
                        Identity.VENUE_ORDERS,
                        "stranger: is in the venue's journal",
                        evidence -> evidence.journal.add(Evidence.taken(9, "stranger", Side.BUY))),
                new Plant(
                        "an order that was denied and is there",
                        Identity.VENUE_ORDERS,
                        "execution has it as DENIED",
                        evidence -> evidence.order(
                                evidence.run.verdicts.get(3), Purpose.ENTRY, OrderState.DENIED, 0, null)),
                new Plant(
                        "an order that the venue lost",
                        Identity.VENUE_ORDERS,
                        "not in the venue's journal",
                        evidence -> {
                            evidence.journal.removeLast();
                            evidence.journal.add(new VenueEntry.Other(5, SoundRun.PORTFOLIO));
                        }),
                new Plant("an adopted order", Identity.VENUE_ORDERS, "was never made by execution", evidence -> {
                    BookedOrder entry = Objects.requireNonNull(evidence.orders.get(evidence.run.entryOf(3)));
                    evidence.orders.put(
                            entry.clientOrderId(),
                            new BookedOrder(
                                    entry.created(),
                                    entry.clientOrderId(),
                                    entry.portfolioId(),
                                    null,
                                    entry.symbol(),
                                    entry.side(),
                                    entry.purpose(),
                                    BookedOrder.OUTSIDE_LEG,
                                    entry.state(),
                                    entry.quantity(),
                                    entry.filled(),
                                    0,
                                    entry.venueOrderId(),
                                    null));
                }),
                new Plant(
                        "a trade twice in the journal",
                        Identity.VENUE_ORDERS,
                        "traded a second time",
                        evidence -> evidence.journal.add(Evidence.trade(9, evidence.run.entryOf(0), "T00000001"))),
                new Plant(
                        "a damaged line",
                        Identity.VENUE_ORDERS,
                        "line 7: has checksum",
                        evidence ->
                                evidence.journal.add(new VenueEntry.Damaged(7, "has checksum 0, its content has 1"))));
    }

    private static Stream<Plant> outcomes() {
        return Stream.of(
                new Plant(
                        "an outcome of nobody's decision",
                        Identity.OUTCOMES,
                        "is scored, and was never decided",
                        evidence -> evidence.publishFromOutbox(
                                Topics.OUTCOMES,
                                SoundRun.outcome(SoundRun.decision(SoundRun.snapshot(9), Action.BUY)))),
                new Plant(
                        "an outcome of the other side",
                        Identity.OUTCOMES,
                        "was BUY of BTCUSDT for main and is scored as SELL",
                        evidence -> scored(evidence, json -> json.put("action", "SELL"))),
                new Plant(
                        "an outcome before the window is over",
                        Identity.OUTCOMES,
                        "before its window ends at",
                        evidence -> scored(evidence, json -> json.put("resolvedAt", SoundRun.FIRST.toString()))),
                new Plant(
                        "a scored decision that still waits",
                        Identity.OUTCOMES,
                        "is scored and still waits",
                        evidence -> evidence.unscored.add(
                                evidence.run.decisions.getFirst().decisionId())),
                new Plant(
                        "a decision that nobody will score",
                        Identity.OUTCOMES,
                        "is not scored, and does not wait",
                        evidence -> evidence.unscored.remove(
                                evidence.run.decisions.getLast().decisionId())));
    }

    /** The last decision is scored in this way. */
    private static void scored(Evidence evidence, Consumer<ObjectNode> change) {
        Decision decision = evidence.run.decisions.getLast();
        evidence.unscored.remove(decision.decisionId());
        evidence.publishFromOutbox(Topics.OUTCOMES, SoundRun.edited(Outcome.class, SoundRun.outcome(decision), change));
    }

    private static Stream<Plant> halts() {
        return Stream.of(
                new Plant(
                        "an entry that left while all were halted",
                        Identity.HALTS,
                        "when * was HALTED",
                        evidence -> evidence.trading.add(stopped("RISK", "*", 3, Control.State.HALTED, 60))),
                new Plant(
                        "an entry that left while its portfolio was reduced, after another halt was lifted",
                        Identity.HALTS,
                        "when " + SoundRun.PORTFOLIO + " was REDUCING",
                        evidence -> {
                            evidence.trading.add(stopped("DIRECT", "*", 3, Control.State.HALTED, 120));
                            evidence.trading.add(stopped("DIRECT", "*", 4, Control.State.ACTIVE, 100));
                            evidence.trading.add(stopped("RISK", SoundRun.PORTFOLIO, 3, Control.State.REDUCING, 60));
                            evidence.trading.add(stopped("RISK", SoundRun.PORTFOLIO, 4, Control.State.ACTIVE, -60));
                        }));
    }

    /** @param seconds before the entries of the sound run left */
    static TradingChange stopped(String source, String scope, long epoch, Control.State state, long seconds) {
        return new TradingChange(source, scope, epoch, state, false, Evidence.LONG_AGO.minusSeconds(seconds));
    }

    private static Stream<Plant> ledger() {
        return Stream.of(
                new Plant(
                        "an execution is missing",
                        Identity.LEDGER,
                        "executions 4 to 4 are not on the topic",
                        evidence -> evidence.remove(
                                Topics.EXECUTIONS,
                                evidence.run.executions.get(3).eventId())),
                new Plant("cash that no fill made", Identity.LEDGER, "its fill makes -100.1", evidence -> {
                    Execution fill = evidence.run.executions.get(5);
                    evidence.replace(5, SoundRun.edited(Execution.class, fill, json -> json.put("cashDelta", "-50")));
                }),
                new Plant("a position that no fill made", Identity.LEDGER, "states a position of 3", evidence -> {
                    Execution fill = evidence.run.executions.get(5);
                    evidence.replace(
                            5, SoundRun.edited(Execution.class, fill, json -> json.put("positionQuantity", "3")));
                }),
                new Plant(
                        "a trade booked twice",
                        Identity.LEDGER,
                        "books trade T00000001 a second time",
                        evidence -> next(evidence, 5, json -> {})),
                new Plant(
                        "a ledger transaction out of balance",
                        Identity.LEDGER,
                        "ledger transaction 6 does not sum",
                        evidence -> evidence.book = with(
                                evidence.book,
                                evidence.book.cash(),
                                new ExecutionBook.Ledger(
                                        evidence.book.ledger().accounts(), Evidence.BALANCED, 2, List.of(6L)),
                                evidence.book.numbering())),
                new Plant(
                        "a ledger that does not sum to zero",
                        Identity.LEDGER,
                        "the whole ledger sums to 5 USD",
                        evidence -> evidence.book = with(
                                evidence.book,
                                evidence.book.cash(),
                                new ExecutionBook.Ledger(
                                        evidence.book.ledger().accounts(),
                                        Map.of("USD", new BigDecimal("5")),
                                        2,
                                        List.of()),
                                evidence.book.numbering())),
                new Plant(
                        "two currencies that are out of balance and make up for each other",
                        Identity.LEDGER,
                        "the whole ledger sums to -5 JPY",
                        evidence -> evidence.book = with(
                                evidence.book,
                                evidence.book.cash(),
                                new ExecutionBook.Ledger(
                                        evidence.book.ledger().accounts(),
                                        Map.of("USD", new BigDecimal("5"), "JPY", new BigDecimal("-5")),
                                        2,
                                        List.of()),
                                evidence.book.numbering())),
                new Plant(
                        "cash of the book that is not the ledger's",
                        Identity.LEDGER,
                        "cash is 1, the ledger's 899.9",
                        evidence -> evidence.book =
                                with(evidence.book, BigDecimal.ONE, evidence.book.ledger(), evidence.book.numbering())),
                new Plant(
                        "a recorded execution was deleted",
                        Identity.LEDGER,
                        "the database has 10 up to 11",
                        evidence -> evidence.book = with(
                                evidence.book,
                                evidence.book.cash(),
                                evidence.book.ledger(),
                                new ExecutionBook.Numbering(10, 11, 2))));
    }

    private static Stream<Plant> venueAccount() {
        return Stream.of(
                new Plant(
                        "cash at the venue",
                        Identity.VENUE_ACCOUNT,
                        "cash is 899.9 here and 900.9 at the venue",
                        evidence -> evidence.journal.set(
                                0,
                                new VenueEntry.Credited(2, SoundRun.PORTFOLIO, SoundRun.DEPOSIT.add(BigDecimal.ONE)))),
                new Plant(
                        "an event that was not booked",
                        Identity.VENUE_ACCOUNT,
                        "its journal ends at 6",
                        evidence -> evidence.journal.add(new VenueEntry.Other(6, SoundRun.PORTFOLIO))),
                new Plant(
                        "a trade that was not booked",
                        Identity.VENUE_ACCOUNT,
                        "position in BTCUSDT is 1 here and 2",
                        evidence -> {
                            evidence.journal.removeLast();
                            evidence.journal.removeLast();
                            evidence.journal.add(Evidence.trade(5, evidence.run.entryOf(0), "T00000002"));
                            evidence.journal.add(new VenueEntry.Other(6, SoundRun.PORTFOLIO));
                        }),
                new Plant(
                        "an account that nobody has here",
                        Identity.VENUE_ACCOUNT,
                        "other: has an account at the venue",
                        evidence -> evidence.journal.add(new VenueEntry.Credited(6, "other", BigDecimal.TEN))));
    }

    private static Stream<Plant> outbox() {
        return Stream.of(
                new Plant(
                        "a row that waits",
                        Identity.OUTBOX,
                        "waiting: waits in the outbox",
                        evidence -> evidence.outbox.add(
                                new OutboxRow(Topics.VERDICTS.topicName(), "waiting", Evidence.LONG_AGO, null, 1))),
                new Plant(
                        "a row that was never on the topic",
                        Identity.OUTBOX,
                        "lost: was published from the outbox",
                        evidence -> evidence.outbox.add(new OutboxRow(
                                Topics.VERDICTS.topicName(), "lost", Evidence.LONG_AGO, Evidence.LONG_AGO, 1))),
                new Plant("an event past the outbox", Identity.OUTBOX, "was never in the outbox of risk", evidence -> {
                    evidence.outbox.removeIf(
                            row -> row.id().equals(evidence.run.verdicts.get(1).verdictId()));
                }));
    }

    private static Stream<Plant> offsets() {
        return Stream.of(
                new Plant(
                        "an offset committed too far",
                        Identity.OFFSETS,
                        "committed 9, the partition ends at 4",
                        evidence -> evidence.committed.put(Subscription.RISK_DECISIONS, 9L)),
                new Plant(
                        "a record committed and not taken in",
                        Identity.OFFSETS,
                        "ffe.decisions.v1:0:2: is acknowledged",
                        evidence -> {
                            Set<String> less = new HashSet<>(evidence.inbox.get(Subscription.RISK_DECISIONS));
                            less.remove(evidence.run.decisions.get(2).decisionId());
                            evidence.inbox.put(Subscription.RISK_DECISIONS, less);
                        }),
                new Plant(
                        "a record committed and not taken in, beside one that was pruned",
                        Identity.OFFSETS,
                        "ffe.decisions.v1:0:2: is acknowledged",
                        evidence -> {
                            evidence.inbox.put(Subscription.RISK_DECISIONS, Set.of());
                            evidence.seen.put(
                                    Subscription.RISK_DECISIONS,
                                    List.of(
                                            new SeenOffsets(0, 0, 2, Evidence.NOW),
                                            new SeenOffsets(1, 2, 3, Evidence.NOW),
                                            new SeenOffsets(0, 3, 4, Evidence.NOW)));
                        }),
                new Plant(
                        "a record committed and not taken in, where a topic of before had one that was",
                        Identity.OFFSETS,
                        "ffe.decisions.v1:0:2: is acknowledged",
                        evidence -> {
                            Set<String> less = new HashSet<>(evidence.inbox.get(Subscription.RISK_DECISIONS));
                            less.remove(evidence.run.decisions.get(2).decisionId());
                            evidence.inbox.put(Subscription.RISK_DECISIONS, less);
                            evidence.seen.put(
                                    Subscription.RISK_DECISIONS,
                                    List.of(new SeenOffsets(0, 0, 9, Evidence.LONG_AGO.minusSeconds(1))));
                        }),
                new Plant(
                        "garbage committed without a letter",
                        Identity.OFFSETS,
                        "ffe.verdicts.v1:0:4: is acknowledged",
                        evidence -> {
                            evidence.garbage(Topics.VERDICTS, "{");
                            evidence.takeAllIn();
                        }),
                new Plant(
                        "a reader that lags",
                        Identity.OFFSETS,
                        "ffe-execution-verdicts ffe.verdicts.v1:0: lags by 2",
                        evidence -> evidence.committed.put(Subscription.EXECUTION_VERDICTS, 2L)));
    }

    private static Stream<Plant> chain() {
        return Stream.of(
                new Plant(
                        "the last record was deleted",
                        Identity.CHAIN,
                        "the chain ends at 3 in the database, its head says 4",
                        evidence -> {
                            evidence.links.removeLast();
                            shorten(evidence, 3);
                        }),
                new Plant(
                        "the last record and the head went back",
                        Identity.CHAIN,
                        "is number 4 on the topic and not in",
                        evidence -> {
                            evidence.links.removeLast();
                            var third = Objects.requireNonNull(
                                    evidence.run.decisions.get(2).chain());
                            evidence.heads.set(0, new DecisionRecords.Head(SoundRun.PORTFOLIO, 3, third.hash(), 3, 3));
                        }),
                new Plant(
                        "a record in the middle was deleted",
                        Identity.CHAIN,
                        "is number 3 in the database after number 1",
                        evidence -> {
                            evidence.links.remove(1);
                            evidence.heads.set(0, rows(evidence.heads.getFirst(), 3));
                        }),
                new Plant(
                        "a record was deleted after it was read",
                        Identity.CHAIN,
                        "holds 3 of 4 decisions",
                        evidence -> evidence.heads.set(0, rows(evidence.heads.getFirst(), 3))),
                new Plant(
                        "a byte of a record was flipped",
                        Identity.CHAIN,
                        "has other bytes in the database",
                        evidence -> {
                            DecisionRecords.Link link = evidence.links.get(1);
                            String flipped = new String(link.payload(), StandardCharsets.UTF_8)
                                    .replace("\"confidence\":74", "\"confidence\":75");
                            evidence.links.set(
                                    1,
                                    new DecisionRecords.Link(
                                            link.portfolioId(),
                                            link.sequence(),
                                            link.decisionId(),
                                            link.recordedAt(),
                                            flipped.getBytes(StandardCharsets.UTF_8),
                                            link.recordHashes()));
                        }),
                new Plant(
                        "a byte of a stored answer was flipped",
                        Identity.CHAIN,
                        "has another record in the database",
                        evidence -> {
                            DecisionRecords.Link link = evidence.links.get(1);
                            evidence.links.set(
                                    1,
                                    new DecisionRecords.Link(
                                            link.portfolioId(),
                                            link.sequence(),
                                            link.decisionId(),
                                            link.recordedAt(),
                                            link.payload(),
                                            List.of(DecisionChain.START)));
                        }),
                new Plant(
                        "the head was changed",
                        Identity.CHAIN,
                        "its head says 4 with another hash",
                        evidence -> evidence.heads.set(
                                0, new DecisionRecords.Head(SoundRun.PORTFOLIO, 4, DecisionChain.START, 4, 4))),
                new Plant(
                        "a decision was left out on the topic",
                        Identity.CHAIN,
                        "is number 3 on the topic after number 1",
                        evidence -> evidence.remove(
                                Topics.DECISIONS, evidence.run.decisions.get(1).decisionId())),
                new Plant("the chain was forked", Identity.CHAIN, "follows another decision", evidence -> {
                    Decision fork = DecisionChain.link(
                            SoundRun.decision(SoundRun.snapshot(7), Action.HOLD), 5, DecisionChain.START);
                    evidence.publish(Topics.DECISIONS, fork);
                }),
                new Plant(
                        "the head is gone",
                        Identity.CHAIN,
                        "no head in the database",
                        evidence -> evidence.heads.clear()));
    }

    private static Stream<Plant> riskBook() {
        return Stream.of(
                new Plant(
                        "a position",
                        Identity.RISK_BOOK,
                        "position in BTCUSDT is 2 at risk",
                        evidence -> evidence.riskBook = risk(evidence, evidence.riskBook.through(), "2", Map.of())),
                new Plant(
                        "a reservation is missing",
                        Identity.RISK_BOOK,
                        "may still fill 1, and nothing is reserved",
                        evidence -> evidence.riskBook = risk(evidence, evidence.riskBook.through(), "1", Map.of())),
                new Plant(
                        "a reservation that hangs",
                        Identity.RISK_BOOK,
                        "is reserved for, and no order of it is open",
                        evidence -> evidence.riskBook = risk(
                                evidence,
                                evidence.riskBook.through(),
                                "1",
                                Map.of(
                                        evidence.run.verdicts.get(0).verdictId(), BigDecimal.ONE,
                                        evidence.run.verdicts.get(3).verdictId(), BigDecimal.ONE))),
                new Plant(
                        "a reservation of another size",
                        Identity.RISK_BOOK,
                        "reserves 7, may still fill 1",
                        evidence -> evidence.riskBook = risk(
                                evidence,
                                evidence.riskBook.through(),
                                "1",
                                Map.of(evidence.run.verdicts.get(3).verdictId(), new BigDecimal("7")))),
                new Plant(
                        "executions that risk did not fold",
                        Identity.RISK_BOOK,
                        "1 executions are not folded at risk",
                        evidence -> evidence.riskBook = risk(
                                evidence,
                                evidence.riskBook.through() - 1,
                                "1",
                                Map.of(evidence.run.verdicts.get(3).verdictId(), BigDecimal.ONE))));
    }

    private static Stream<Plant> eventIds() {
        return Stream.of(
                new Plant(
                        "another content under an id",
                        Identity.EVENT_IDS,
                        "with other bytes than before",
                        evidence -> evidence.publish(
                                Topics.VERDICTS,
                                SoundRun.edited(
                                        Verdict.class, evidence.run.verdicts.get(1), json -> json.put("equity", "1")))),
                new Plant(
                        "another content in the outbox",
                        Identity.EVENT_IDS,
                        "other bytes in the outbox",
                        evidence -> evidence.outbox.add(new OutboxRow(
                                Topics.VERDICTS.topicName(),
                                evidence.run.verdicts.get(1).verdictId(),
                                Evidence.LONG_AGO,
                                Evidence.LONG_AGO,
                                1))));
    }

    /** A letter that says that the stage has refused the record. */
    static DeadLetter letterOf(Published record, String consumer) {
        return new DeadLetter(record.place(), consumer, "MALFORMED_JSON", record.payload());
    }

    /** The next execution: one that was there before, changed. */
    private static void next(Evidence evidence, int like, Consumer<ObjectNode> change) {
        Execution model = evidence.run.executions.get(like == evidence.run.executions.size() ? like - 1 : like);
        evidence.publishFromOutbox(Topics.EXECUTIONS, SoundRun.edited(Execution.class, model, json -> {
            json.put("sequence", evidence.run.executions.size() + 1);
            change.accept(json);
        }));
    }

    private static ObjectNode order(ObjectNode execution) {
        return (ObjectNode) execution.get("order");
    }

    private static ExecutionBook with(
            ExecutionBook book, BigDecimal cash, ExecutionBook.Ledger ledger, ExecutionBook.Numbering numbering) {
        return new ExecutionBook(
                book.portfolioId(),
                book.sequence(),
                book.venueCursor(),
                cash,
                book.fees(),
                book.positions(),
                book.costs(),
                book.fills(),
                ledger,
                numbering);
    }

    private static RiskBook risk(
            Evidence evidence, long through, String position, Map<String, BigDecimal> reservations) {
        return new RiskBook(
                SoundRun.PORTFOLIO,
                through,
                evidence.riskBook.cash(),
                evidence.riskBook.fees(),
                SoundRun.amounts(SoundRun.SYMBOL, position),
                reservations,
                Set.of());
    }

    private static DecisionRecords.Head rows(DecisionRecords.Head head, long rows) {
        return new DecisionRecords.Head(head.portfolioId(), head.sequence(), head.hash(), rows, head.last());
    }

    private static void shorten(Evidence evidence, long to) {
        DecisionRecords.Head head = evidence.heads.getFirst();
        evidence.heads.set(0, new DecisionRecords.Head(head.portfolioId(), head.sequence(), head.hash(), to, to));
    }
}
