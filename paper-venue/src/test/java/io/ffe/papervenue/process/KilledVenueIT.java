package io.ffe.papervenue.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.papervenue.testing.Market;
import io.ffe.papervenue.testing.VenueProcess;
import io.ffe.stack.testing.LongVersions;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL while clients order and ticks come, again and again on one journal. */
class KilledVenueIT {

    private static final int DEATHS = LongVersions.asked() ? 5 : 2;
    private static final int CLIENTS = 4;
    private static final int ACCEPTED_BEFORE_DEATH = 60;

    @TempDir
    Path folder;

    private final Map<String, Integer> lastStatus = new ConcurrentHashMap<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger next = new AtomicInteger();

    @Test
    void no_accepted_order_is_lost_and_none_is_doubled() throws Exception {
        try (Market market = new Market()) {
            market.quote("BTCUSD", 60_000);
            for (int death = 1; death <= DEATHS; death++) {
                VenueProcess venue = VenueProcess.launch(folder, market.bootstrapServers(), Map.of())
                        .await("live");
                awaitFirstQuote(venue);
                loadUntilKilled(venue, market, new Random(death));
            }
            try (VenueProcess venue = VenueProcess.launch(folder, market.bootstrapServers(), Map.of())
                    .await("live")) {
                checkOrders(venue);
                checkEvents(venue.eventsThrough(0));
            }
        }
    }

    private void awaitFirstQuote(VenueProcess venue) {
        Awaitility.await().atMost(Duration.ofSeconds(180)).until(() -> {
            int status = venue.place(order("probe-" + next.incrementAndGet())).status();
            return status == 201;
        });
    }

    private void loadUntilKilled(VenueProcess venue, Market market, Random random) throws InterruptedException {
        AtomicBoolean running = new AtomicBoolean(true);
        int enough = accepted.get() + ACCEPTED_BEFORE_DEATH + random.nextInt(40);
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS + 1)) {
            for (int client = 0; client < CLIENTS; client++) {
                clients.execute(() -> orderUntil(venue, running));
            }
            clients.execute(() -> {
                for (int step = 0; running.get(); step++) {
                    market.quote("BTCUSD", 60_000 + step % 7);
                }
            });
            Awaitility.await().atMost(Duration.ofSeconds(180)).until(() -> accepted.get() >= enough);
            venue.kill();
            running.set(false);
            clients.shutdown();
            assertThat(clients.awaitTermination(120, TimeUnit.SECONDS)).isTrue();
        }
    }

    private void orderUntil(VenueProcess venue, AtomicBoolean running) {
        while (running.get()) {
            String id = "o-" + next.incrementAndGet();
            // Until an answer came the order's fate is open.
            lastStatus.put(id, 0);
            try {
                int status = venue.place(order(id)).status();
                lastStatus.put(id, status);
                if (status == 201) {
                    accepted.incrementAndGet();
                }
            } catch (IOException unknown) {
                // The process died with this one in flight.
            }
        }
    }

    private void checkOrders(VenueProcess venue) throws IOException {
        int open = 0;
        for (Map.Entry<String, Integer> sent : lastStatus.entrySet()) {
            VenueProcess.Answer found = venue.get("/api/v1/orders/" + sent.getKey());
            switch (sent.getValue()) {
                case 201 -> assertThat(found.status()).as(sent.getKey()).isEqualTo(200);
                case 0 -> {
                    open++;
                    assertThat(found.status()).as(sent.getKey()).isIn(200, 404);
                }
                default -> throw new AssertionError(sent.getKey() + " was answered with " + sent.getValue());
            }
            if (found.status() == 200) {
                assertThat(venue.place(order(sent.getKey())).status()).isEqualTo(409);
            }
        }
        assertThat(accepted.get()).isGreaterThanOrEqualTo(DEATHS * ACCEPTED_BEFORE_DEATH);
        assertThat(open).as("orders in flight at a death").isPositive();
    }

    private static void checkEvents(List<JsonNode> events) {
        Set<String> acceptedIds = new HashSet<>();
        Set<String> filledIds = new HashSet<>();
        List<Long> sequences = new ArrayList<>();
        BigDecimal cash = BigDecimal.ZERO;
        BigDecimal position = BigDecimal.ZERO;
        for (JsonNode event : events) {
            sequences.add(event.get("sequence").asLong());
            cash = cash.add(new BigDecimal(event.get("cashDelta").asText()));
            assertThat(new BigDecimal(event.get("cash").asText())).isEqualByComparingTo(cash);
            String id = event.at("/order/clientOrderId").asText();
            if (event.get("kind").asText().equals("ORDER")) {
                assertThat(acceptedIds.add(id)).as(id).isTrue();
            } else if (event.get("kind").asText().equals("FILL")) {
                assertThat(acceptedIds).contains(id);
                assertThat(filledIds.add(id)).as(id).isTrue();
                position =
                        position.add(new BigDecimal(event.at("/fill/quantity").asText()));
                assertThat(new BigDecimal(event.get("positionQuantity").asText()))
                        .isEqualByComparingTo(position);
            }
        }
        assertThat(sequences)
                .isEqualTo(LongStream.rangeClosed(1, events.size()).boxed().toList());
        assertThat(filledIds).hasSizeGreaterThan(10);
    }

    private static String order(String id) {
        return """
                {"clientOrderId":"%s","portfolioId":"main","symbol":"BTCUSD","side":"BUY","type":"MARKET","quantity":"0.001",
                 "timeInForce":"GTC","reduceOnly":false,"origin":"replay"}""".formatted(id);
    }
}
