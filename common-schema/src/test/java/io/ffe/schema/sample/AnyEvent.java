package io.ffe.schema.sample;

import io.ffe.schema.event.Ack;
import io.ffe.schema.event.Action;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Beat;
import io.ffe.schema.event.ChainLink;
import io.ffe.schema.event.Control;
import io.ffe.schema.event.Decision;
import io.ffe.schema.event.Event;
import io.ffe.schema.event.EventType;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.Execution.Fill;
import io.ffe.schema.event.Execution.OrderStatus;
import io.ffe.schema.event.GateResult;
import io.ffe.schema.event.Ohlc;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Portfolio;
import io.ffe.schema.event.Portfolio.Position;
import io.ffe.schema.event.Proposal;
import io.ffe.schema.event.Quality;
import io.ffe.schema.event.Quote;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.ffe.schema.event.TierStep;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.Timeframe;
import io.ffe.schema.event.TimeframePulse;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.event.Vote;
import io.ffe.schema.event.Watermark;
import io.ffe.schema.id.Ids;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Random valid events that use the room the contract gives: every optional field present and absent, 38-digit decimals,
 * nanoseconds, text in any script with quotes and line breaks. The same seed gives the same event.
 */
public final class AnyEvent {

    private static final String SYMBOL_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    private static final String[] TEXTS = {
        "a",
        "two words",
        "\"quoted\" \\ back",
        "line\nbreak\ttab",
        "naïve",
        "数据",
        "\ud83d\ude80",
        "</script>",
        "\u2028",
        " x "
    };

    private final Random random;

    private AnyEvent(Random random) {
        this.random = random;
    }

    public static Event of(EventType type, long seed) {
        return new AnyEvent(new Random(seed)).event(type);
    }

    private Event event(EventType type) {
        return switch (type) {
            case TICK -> tick();
            case WATERMARK -> new Watermark(symbol(), id(), time(), any(Origin.values()));
            case BAR -> bar();
            case SNAPSHOT -> snapshot();
            case DECISION -> decision();
            case VERDICT -> verdict();
            case EXECUTION -> execution();
            case PORTFOLIO -> portfolio();
            case OUTCOME -> outcome();
            case CONTROL -> control();
            case BEAT -> beat();
            case ACK -> ack();
        };
    }

    private Control control() {
        Control.State state = any(Control.State.values());
        return new Control(
                orElse("*"),
                state,
                count(),
                text(),
                text(),
                time(),
                state == Control.State.HALTED ? maybe(random::nextBoolean) : null);
    }

    private Tick tick() {
        Tick.Kind kind = any(Tick.Kind.values());
        boolean quote = kind == Tick.Kind.QUOTE;
        Origin origin = any(Origin.values());
        return new Tick(
                symbol(),
                id(),
                count(),
                kind,
                time(),
                time(),
                quote ? positive() : maybe(this::positive),
                quote ? positive() : maybe(this::positive),
                maybe(this::notNegative),
                maybe(this::notNegative),
                quote ? maybe(this::positive) : positive(),
                quote ? maybe(this::notNegative) : notNegative(),
                origin,
                origin != Origin.LIVE && random.nextBoolean());
    }

    private Bar bar() {
        Timeframe timeframe = any(Timeframe.values());
        Instant start = timeframe.startOf(time());
        return new Bar(
                id(),
                symbol(),
                timeframe,
                start,
                start.plus(timeframe.length()),
                ohlc(),
                maybe(this::ohlc),
                maybe(this::ohlc),
                notNegative(),
                count() + 1,
                any(Origin.values()),
                random.nextBoolean());
    }

    private Ohlc ohlc() {
        List<BigDecimal> sorted =
                Stream.generate(this::positive).limit(4).sorted().toList();
        return random.nextBoolean()
                ? new Ohlc(sorted.get(1), sorted.get(3), sorted.get(0), sorted.get(2))
                : new Ohlc(sorted.get(2), sorted.get(3), sorted.get(0), sorted.get(1));
    }

