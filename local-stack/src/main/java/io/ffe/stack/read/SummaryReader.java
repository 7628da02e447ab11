package io.ffe.stack.read;

import io.ffe.schema.event.CashCause;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.Portfolio;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.serde.HeaderNames;
import io.ffe.schema.topic.Topics;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Counts a run from its topics, once: what is on them twice counts as one, except for ticks. */
public final class SummaryReader {

    private final TopicReader reader;
    private final Repeats repeats = new Repeats();
    private final Map<String, Long> snapshots = new TreeMap<>();
    private final Map<String, Long> outcomes = new TreeMap<>();
    private final Map<String, Long> actions = new TreeMap<>();
    private final Map<String, Long> tiers = new TreeMap<>();
    private final Map<String, Long> verdicts = new TreeMap<>();
    private final Map<String, Long> failedGates = new TreeMap<>();
    private final Map<String, String> orderStates = new HashMap<>();
    private final Map<String, BigDecimal> tripResults = new HashMap<>();
    private long ticks;
    private long bars;
    private long fills;
    private long roundTrips;
    private long winningRoundTrips;
    private BigDecimal fees = BigDecimal.ZERO;
    private BigDecimal realised = BigDecimal.ZERO;
    private BigDecimal deposits = BigDecimal.ZERO;
    private double largestDrawdown;
    private @Nullable Portfolio portfolio;
    private @Nullable Instant firstAt;
    private @Nullable Instant lastAt;

    private SummaryReader(TopicReader reader) {
        this.reader = reader;
    }

    /** Reads all topics of the run to their present ends. */
    public static RunSummary read(String runId, TopicReader reader) {
        return new SummaryReader(reader).read(runId);
    }

    private RunSummary read(String runId) {
        each(Topics.TICKS, record -> {
            if (EventType.TICK.wireName().equals(TopicReader.headers(record).get(HeaderNames.TYPE))) {
                ticks++;
            }
        });
        each(Topics.BARS, record -> bars += isFirstBar(TopicReader.headers(record)) ? 1 : 0);
        each(
                Topics.SNAPSHOTS,
                record -> TopicReader.event(record, Snapshot.class)
                        .filter(repeats::isFirst)
                        .ifPresent(this::add));
        each(
                Topics.DECISIONS,
                record -> TopicReader.event(record, Decision.class)
                        .filter(repeats::isFirst)
                        .ifPresent(this::add));
        each(
                Topics.VERDICTS,
                record -> TopicReader.event(record, Verdict.class)
                        .filter(repeats::isFirst)
                        .ifPresent(this::add));
        each(
                Topics.EXECUTIONS,
                record -> TopicReader.event(record, Execution.class)
                        .filter(repeats::isFirst)
                        .ifPresent(this::add));
        each(
                Topics.PORTFOLIO,
                record -> TopicReader.event(record, Portfolio.class).ifPresent(this::add));
        Map<String, Long> records = reader.counts(Arrays.stream(Topics.values())
                .flatMap(topic -> Stream.of(topic.topicName(), topic.dlqName()))
                .toList());
        Map<String, Long> orders = new TreeMap<>();
        orderStates.values().forEach(state -> orders.merge(state, 1L, Long::sum));
        Portfolio last = portfolio;
        return new RunSummary(
                runId,
                records,
                ticks,
                bars,
                snapshots,
                outcomes,
                actions,
                tiers,
                verdicts,
                failedGates,
                orders,
                fills,
                roundTrips,
                winningRoundTrips,
                fees,
                realised,
                deposits,
                last == null ? null : last.equity(),
                last == null ? null : last.cash(),
                last == null ? null : last.currency(),
                largestDrawdown,
                records.entrySet().stream()
                        .filter(entry -> entry.getKey().endsWith(".dlq"))
                        .mapToLong(Map.Entry::getValue)
                        .sum(),
                firstAt,
                lastAt);
    }

    /** By its headers alone: there are too many to decode only to count them. */
    private boolean isFirstBar(Map<String, String> headers) {
        String subject = headers.get(HeaderNames.SUBJECT);
        String end = headers.get(HeaderNames.TIME);
        try {
            return subject == null || end == null || repeats.isFirstBar(subject, Instant.parse(end));
        } catch (DateTimeParseException notOurs) {
            return true;
        }
    }

    private void each(Topics topic, Consumer<ConsumerRecord<byte[], byte[]>> action) {
        reader.all(topic.topicName(), action);
    }

    private void add(Snapshot snapshot) {
        snapshots.merge(snapshot.quality().verdict().name(), 1L, Long::sum);
        Instant first = firstAt;
        Instant last = lastAt;
        firstAt = first == null || snapshot.asOf().isBefore(first) ? snapshot.asOf() : first;
        lastAt = last == null || snapshot.asOf().isAfter(last) ? snapshot.asOf() : last;
    }

    private void add(Decision decision) {
        outcomes.merge(decision.outcome().name(), 1L, Long::sum);
        if (decision.outcome() == Decision.Outcome.DECIDED) {
            actions.merge(decision.action().name(), 1L, Long::sum);
            tiers.merge(decision.tier().name(), 1L, Long::sum);
        }
    }

    private void add(Verdict verdict) {
        verdicts.merge(verdict.result().name(), 1L, Long::sum);
        verdict.gates().stream()
                .filter(gate -> gate.status() == GateResult.Status.FAILED)
                .forEach(gate -> failedGates.merge(gate.gate(), 1L, Long::sum));
    }

    private void add(Execution execution) {
        Execution.OrderStatus order = execution.order();
        Execution.Fill fill = execution.fill();
        realised = realised.add(execution.realisedPnl());
        if (execution.kind() == Execution.Kind.CASH && CashCause.of(execution.reason()) == CashCause.DEPOSIT) {
            deposits = deposits.add(execution.cashDelta());
        }
        if (order != null) {
            orderStates.put(
                    order.clientOrderId(),
                    order.purpose().name() + " " + order.state().name());
        }
        if (fill != null && order != null) {
            fills++;
            fees = fees.add(fill.fee());
            String position = execution.portfolioId() + "/" + order.symbol();
            BigDecimal trip =
                    tripResults.getOrDefault(position, BigDecimal.ZERO).add(execution.realisedPnl());
            tripResults.put(position, trip);
            BigDecimal left = execution.positionQuantity();
            if (left != null && left.signum() == 0) {
                roundTrips++;
                winningRoundTrips += trip.signum() > 0 ? 1 : 0;
                tripResults.remove(position);
            }
        }
    }

    private void add(Portfolio seen) {
        Portfolio last = portfolio;
        portfolio = last == null || seen.version() >= last.version() ? seen : last;
        largestDrawdown = Math.max(largestDrawdown, seen.drawdownFraction());
    }
}
