package io.ffe.papervenue.domain;

import static io.ffe.papervenue.domain.Scene.BTC;
import static io.ffe.papervenue.domain.Scene.ETH;
import static io.ffe.papervenue.domain.Scene.MAIN;
import static io.ffe.papervenue.domain.Scene.dec;
import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Side;
import io.ffe.schema.seeded.Tries;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/** What holds after any sequence of commands and ticks. The sequence is made from a seed, so a failure can be repeated. */
class ExchangePropertyTest {

    private static final int STEPS = 120;
    private static final VenueRules RULES = Scene.rules("10", "5", "1", "5");

    @Tries(150)
    void cash_and_positions_are_what_the_fills_say(long seed) {
        Scene scene = played(seed);
        BigDecimal cash = dec("100000");
        Map<String, BigDecimal> held = new HashMap<>();
        BigDecimal fees = BigDecimal.ZERO;
        for (VenueEvent event : scene.events()) {
            VenueEvent.Fill fill = event.fill();
            if (fill != null) {
                BigDecimal signed =
                        fill.quantity().multiply(BigDecimal.valueOf(fill.side().sign()));
                cash = cash.subtract(signed.multiply(fill.price())).subtract(fill.fee());
                fees = fees.add(fill.fee());
                held.merge(event.order().symbol(), signed, BigDecimal::add);
            }
        }

        assertThat(scene.account().cash()).isEqualByComparingTo(cash);
        assertThat(scene.account().fees()).isEqualByComparingTo(fees);
        held.forEach((symbol, quantity) -> assertThat(scene.position(symbol)).isEqualByComparingTo(quantity));
    }

    @Tries(150)
    void equity_is_start_cash_plus_results_minus_fees(long seed) {
        Scene scene = played(seed);
        AccountSummary summary = scene.exchange().summary(MAIN).orElseThrow();
        BigDecimal results = summary.positions().stream()
                .map(held -> held.realisedPnl().add(held.unrealisedPnl()))
                .reduce(BigDecimal.ZERO, BigDecimal::add);

        // The average price of a position is kept to 12 decimals.
        assertThat(summary.equity()
                        .subtract(dec("100000").add(results).subtract(summary.fees()))
                        .abs())
                .isLessThan(dec("0.000001"));
    }

    @Tries(150)
    void no_order_fills_more_than_its_quantity_and_none_after_its_end(long seed) {
        Scene scene = played(seed);
        Map<String, BigDecimal> filled = new HashMap<>();
        Set<String> ended = new HashSet<>();
        Set<String> trades = new HashSet<>();
        for (VenueEvent event : scene.events()) {
            VenueOrder order = event.order();
            if (order == null) {
                continue;
            }
            assertThat(ended).doesNotContain(order.clientOrderId());
            if (event.fill() != null) {
                assertThat(trades.add(event.fill().tradeId())).isTrue();
                filled.merge(order.clientOrderId(), event.fill().quantity(), BigDecimal::add);
            }
            assertThat(order.filledQuantity())
                    .isEqualByComparingTo(filled.getOrDefault(order.clientOrderId(), BigDecimal.ZERO))
                    .isLessThanOrEqualTo(order.quantity());
            if (!order.state().working()) {
                ended.add(order.clientOrderId());
            }
        }
    }

    @Tries(150)
    void an_order_ends_as_its_time_in_force_says(long seed) {
        Scene scene = played(seed);
        for (VenueOrder order : scene.exchange().ordersOf(MAIN)) {
            Instant goodTill = order.goodTill();
            boolean whole = order.filledQuantity().compareTo(order.quantity()) == 0;
            if (order.timeInForce() == TimeInForce.FOK) {
                assertThat(order.filledQuantity().signum() == 0 || whole)
                        .as("%s", order)
                        .isTrue();
            }
            if (order.reason() == Reason.GOOD_TILL_OVER) {
                assertThat(goodTill).as("%s", order).isNotNull();
                assertThat(order.updatedAt()).isAfterOrEqualTo(goodTill);
            }
            if (order.reason() == Reason.IOC_REMAINDER || order.reason() == Reason.FOK_UNFILLED) {
                assertThat(order.state()).isEqualTo(VenueOrderState.EXPIRED);
                assertThat(whole).isFalse();
            }
        }
        for (VenueEvent event : scene.events()) {
            if (event.fill() != null && event.order().goodTill() != null) {
                assertThat(event.at()).isBeforeOrEqualTo(event.order().goodTill());
            }
            if (event.fill() != null && event.order().type() == OrderType.LIMIT) {
                BigDecimal miss = event.fill().price().subtract(event.order().limitPrice());
                assertThat(miss.signum() * event.order().side().sign())
                        .as("a limit is never missed: %s", event)
                        .isNotPositive();
            }
        }
    }