    private Quote quote() {
        return new Quote(positive(), positive(), maybe(this::notNegative), maybe(this::notNegative), time(), id());
    }

    private Snapshot snapshot() {
        Quality quality = Quality.of(some(Quality.Reason.values()), maybe(this::text));
        return new Snapshot(
                id(),
                symbol(),
                any(Snapshot.AssetClass.values()),
                any(Timeframe.values()),
                time(),
                any(Origin.values()),
                quality.usable() ? quote() : maybe(this::quote),
                Arrays.stream(Timeframe.values()).map(this::pulse).toList(),
                maybe(() -> any(Snapshot.Regime.values())),
                maybe(() -> any(Snapshot.Volatility.values())),
                maybe(() -> new Snapshot.Alignment(
                        any(Snapshot.Alignment.Direction.values()), random.nextInt(-100, 101), random.nextInt(101))),
                quality,
                maybe(this::path));
    }

    private Snapshot.Path path() {
        Instant first = time();
        List<Snapshot.Path.Step> steps = new ArrayList<>();
        for (int minute = 0; minute < random.nextInt(4); minute++) {
            steps.add(new Snapshot.Path.Step(first.plusSeconds(60L * minute), ohlc()));
        }
        return new Snapshot.Path(any(Timeframe.values()), steps);
    }

    private TimeframePulse pulse(Timeframe timeframe) {
        boolean missing = random.nextBoolean();
        return new TimeframePulse(
                timeframe,
                missing ? TimeframePulse.Status.MISSING : TimeframePulse.Status.OK,
                missing ? text() : null,
                count(),
                maybe(this::time),
                statistic(),
                statistic(),
                statistic(),
                statistic(),
                statistic(),
                statistic(),
                statistic(),
                statistic(),
                statistic(),
                statistic(),
                statistic(),
                statistic(),
                statistic(),
                statistic(),
                statistic(),
                maybe(() -> any(TimeframePulse.Trend.values())),
                maybe(() -> random.nextInt(101)),
                maybe(() -> new TimeframePulse.Oscillators(number(), number(), number(), number())),
                maybe(() -> new TimeframePulse.Ichimoku(number(), number(), number(), number())),
                maybe(() -> random.nextInt(101)));
    }

    private Decision decision() {
        Decision.Outcome outcome = any(Decision.Outcome.values());
        Instant asOf = time();
        Instant until = time();
        Proposal proposal = maybe(this::proposal);
        Action action = outcome == Decision.Outcome.DECIDED ? any(Action.values()) : Action.HOLD;
        boolean approved = proposal != null && proposal.end() == Proposal.End.APPROVED;
        return new Decision(
                id(),
                id(),
                id(),
                id(),
                id(),
                symbol(),
                any(Timeframe.values()),
                asOf,
                any(Origin.values()),
                approved ? Decision.Outcome.DECIDED : outcome,
                proposal == null ? action : proposal.allowed(),
                random.nextInt(101),
                maybe(random::nextDouble),
                any(TierStep.Tier.values()),
                manyAndOne(() -> new TierStep(
                        any(TierStep.Tier.values()),
                        any(TierStep.Code.values()),
                        maybe(this::text),
                        maybe(this::text),
                        maybe(this::count))),
                many(() -> new Vote(
                        id(),
                        text(),
                        maybe(() -> any(Action.values())),
                        random.nextInt(101),
                        random.nextDouble(),
                        many(this::text),
                        maybe(random::nextDouble),
                        maybe(this::id))),
                many(this::text),
                time(),
                until.isBefore(asOf) ? asOf : until,
                proposal,
                maybe(this::sha256),
                maybe(() -> new ChainLink(1 + random.nextInt(1000), sha256(), sha256())));
    }

    private Proposal proposal() {
        Proposal.End end = any(Proposal.End.values());
        boolean byHand = end == Proposal.End.APPROVED || end == Proposal.End.REJECTED;
        return new Proposal(
                end == Proposal.End.SIGNALLED ? Proposal.Mode.SIGNAL_ONLY : Proposal.Mode.APPROVE,
                any(new Action[] {Action.BUY, Action.SELL}),
                random.nextInt(101),
                end,
                maybe(this::text),
                byHand ? id() : null,
                maybe(this::time));
    }

