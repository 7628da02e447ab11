package io.ffe.marketdata.ws;

import io.ffe.marketdata.TickFollower;
import io.ffe.marketdata.domain.fanout.Channel;
import io.ffe.marketdata.domain.fanout.FanOut;
import io.ffe.marketdata.domain.fanout.Tally;
import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Bar;
import io.ffe.schema.event.Snapshot;
import io.ffe.schema.event.Tick;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Takes what the pipelines tell into the slots. Events in are on {@code ffe_fanout_events_total{symbol,channel,origin,outcome}},
 * whether anybody is connected or not; over all clients, offered on {@code ffe_fanout_offered_total{symbol,channel}} = the sum
 * of the outcomes on {@code ffe_fanout_updates_total{symbol,channel,outcome}}, but for what is on its way.
 */
@ApplicationScoped
class FanOutFollower implements TickFollower {

    private final FanOut fanOut;
    private final MeterRegistry meters;
    private final String origin;

    FanOutFollower(RunConfig run, MeterRegistry meters) {
        this.meters = meters;
        this.origin = run.origin().name().toLowerCase(Locale.ROOT);
        this.fanOut = new FanOut(this::measure);
    }

    FanOut fanOut() {
        return fanOut;
    }

    @Override
    public void folded(Tick tick) {
        fanOut.offer(tick);
    }

    @Override
    public void closed(Bar bar) {
        fanOut.offer(bar);
    }

    @Override
    public void released(Snapshot snapshot) {
        fanOut.offer(snapshot);
    }

    private void measure(Tally tally) {
        events(tally, "fanned_out", Tally::fannedOut);
        events(tally, "older", Tally::cameLate);
        if (tally.channel() == Channel.QUOTES) {
            events(tally, "unchanged", Tally::heldBack);
        }
        counter("ffe.fanout.offered", tally, of -> of.counts().offered()).register(meters);
        updates(tally, "delivered", of -> of.counts().delivered());
        updates(tally, "conflated", of -> of.counts().conflated());
        updates(tally, "unchanged", of -> of.counts().unchanged());
        updates(tally, "older", of -> of.counts().older());
        updates(tally, "dropped", of -> of.counts().dropped());
    }

    private void events(Tally tally, String outcome, ToDoubleFunction<Tally> count) {
        counter("ffe.fanout.events", tally, count)
                .tag("origin", origin)
                .tag("outcome", outcome)
                .register(meters);
    }

    private void updates(Tally tally, String outcome, ToDoubleFunction<Tally> count) {
        counter("ffe.fanout.updates", tally, count).tag("outcome", outcome).register(meters);
    }

    private static FunctionCounter.Builder<Tally> counter(String name, Tally tally, ToDoubleFunction<Tally> count) {
        return FunctionCounter.builder(name, tally, count)
                .tag("symbol", tally.symbol())
                .tag("channel", tally.channel().label());
    }
}
