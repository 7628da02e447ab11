package io.ffe.marketdata.ws;

import io.ffe.marketdata.domain.fanout.Backlog;
import io.ffe.marketdata.domain.fanout.ClientFeed;
import io.ffe.marketdata.domain.fanout.ClientFeed.Selection;
import io.ffe.marketdata.domain.fanout.FanOut;
import io.ffe.marketdata.domain.fanout.Update;
import io.ffe.marketdata.ws.Request.Mistake;
import io.ffe.marketdata.ws.Request.Wrong;
import io.ffe.schema.event.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection. Its frames are numbered from 1 without a gap. It is given no more updates while as many bytes as the queue may
 * hold wait for its socket: they are conflated meanwhile. It is ended when its socket has not taken a frame for long.
 */
final class Client {

    private static final Logger LOG = Logger.getLogger(Client.class);
    /** What a close frame can hold. */
    private static final int REASON_BYTES = 123;

    private final Outlet outlet;
    private final ClientFeed feed;
    private final Backlog backlog = new Backlog();
    private final SocketLimits limits;
    private final Supplier<Set<String>> symbols;
    private final Predicate<String> elsewhere;
    private final InstantSource clock;
    private final Events events;

    // Below: under the client's lock.
    private long seq;
    private int errors;
    private long heartbeatNanos;
    private boolean pinged;
    private long pingedNanos;
    private @Nullable Instant expires;
    private @Nullable CloseCode leaving;
    private long leavingNanos;
    private boolean aborted;

    /** Told of what an operator wants to count. */
    interface Events {

        void mistake(Mistake mistake);

        void left(CloseCode why);
    }

    /**
     * @param symbols of the run, which grow while it warms up
     * @param elsewhere whether a symbol of the run is another instance's now
     */
    Client(
            Outlet outlet,
            FanOut fanOut,
            SocketLimits limits,
            Supplier<Set<String>> symbols,
            Predicate<String> elsewhere,
            InstantSource clock,
            Events events,
            long nowNanos) {
        this.outlet = outlet;
        this.feed = new ClientFeed(fanOut);
        this.limits = limits;
        this.symbols = symbols;
        this.elsewhere = elsewhere;
        this.clock = clock;
        this.events = events;
        this.heartbeatNanos = nowNanos;
    }

    /** Says hello, with the words of {@link Frames#hello}. */
    synchronized void welcome(LongFunction<String> hello, @Nullable Instant tokenExpires, long nowNanos) {
        expires = tokenExpires;
        send(hello.apply(++seq), List.of(), nowNanos);
    }

    /** A message from the client. */
    synchronized void received(String text, long nowNanos) {
        if (leaving != null) {
            return;
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > limits.maxMessageBytes()) {
            leave(
                    CloseCode.MESSAGE_TOO_LARGE,
                    "a message has " + bytes + " bytes, expected at most " + limits.maxMessageBytes(),
                    nowNanos);
            return;
        }
        switch (RequestReader.read(text, symbols.get(), elsewhere)) {
            case Request.Subscribe subscribe -> subscribe(subscribe.selections(), nowNanos);
            case Request.Unsubscribe unsubscribe -> {
                feed.unsubscribe(unsubscribe.selections());
                answer(Frames.subscribed(++seq, clock.instant(), feed.selections()), nowNanos);
            }
            case Request.Ping ping -> answer(Frames.pong(++seq, clock.instant()), nowNanos);
            case Wrong wrong -> wrong(wrong, nowNanos);
        }
    }

    /** A message that is no text. */
    synchronized void receivedBinary(int bytes, long nowNanos) {
        if (leaving == null) {
            wrong(
                    new Wrong(Mistake.NOT_TEXT, "", bytes + " binary bytes", "a text message with one JSON object"),
                    nowNanos);
        }
    }

    synchronized void ponged() {
        pinged = false;
    }

    /** The connection is over, whoever ended it. Returns why, or nothing when it was the client. */
    synchronized Optional<CloseCode> closed() {
        feed.end();
        backlog.end();
        return Optional.ofNullable(leaving);
    }

