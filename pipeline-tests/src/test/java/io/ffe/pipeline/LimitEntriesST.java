package io.ffe.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.ffe.pipeline.SwingingPrices.Market;
import io.ffe.schema.event.Execution;
import io.ffe.schema.event.OrderIntent;
import io.ffe.schema.event.OrderIntent.Purpose;
import io.ffe.schema.event.OrderState;
import io.ffe.schema.event.OrderType;
import io.ffe.schema.event.Side;
import io.ffe.schema.event.TimeInForce;
import io.ffe.schema.event.Verdict;
import io.ffe.schema.topic.Topics;
import io.ffe.stack.run.FeedOptions;
import io.ffe.stack.run.Service;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Limit entries whose stops follow the price, from risk's settings to the paper venue's book and back, in a replay; and the same replay with
 * deaths in it.
 */
@EnabledIfSystemProperty(
        named = "ffe.test.full",
        matches = "true",
        disabledReason = "two whole replays: ./ffe test --full")
class LimitEntriesST {

    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final Map<String, String> RESTING = Map.of(
            "FFE_RISK_PORTFOLIOS_MAIN_ENTRY_TYPE", "limit",
            "FFE_RISK_PORTFOLIOS_MAIN_ENTRY_LIMIT_OFFSET", "0.0004",
            "FFE_RISK_PORTFOLIOS_MAIN_ENTRY_TIME_IN_FORCE", "gtc",
            "FFE_RISK_PORTFOLIOS_MAIN_ENTRY_TRAILING_STOP", "true");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path state;

    private static FeedOptions feed() {
        return SwingingPrices.replay(state, 30 * 60, Market.BTCUSDT, Market.ETHUSDT);
    }

    @Test
    void what_rests_fills_at_its_limit_or_ends_in_time_and_deaths_change_nothing_of_it() throws Exception {
        Story peace;
        List<String> pulled;
        try (Pipeline pipeline = Pipeline.start(state.resolve("peace"), "peace", feed(), RESTING, servers -> {})) {
            pipeline.awaitEnd(LIMIT);
            Journal journal = pipeline.journal();
            check(journal);
            assertThat(pipeline.audit().violations()).isEmpty();
            peace = Story.of(journal);
            pulled = stopsPulled(pipeline);
            assertThat(pulled).as("stops that followed the price").isNotEmpty();
            System.out.println("limit entries: stops followed the price " + pulled.size() + " times");
        }
        try (Pipeline pipeline = Pipeline.start(state.resolve("deaths"), "deaths", feed(), RESTING, servers -> {})) {
            pipeline.await("half an hour of beats", LIMIT, replay -> replay.beats() > 30);
            for (Service victim : List.of(Service.EXECUTION, Service.PAPER_VENUE, Service.RISK, Service.EXECUTION)) {
                if (pipeline.replay().filter(replay -> replay.over()).isEmpty()) {
                    pipeline.kill(victim);
                    pipeline.awaitReady(victim, LIMIT);
                }
            }
            pipeline.awaitEnd(LIMIT);
            assertThat(pipeline.audit().violations()).isEmpty();

            assertThat(Story.of(pipeline.journal()).differences(peace)).isEmpty();
            assertThat(stopsPulled(pipeline)).isEqualTo(pulled);
        }
    }

    private static void check(Journal journal) {
        Map<String, Verdict> entries = journal.events(Topics.VERDICTS, Verdict.class).stream()
                .filter(verdict -> verdict.intent() != null && verdict.intent().purpose() == Purpose.ENTRY)
                .collect(Collectors.toMap(Verdict::verdictId, Function.identity()));
        assertThat(entries).isNotEmpty();
        assertThat(entries.values()).allSatisfy(verdict -> {
            OrderIntent intent = verdict.intent();
            assertThat(intent.orderType()).isEqualTo(OrderType.LIMIT);
            assertThat(intent.timeInForce()).isEqualTo(TimeInForce.GTC);
            assertThat(intent.limitPrice().compareTo(intent.referencePrice()))
                    .isEqualTo(intent.side() == Side.BUY ? -1 : 1);
            assertThat(intent.trailingDistance())
                    .isEqualByComparingTo(
                            intent.limitPrice().subtract(intent.stopLoss()).abs());
        });
        int filled = 0;
        int over = 0;
        for (Execution execution : journal.executions()) {
            Execution.OrderStatus order = execution.order();
            if (order == null || order.purpose() != Purpose.ENTRY) {
                continue;
            }
            Verdict verdict = entries.get(order.verdictId());
            OrderIntent intent = verdict.intent();
            if (execution.fill() != null) {
                filled++;
                assertThat(execution
                                        .fill()
                                        .price()
                                        .subtract(intent.limitPrice())
                                        .signum()
                                * intent.side().sign())
                        .isNotPositive();
                assertThat(execution.occurredAt()).isBefore(latest(verdict));
            } else if (order.state() == OrderState.CANCELED) {
                over++;
                assertThat(execution.occurredAt()).isBefore(latest(verdict));
            }
        }
        System.out.printf(
                "limit entries: %d approved, %d fills, %d ended without all of it%n", entries.size(), filled, over);
        assertThat(filled).as("entries that filled").isPositive();
        assertThat(over).as("entries whose time was over").isPositive();
    }

    /** Where stops came to, in their order; ids have the run in them. */
    private static List<String> stopsPulled(Pipeline pipeline) throws IOException {
        return pipeline.venueEntries("STOP_MOVED").stream()
                .map(entry -> entry.path("stopPrice").asText())
                .toList();
    }

    /** The beat that ends it is the first after its validity, and beats come each logical minute while an order works. */
    private static Instant latest(Verdict verdict) {
        return verdict.validUntil().plusSeconds(120);
    }
}
