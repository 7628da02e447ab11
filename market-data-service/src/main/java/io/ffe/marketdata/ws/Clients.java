package io.ffe.marketdata.ws;

import io.ffe.marketdata.MarketView;
import io.ffe.marketdata.config.MarketDataConfig;
import io.ffe.messaging.RunConfig;
import io.ffe.schema.event.Event;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.ObjLongConsumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who is connected, and the thread that sends them what is new. Connections are on {@code ffe_ws_clients}, ended ones on
 * {@code ffe_ws_closed_total{reason}}, wrong messages on {@code ffe_ws_errors_total{code}}, what waits for sockets on
 * {@code ffe_ws_queue_bytes}.
 */
@ApplicationScoped
class Clients {

    private static final Logger LOG = Logger.getLogger(Clients.class);
    private static final String BY_CLIENT = "client";
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final SocketLimits limits;
    private final FanOutFollower follower;
    private final MarketView view;
    private final RunConfig run;
    private final Clock clock;
    private final MeterRegistry meters;
    private final AwakeTime time;
    private final Map<String, Client> connected = new ConcurrentHashMap<>();
    private final Thread thread = Thread.ofPlatform().name("fan-out").daemon().unstarted(this::flushAgainAndAgain);
    private volatile boolean running = true;
    /** Of the thread that flushes. */
    private long seenLeft;

    /** @throws IllegalArgumentException naming every limit that is wrong */
    Clients(
            MarketDataConfig config,
            FanOutFollower follower,
            MarketView view,
            RunConfig run,
            Clock clock,
            MeterRegistry meters) {
        this.limits = SocketLimits.of(config.webSocket());
        this.follower = follower;
        this.view = view;
        this.run = run;
        this.clock = clock;
        this.meters = meters;
        this.time = new AwakeTime(System::nanoTime, limits.updateInterval());
    }

    void start(@Observes StartupEvent ready) {
        meters.gaugeMapSize("ffe.ws.clients", Tags.empty(), connected);
        meters.gauge("ffe.ws.queue.bytes", connected, Clients::queuedBytes);
        Arrays.stream(CloseCode.values()).forEach(reason -> ended(reason.label(), 0));
        ended(BY_CLIENT, 0);
        thread.start();
    }

    /** Everybody is told, and has the grace to take note. */
    void stop(@Observes ShutdownEvent stopping) throws InterruptedException {
        running = false;
        LockSupport.unpark(thread);
        thread.join(TimeUnit.SECONDS.toMillis(5));
        long now = System.nanoTime();
        long awake = time.nanos();
        connected.values().forEach(client -> client.leave(CloseCode.GOING_AWAY, "market-data stops", awake));
        while (!connected.isEmpty()
                && System.nanoTime() - now < limits.closeGrace().toNanos()) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        flush();
    }

    /** In the order of calls, so that one more than there may be is the one that came last. */
    synchronized void opened(WebSocketConnection connection) {
        long now = time.nanos();
        Client client = new Client(
                new SocketOutlet(
                        connection,
                        Objects.requireNonNull(connection.userData().get(Handshake.BELOW)),
                        limits.queueBytes()),
                follower.fanOut(),
                limits,
                view::symbols,
                view::isElsewhere,
                clock,
                new Counting(),
                now);
        int others = connected.size();
        connected.put(connection.id(), client);
        if (!running) {
            client.leave(CloseCode.GOING_AWAY, "market-data stops", now);
        } else if (others >= limits.maxClients()) {
            client.leave(CloseCode.TOO_MANY_CLIENTS, others + " clients are connected, the most there may be", now);
        } else {
            @Nullable Instant expires = connection.userData().get(Handshake.TOKEN_EXPIRES);
            client.welcome(
                    seq -> Frames.hello(
                            seq,
                            clock.instant(),
                            run.id(),
                            run.origin(),
                            new TreeSet<>(view.symbols()),
                            limits,
                            expires),
                    expires,
                    now);
        }
    }

    /** @param action is given the monotonic time that clients are measured by */
    void with(WebSocketConnection connection, ObjLongConsumer<Client> action) {
        Optional.ofNullable(connected.get(connection.id())).ifPresent(client -> action.accept(client, time.nanos()));
    }

    void closed(WebSocketConnection connection) {
        Optional.ofNullable(connected.remove(connection.id())).ifPresent(client -> {
            if (client.closed().isEmpty()) {
                ended(BY_CLIENT, 1);
            }
        });
    }

    private static double queuedBytes(Map<String, Client> clients) {
        return clients.values().stream().mapToLong(Client::queuedBytes).sum();
    }

    private void flushAgainAndAgain() {
        long interval = limits.updateInterval().toNanos();
        while (running) {
            // Never two within one interval, however late the one before was.
            long next = System.nanoTime() + interval;
            flush();
            while (running && next - System.nanoTime() > 0) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    private void flush() {
        Map<Event, String> texts = new IdentityHashMap<>();
        Function<Event, String> written = event -> texts.computeIfAbsent(event, Frames::written);
        long now = time.look();
        long left = view.left();
        for (Client client : connected.values()) {
            try {
                if (left != seenLeft) {
                    client.moved(now);
                }
                client.flush(now, written);
            } catch (RuntimeException bug) {
                LOG.errorf(bug, "client cannot be served");
                client.leave(CloseCode.FAILED, "failed here", now);
            }
        }
        seenLeft = left;
    }

    private void ended(String reason, int clients) {
        meters.counter("ffe.ws.closed", "reason", reason).increment(clients);
    }

    private final class Counting implements Client.Events {

        @Override
        public void mistake(Request.Mistake mistake) {
            meters.counter("ffe.ws.errors", "code", mistake.name()).increment();
        }

        @Override
        public void left(CloseCode why) {
            ended(why.label(), 1);
        }
    }
}
