package io.ffe.pipeline;

import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderState;
import io.ffe.stack.run.FeedOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Four symbols that swing, as a free run: the market for rehearsing outages. */
final class FreeMarket {

    /** A close of the snapshot timeframe every three seconds, and orders are good for three seconds. */
    private static final double SPEED = 300;

    private static final Duration PAST = Duration.ofHours(14);
    private static final Duration FIRST_ORDER = Duration.ofMinutes(2);

    private FreeMarket() {}

    /** @param lasts on the wall, if nothing holds it up */
    static FeedOptions feed(Path folder, Duration lasts) {
        int minutes = (int) (PAST.toMinutes() + lasts.toMillis() * SPEED / 60_000);
        return new FeedOptions(
                FeedOptions.Kind.REPLAY,
                List.of(
                        "BTCUSDT=" + SwingingPrices.write(folder, "BTCUSDT", 60_000, 420, minutes, 11),
                        "ETHUSDT=" + SwingingPrices.write(folder, "ETHUSDT", 3_000, 300, minutes, 12),
                        "EURUSD=" + SwingingPrices.write(folder, "EURUSD", 110, 240, minutes, 13),
                        "GBPUSD=" + SwingingPrices.write(folder, "GBPUSD", 130, 360, minutes, 14)),
                List.of(),
                List.of(),
                SwingingPrices.FIRST.plus(PAST),
                null,
                SPEED,
                null,
                null,
                true);
    }

    /** Waits until there is something to lose. */
    static void awaitFirstOrder(Pipeline pipeline) throws InterruptedException {
        pipeline.await("first order", FIRST_ORDER, replay -> {
            try {
                return Outage.venueOrders(pipeline) > 0;
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        });
    }

    /** Ids of the orders that left: all but those that were denied here. */
    static List<String> sent(List<Execution.OrderStatus> orders) {
        return orders.stream()
                .filter(order -> order.state() != OrderState.DENIED)
                .map(Execution.OrderStatus::clientOrderId)
                .toList();
    }
}