    private String sha256() {
        return Ids.sha256Hex(id().getBytes(StandardCharsets.UTF_8));
    }

    private Verdict verdict() {
        Verdict.Result result = any(Verdict.Result.values());
        boolean approved = result == Verdict.Result.APPROVED;
        OrderIntent intent = approved ? intent() : null;
        boolean entry = intent != null && intent.purpose() == OrderIntent.Purpose.ENTRY;
        return new Verdict(
                id(),
                id(),
                id(),
                id(),
                id(),
                symbol(),
                any(Origin.values()),
                result,
                many(() -> new GateResult(
                        id(),
                        any(
                                approved
                                        ? new GateResult.Status[] {GateResult.Status.PASSED, GateResult.Status.SKIPPED}
                                        : GateResult.Status.values()),
                        maybe(this::text),
                        maybe(this::text),
                        id(),
                        text())),
                intent,
                entry ? notNegative() : null,
                maybe(this::signed),
                count(),
                time(),
                time(),
                maybe(this::id));
    }

    private OrderIntent intent() {
        boolean entry = random.nextBoolean();
        OrderType type = entry ? maybe(() -> any(OrderType.values())) : null;
        TimeInForce timeInForce = type == null
                ? null
                : type == OrderType.LIMIT
                        ? any(TimeInForce.values())
                        : any(new TimeInForce[] {TimeInForce.IOC, TimeInForce.FOK});
        return new OrderIntent(
                id(),
                entry ? OrderIntent.Purpose.ENTRY : OrderIntent.Purpose.EXIT,
                any(Side.values()),
                positive(),
                positive(),
                entry ? positive() : maybe(this::positive),
                entry ? positive() : maybe(this::positive),
                type,
                type == OrderType.LIMIT ? positive() : null,
                timeInForce,
                entry ? maybe(this::positive) : null);
    }

    private Execution execution() {
        Execution.Kind kind = any(Execution.Kind.values());
        return new Execution(
                id(),
                id(),
                count() + 1,
                kind,
                time(),
                any(Origin.values()),
                kind == Execution.Kind.CASH ? null : order(),
                kind == Execution.Kind.FILL
                        ? new Fill(id(), any(Side.values()), positive(), positive(), notNegative())
                        : null,
                kind == Execution.Kind.ORDER ? BigDecimal.ZERO : signed(),
                signed(),
                maybe(this::signed),
                maybe(this::text));
    }

    private OrderStatus order() {
        BigDecimal one = positive();
        BigDecimal other = positive();
        return new OrderStatus(
                id(),
                id(),
                maybe(this::id),
                maybe(this::id),
                maybe(this::id),
                id(),
                maybe(this::text),
                symbol(),
                any(Side.values()),
                any(OrderIntent.Purpose.values()),
                any(OrderState.values()),
                one.max(other),
                random.nextBoolean() ? one.min(other) : BigDecimal.ZERO,
                maybe(this::positive),
                maybe(this::positive));
    }

    private Portfolio portfolio() {
        return new Portfolio(
                id(),
                id(),
                count(),
                count(),
                time(),
                any(Origin.values()),
                id(),
                signed(),
                signed(),
                signed(),
                random.nextDouble(),
                signed(),
                signed(),
                signed(),
                many(() -> new Position(symbol(), positive().negate(), positive(), positive(), signed())),
                random.nextInt(100));
    }

