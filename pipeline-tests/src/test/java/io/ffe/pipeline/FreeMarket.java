package io.ffe.pipeline;

import io.ffe.pipeline.SwingingPrices.Market;
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

    private static final Duration FIRST_ORDER = Duration.ofMinutes(2);

    private FreeMarket() {}

    /** @param lasts on the wall, if nothing holds it up */
    static FeedOptions feed(Path folder, Duration lasts) {
        int minutes = (int) (SwingingPrices.PAST.toMinutes() + lasts.toMillis() * SPEED / 60_000);
        return new FeedOptions(
                FeedOptions.Kind.REPLAY,
                SwingingPrices.files(folder, minutes, Market.values()),
                List.of(),
                List.of(),
                SwingingPrices.FIRST.plus(SwingingPrices.PAST),
                null,
                SPEED,
                null,
                null,
                true,
                null);
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
