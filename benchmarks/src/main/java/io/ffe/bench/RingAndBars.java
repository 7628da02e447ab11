package io.ffe.bench;

import com.lmax.disruptor.YieldingWaitStrategy;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import com.sun.management.ThreadMXBean;
import io.ffe.marketdata.domain.BarBuilder;
import io.ffe.marketdata.domain.TickRing;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * One tick into the ring of 50,000 and into the bars of seven timeframes, as the pipeline does it (late, repeat, what would
 * close, add), beside a hop through a Disruptor with one producer and one consumer. A plain loop over ticks that were made before;
 * the work has effects that are looked at afterwards, so none of it can be left out.
 */
final class RingAndBars implements Benchmark {

    private static final String SYMBOL = "BTCUSDT";
    private static final int RING = 50_000;
    /** Short, so that the median batch is one that nobody interrupted. */
    private static final int BATCH = 10_000;
    /** With 5 ms between ticks a minute holds 12,000 of them. */
    private static final Duration BETWEEN_TICKS = Duration.ofMillis(5);

    private static final int WARM_UP = 200;

    private record Measured(double nanos, double bytes) {}

    @Override
    public String name() {
        return "ring-and-bars";
    }

    @Override
    public String about() {
        return "ns and bytes a tick for the ring and the bars of seven timeframes, beside a Disruptor hop";
    }

    @Override
    public List<Finding> run(Effort effort, Consumer<String> progress) throws Exception {
        Market market = new Market();
        List<Double> hops = new ArrayList<>();
        List<Double> nanos = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        List<Double> quietBytes = new ArrayList<>();
        for (int i = 0; i < WARM_UP; i++) {
            market.batch(BATCH);
        }
        // Where the machine is shared the compiler comes late: as long as a round, whatever the count.
        market.measure(effort.seconds());
        hop(BATCH * 100L);
        progress.accept("warm");
        for (int i = 0; i < effort.rounds(); i++) {
            Measured ours = market.measure(effort.seconds());
            nanos.add(ours.nanos());
            bytes.add(ours.bytes());
            quietBytes.add(market.bytesWithinAMinute());
            hops.add(hop(Math.max(BATCH, Math.round(effort.seconds() * 4e6))));
            progress.accept("round " + (i + 1) + " of " + effort.rounds() + ": " + Spread.number(ours.nanos())
                    + " ns and " + Spread.number(ours.bytes()) + " bytes a tick, hop " + Spread.number(hops.getLast())
                    + " ns");
        }
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < nanos.size(); i++) {
            ratios.add(nanos.get(i) / hops.get(i));
        }
        return List.of(
                Finding.absolute(name(), "ns a tick", Spread.of(nanos), Finding.Bound.atMost(100, 50)),
                Finding.absolute(
                        name(), "bytes a tick that closes nothing", Spread.of(quietBytes), Finding.Bound.atMost(0, 0)),
                Finding.informing(name(), "bytes a tick, bars that open and close included", Spread.of(bytes)),
                new Finding(
                        name(),
                        "ns a tick",
                        Spread.of(nanos),
                        new Finding.Peer("Disruptor hop", Spread.of(hops)),
                        Spread.of(ratios),
                        Finding.Bound.atMost(5, 2)));
    }

    /** One symbol's ring and bars, and an endless series of ticks for them. */
    private static final class Market {

        private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        private final TickRing ring;
        private final BarBuilder bars;
        private final TickSeries series = new TickSeries("bench", Origin.SYNTHETIC, 1);
        private long made;
        private long added;
        private long closed;

        Market() {
            Instrument instrument = Instruments.builtIn().require(SYMBOL);
            ring = new TickRing(instrument.tickSize(), RING);
            bars = new BarBuilder("bench", instrument, Origin.SYNTHETIC, Duration.ZERO);
        }

        private Tick next() {
            Tick tick;
            do {
                var at = TickSeries.START.plus(BETWEEN_TICKS.multipliedBy(made));
                tick = series.next(at, at);
            } while (!tick.symbol().equals(SYMBOL));
            made++;
            return tick;
        }

        private Tick[] prepare(int count) {
            Tick[] ticks = new Tick[count];
            for (int i = 0; i < count; i++) {
                ticks[i] = next();
            }
            return ticks;
        }

        Measured batch(int count) {
            Tick[] ticks = prepare(count);
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            fold(ticks);
            long took = System.nanoTime() - start;
            return new Measured(
                    (double) took / count, (double) (THREADS.getCurrentThreadAllocatedBytes() - bytes) / count);
        }

        Measured measure(double seconds) {
            List<Double> nanos = new ArrayList<>();
            List<Double> bytes = new ArrayList<>();
            long until = System.nanoTime() + Math.round(seconds * 1e9);
            do {
                Measured batch = batch(BATCH);
                nanos.add(batch.nanos());
                bytes.add(batch.bytes());
            } while (System.nanoTime() < until);
            if (ring.taken() != added || closed == 0) {
                throw new IllegalStateException(
                        "the ring took " + ring.taken() + " of " + added + " ticks, and " + closed + " bars closed");
            }
            return new Measured(
                    Spread.of(nanos).median(),
                    bytes.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
        }

        /** Of ticks in the middle of a minute. */
        double bytesWithinAMinute() {
            fold(prepare((int) (12_000 - made % 12_000 + 100)));
            Tick[] ticks = prepare(10_000);
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            fold(ticks);
            return (double) (THREADS.getCurrentThreadAllocatedBytes() - bytes) / ticks.length;
        }

        private void fold(Tick[] ticks) {
            for (Tick tick : ticks) {
                if (!bars.isLate(tick) && !bars.isRepeat(tick)) {
                    if (bars.closesMore(tick)) {
                        closed += bars.closeThrough(bars.wouldClose(tick)).size();
                    }
                    bars.add(tick);
                    ring.add(tick);
                    added++;
                }
            }
        }
    }

    /** Nanoseconds from one publication to the next when a second thread takes each event. */
    private static double hop(long events) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        ThreadFactory threads = work -> Thread.ofPlatform().daemon().unstarted(work);
        Disruptor<long[]> disruptor =
                new Disruptor<>(() -> new long[1], 1 << 16, threads, ProducerType.SINGLE, new YieldingWaitStrategy());
        disruptor.handleEventsWith((event, sequence, endOfBatch) -> {
            if (event[0] == events) {
                done.countDown();
            }
        });
        var ring = disruptor.start();
        long start = System.nanoTime();
        for (long i = 1; i <= events; i++) {
            long at = ring.next();
            ring.get(at)[0] = i;
            ring.publish(at);
        }
        done.await();
        long took = System.nanoTime() - start;
        disruptor.shutdown();
        return (double) took / events;
    }
}