    private Outcome outcome() {
        Outcome.Label label = any(Outcome.Label.values());
        return new Outcome(
                id(),
                id(),
                id(),
                id(),
                symbol(),
                any(Origin.values()),
                any(Action.values()),
                label,
                label == Outcome.Label.CENSORED ? null : random.nextGaussian(),
                random.nextBoolean(),
                time(),
                time(),
                maybe(this::time),
                maybe(this::time),
                maybe(() -> any(TierStep.Tier.values())),
                maybe(() -> any(Snapshot.Regime.values())),
                maybe(this::positive),
                statistic(),
                maybe(this::time),
                maybe(random::nextBoolean),
                statistic(),
                statistic(),
                statistic(),
                maybe(() -> many(() -> new Outcome.Member(
                        id(),
                        text(),
                        maybe(this::id),
                        any(Action.values()),
                        random.nextInt(101),
                        random.nextDouble(),
                        random.nextDouble(),
                        maybe(random::nextBoolean)))));
    }

    private Beat beat() {
        Beat.Kind kind = any(Beat.Kind.values());
        boolean snapshot = kind == Beat.Kind.SNAPSHOT;
        Map<Integer, Long> ends = new TreeMap<>();
        many(() -> ends.put(random.nextInt(16), count()));
        return new Beat(id(), count() + 1, kind, time(), ends, snapshot ? id() : null, snapshot ? symbol() : null);
    }

    private Ack ack() {
        return new Ack(
                id(), id(), id(), count(), count(), count(), offsets(), offsets(), count(), random.nextInt(9), time());
    }

    private Map<String, Long> offsets() {
        Map<String, Long> offsets = new TreeMap<>();
        many(() -> offsets.put(id(), count()));
        return offsets;
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private <T> List<T> some(T[] values) {
        return Arrays.stream(values).filter(_ -> random.nextInt(4) == 0).toList();
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private <T> List<T> many(Supplier<? extends T> value) {
        List<T> list = new ArrayList<>();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            list.add(value.get());
        }
        return list;
    }

    private <T> List<T> manyAndOne(Supplier<T> value) {
        List<T> list = many(value);
        list.add(value.get());
        return list;
    }

    private String symbol() {
        StringBuilder symbol = new StringBuilder();
        int length = 2 + random.nextInt(19);
        for (int i = 0; i < length; i++) {
            symbol.append(SYMBOL_LETTERS.charAt(random.nextInt(SYMBOL_LETTERS.length())));
        }
        return symbol.toString();
    }

    private String text() {
        return any(TEXTS) + random.nextInt(1000);
    }

    /** Text without control characters. */
    private String id() {
        return text().replaceAll("\\p{Cntrl}", "-");
    }

    private String orElse(String other) {
        return random.nextBoolean() ? id() : other;
    }

    private long count() {
        return random.nextInt(4) == 0 ? random.nextLong(Long.MAX_VALUE) : random.nextInt(1000);
    }

    private Instant time() {
        long second = random.nextInt(8) == 0
                ? random.nextLong(-62_167_219_200L, 253_402_300_800L)
                : random.nextLong(1_500_000_000L, 1_900_000_000L);
        return Instant.ofEpochSecond(
                Math.min(second, 253_402_214_399L), random.nextInt(3) == 0 ? random.nextInt(1_000_000_000) : 0);
    }

    private BigDecimal notNegative() {
        int scale = random.nextInt(19);
        int digits = 1 + random.nextInt(random.nextInt(6) == 0 ? 20 + scale : Math.min(12, 20 + scale));
        return new BigDecimal(new BigInteger(BigInteger.TEN.pow(digits).bitLength() - 1, random), scale);
    }

    private BigDecimal positive() {
        BigDecimal value = notNegative();
        return value.signum() == 0 ? BigDecimal.ONE.movePointLeft(value.scale()) : value;
    }

    private BigDecimal signed() {
        BigDecimal value = notNegative();
        return random.nextBoolean() ? value : value.negate();
    }

    /** A statistic that is there. */
    private double number() {
        return Objects.requireNonNullElse(statistic(), 0.0);
    }

    private @Nullable Double statistic() {
        return switch (random.nextInt(4)) {
            case 0 -> null;
            case 1 -> random.nextGaussian() * 1e5;
            case 2 -> (double) random.nextInt(101);
            default -> {
                double any = Double.longBitsToDouble(random.nextLong());
                yield Double.isFinite(any) ? any : -0.0;
            }
        };
    }
}