    /** What is due by now. */
    synchronized void flush(long nowNanos, Function<Event, String> written) {
        if (leaving != null) {
            if (!aborted && nowNanos - leavingNanos >= limits.closeGrace().toNanos()) {
                aborted = true;
                outlet.abort();
            }
            return;
        }
        long waits = backlog.oldestNanos(nowNanos);
        long foreign = outlet.waitingBytes() - backlog.bytes();
        if (expires != null && !clock.instant().isBefore(expires)) {
            leave(CloseCode.TOKEN_EXPIRED, "the token has expired: connect with a new one", nowNanos);
        } else if (waits >= limits.slowAfter().toNanos()) {
            leave(
                    CloseCode.SLOW,
                    "not read for " + limits.slowAfter() + ", " + backlog.bytes() + " bytes wait",
                    nowNanos);
        } else if (foreign > limits.queueBytes()) {
            leave(CloseCode.SLOW, foreign + " bytes of answers to pings wait, expected less", nowNanos);
        } else if (pinged && nowNanos - pingedNanos >= limits.pongTimeout().toNanos()) {
            leave(CloseCode.NO_PONG, "a ping was not answered for " + limits.pongTimeout(), nowNanos);
        } else {
            signOfLife(nowNanos);
            update(nowNanos, written);
        }
    }

    /** Ends it with words, once; without the client's help after the grace. */
    synchronized void leave(CloseCode why, String reason, long nowNanos) {
        if (leaving != null) {
            return;
        }
        leaving = why;
        leavingNanos = nowNanos;
        feed.end();
        events.left(why);
        LOG.infof("client is cut off reason=%s code=%d detail=%s", why.label(), why.code(), reason);
        outlet.close(why.code(), reason.length() > REASON_BYTES ? reason.substring(0, REASON_BYTES) : reason);
    }

    /** Symbols may have gone to another instance: whoever is subscribed to one would hear nothing any more, and is told. */
    synchronized void moved(long nowNanos) {
        if (leaving == null) {
            feed.selections().stream()
                    .map(Selection::symbol)
                    .filter(elsewhere)
                    .findFirst()
                    .ifPresent(symbol ->
                            leave(CloseCode.MOVED, symbol + " has gone to another instance: connect there", nowNanos));
        }
    }

    long queuedBytes() {
        return backlog.bytes();
    }

    private void subscribe(List<Selection> selections, long nowNanos) {
        Set<Selection> all = new LinkedHashSet<>(feed.selections());
        all.addAll(selections);
        if (all.size() > limits.maxSubscriptions()) {
            wrong(
                    new Wrong(
                            Mistake.TOO_MANY_SUBSCRIPTIONS,
                            "symbols",
                            all.size() + " channels of symbols",
                            "at most " + limits.maxSubscriptions() + ": unsubscribe first, or connect twice"),
                    nowNanos);
            return;
        }
        List<Update> initial = feed.subscribe(selections);
        answer(Frames.subscribed(++seq, clock.instant(), feed.selections()), nowNanos);
        if (!initial.isEmpty() && leaving == null) {
            send(Frames.update(++seq, clock.instant(), initial, Frames::written), initial, nowNanos);
        }
        // One may have gone between the look whether it is here and now.
        moved(nowNanos);
    }

    private void wrong(Wrong wrong, long nowNanos) {
        events.mistake(wrong.mistake());
        errors++;
        answer(Frames.error(++seq, clock.instant(), wrong, Math.max(0, limits.maxErrors() - errors)), nowNanos);
        if (errors > limits.maxErrors()) {
            leave(CloseCode.TOO_MANY_ERRORS, errors + " messages were wrong, the last: " + wrong.mistake(), nowNanos);
        }
    }

    /** Whoever asks and does not read what comes back is not waited for. */
    private void answer(String text, long nowNanos) {
        if (backlog.bytes() >= limits.queueBytes()) {
            leave(CloseCode.SLOW, "asks and does not read: " + backlog.bytes() + " bytes wait", nowNanos);
        } else {
            send(text, List.of(), nowNanos);
        }
    }

    private void signOfLife(long nowNanos) {
        if (nowNanos - heartbeatNanos >= limits.heartbeat().toNanos()) {
            heartbeatNanos = nowNanos;
            send(Frames.heartbeat(++seq, clock.instant()), List.of(), nowNanos);
            if (!pinged) {
                pinged = true;
                pingedNanos = nowNanos;
                outlet.ping();
            }
        }
    }

    private void update(long nowNanos, Function<Event, String> written) {
        if (backlog.bytes() < limits.queueBytes()) {
            List<Update> updates = feed.take();
            if (!updates.isEmpty()) {
                Instant time = clock.instant();
                send(Frames.update(++seq, time, updates, written), updates, nowNanos);
            }
        }
    }

    private void send(String text, List<Update> updates, long nowNanos) {
        Backlog.Frame frame = backlog.add(text.length(), nowNanos, updates);
        outlet.send(text, () -> backlog.written(frame), () -> backlog.lost(frame));
    }
}