    @Tries(150)
    void sequences_have_no_gap_and_time_never_goes_back(long seed) {
        List<VenueEvent> events = played(seed).events();
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).sequence()).isEqualTo(i + 1);
        }
        assertThat(events).extracting(VenueEvent::at).isSorted();
    }

    @Tries(150)
    void protection_never_exceeds_the_position_it_protects(long seed) {
        Scene scene = new Scene(RULES);
        Random random = new Random(seed);
        prepare(scene);
        for (int step = 0; step < STEPS; step++) {
            play(scene, random, step);
            for (String symbol : List.of(BTC, ETH)) {
                for (Side side : Side.values()) {
                    BigDecimal protecting = scene.account().working(symbol).stream()
                            .filter(order -> order.type() == OrderType.OCO && order.side() == side)
                            .map(VenueOrder::remaining)
                            .reduce(BigDecimal.ZERO, BigDecimal::add);
                    assertThat(protecting)
                            .isLessThanOrEqualTo(
                                    scene.account().position(symbol).reducibleBy(side));
                }
            }
        }
    }

    @Tries(60)
    void any_prefix_of_the_journal_gives_the_state_at_that_line(long seed) {
        Scene scene = new Scene(RULES);
        Random random = new Random(seed);
        Map<Long, Glimpse> then = new HashMap<>();
        prepare(scene);
        for (int step = 0; step < STEPS; step++) {
            int before = scene.lines().size();
            play(scene, random, step);
            if (scene.lines().size() == before + 1) {
                then.put((long) before + 1, Glimpse.of(scene.exchange()));
            }
        }
        Exchange recovered = new Exchange(RULES);
        for (JournalLine line : scene.lines()) {
            recovered.apply(line);
            Glimpse at = then.get(line.line());
            if (at != null) {
                assertThat(Glimpse.of(recovered)).isEqualTo(at);
            }
        }
    }

    @Tries(60)
    void a_recovered_exchange_goes_on_like_the_one_that_died(long seed) {
        Scene scene = played(seed);
        scene.exchange().mark().ifPresent(scene::apply);
        Scene second = new Scene(RULES);
        scene.lines().forEach(second::apply);

        assertThat(Glimpse.of(second.exchange())).isEqualTo(Glimpse.of(scene.exchange()));
        PlaceOrder next = Scene.market("one-more", Side.BUY, "0.01");
        assertThat(second.exchange().place(next, null, null))
                .isEqualTo(scene.exchange().place(next, null, null));
    }

    @Tries(100)
    void a_stop_that_follows_never_moves_away_from_the_price_and_tells_nobody(long seed) {
        Scene scene = played(seed);
        Map<String, VenueOrder> orders = new HashMap<>();
        Map<String, BigDecimal> stops = new HashMap<>();
        for (JournalLine line : scene.lines()) {
            for (Entry entry : line.entries()) {
                if (entry instanceof Entry.OrderAccepted(VenueOrder order)) {
                    orders.put(order.clientOrderId(), order);
                    stops.put(order.clientOrderId(), order.stopPrice());
                } else if (entry instanceof Entry.StopMoved(String ignored, String id, BigDecimal stop)) {
                    int way = stop.compareTo(stops.put(id, stop));
                    assertThat(way)
                            .as("%s to %s", orders.get(id), stop)
                            .isEqualTo(-orders.get(id).side().sign());
                }
            }
        }
        List<VenueEvent> told = scene.exchange().eventsOf(MAIN, 0, Integer.MAX_VALUE);
        assertThat(told)
                .extracting(VenueEvent::sequence)
                .isEqualTo(LongStream.rangeClosed(1, told.size()).boxed().toList());
    }

    @Tries(60)
    void every_id_that_was_used_is_refused_after_recovery(long seed) {
        Scene scene = played(seed);
        Exchange recovered = new Exchange(RULES);
        scene.lines().forEach(recovered::apply);

        for (VenueOrder order : scene.exchange().ordersOf(MAIN)) {
            assertThat(recovered.place(Scene.market(order.clientOrderId(), Side.BUY, "0.01"), null, null))
                    .isEqualTo(new Placement.Repeated(order));
        }
    }

    /** All that can be seen of an exchange. */
    private record Glimpse(
            Map<String, Account> accounts,
            List<VenueOrder> orders,
            List<VenueEvent> events,
            Map<String, TopOfBook> quotes,
            Map<Integer, Long> readThrough,
            long beat,
            Faults faults,
            Optional<AccountSummary> summary) {

        static Glimpse of(Exchange exchange) {
            return new Glimpse(
                    exchange.accounts(),
                    exchange.ordersOf(MAIN),
                    exchange.eventsOf(MAIN, 0, Integer.MAX_VALUE),
                    exchange.quotes(),
                    exchange.readThrough(),
                    exchange.beat(),
                    exchange.faults(),
                    exchange.summary(MAIN));
        }
    }

    private static Scene played(long seed) {
        Scene scene = new Scene(RULES);
        Random random = new Random(seed);
        prepare(scene);
        for (int step = 0; step < STEPS; step++) {
            play(scene, random, step);
        }
        return scene;
    }

    private static void prepare(Scene scene) {
        scene.exchange().open(MAIN, null).ifPresent(scene::apply);
        scene.quote(BTC, "60000", "60001", "3");
        scene.quote(ETH, "3000", "3000.5");
    }

    private static void play(Scene scene, Random random, int step) {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> scene.place(request(scene, random, step));
            case 3 ->
                scene.exchange().ordersOf(MAIN).stream()
                        .skip(random.nextInt(8))
                        .findFirst()
                        .ifPresent(order -> scene.cancel(order.clientOrderId()));
            case 4 ->
                scene.set(
                        new Faults(random.nextInt(2), 0, 0, 0, false, random.nextInt(20), 25 + random.nextInt(76), 3));
            case 5 -> scene.exchange().mark().ifPresent(scene::apply);
            case 6 -> scene.pause(random.nextInt(3));
            default -> quote(scene, random);
        }
    }

    private static void quote(Scene scene, Random random) {
        boolean btc = random.nextBoolean();
        BigDecimal mid = btc
                ? BigDecimal.valueOf(58_000 + random.nextInt(4_000))
                : BigDecimal.valueOf(2_900 + random.nextInt(200));
        BigDecimal half = BigDecimal.valueOf(random.nextInt(400) - 20, 2);
        scene.quote(
                btc ? BTC : ETH,
                mid.subtract(half).toPlainString(),
                mid.add(half).toPlainString(),
                random.nextBoolean() ? String.valueOf(1 + random.nextInt(3)) : null);
    }

    private static PlaceOrder request(Scene scene, Random random, int step) {
        String id = "o" + step;
        boolean btc = random.nextBoolean();
        String symbol = btc ? BTC : ETH;
        BigDecimal at = scene.exchange().quotes().get(symbol).bid();
        BigDecimal width = btc ? dec("700") : dec("40");
        Side side = random.nextBoolean() ? Side.BUY : Side.SELL;
        BigDecimal against = side == Side.BUY ? at.subtract(width) : at.add(width);
        BigDecimal along = side == Side.BUY ? at.add(width) : at.subtract(width);
        BigDecimal quantity = BigDecimal.valueOf(1 + random.nextInt(50), btc ? 2 : 1);
        BigDecimal distance = random.nextBoolean() ? width : null;
        PlaceOrder.Protection protection =
                random.nextBoolean() ? new PlaceOrder.Protection(id + "-oco", against, along, distance) : null;
        TimeInForce timeInForce = TimeInForce.values()[random.nextInt(TimeInForce.values().length)];
        return switch (random.nextInt(5)) {
            case 0 ->
                new PlaceOrder(
                        id,
                        MAIN,
                        symbol,
                        side,
                        OrderType.LIMIT,
                        quantity,
                        random.nextBoolean() ? against : along,
                        null,
                        timeInForce,
                        false,
                        Origin.REPLAY,
                        protection,
                        timeInForce == TimeInForce.GTD
                                ? scene.exchange().now().plusSeconds(1 + random.nextInt(9))
                                : null,
                        null);
            case 1 ->
                new PlaceOrder(
                        id,
                        MAIN,
                        symbol,
                        side,
                        OrderType.STOP,
                        quantity,
                        null,
                        along,
                        TimeInForce.GTC,
                        false,
                        Origin.REPLAY,
                        protection,
                        null,
                        distance);
            case 2 ->
                new PlaceOrder(
                        id,
                        MAIN,
                        symbol,
                        side,
                        OrderType.MARKET,
                        quantity,
                        null,
                        null,
                        TimeInForce.GTC,
                        true,
                        Origin.REPLAY,
                        null,
                        null,
                        null);
            default ->
                new PlaceOrder(
                        id,
                        MAIN,
                        symbol,
                        side,
                        OrderType.MARKET,
                        quantity,
                        null,
                        null,
                        timeInForce == TimeInForce.GTD ? TimeInForce.GTC : timeInForce,
                        false,
                        Origin.REPLAY,
                        protection,
                        null,
                        null);
        };
    }
}
