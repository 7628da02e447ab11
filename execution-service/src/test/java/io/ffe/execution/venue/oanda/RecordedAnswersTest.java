package io.ffe.execution.venue.oanda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ffe.execution.venue.GuardedHttp.Reply;
import io.ffe.execution.venue.oanda.OandaJson.AccountList;
import io.ffe.execution.venue.oanda.OandaJson.InstrumentList;
import io.ffe.execution.venue.oanda.OandaJson.OrderAnswer;
import io.ffe.execution.venue.oanda.OandaJson.OrderList;
import io.ffe.execution.venue.oanda.OandaJson.OrderResponse;
import io.ffe.execution.venue.oanda.OandaJson.SummaryAnswer;
import io.ffe.execution.venue.oanda.OandaJson.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** OANDA's own answers, as they came, from the folder that FFE_SHARED names. */
class RecordedAnswersTest {

    private static <T> T read(String name, Class<T> type) throws IOException {
        Optional<Path> file = Stream.of(System.getenv("FFE_SHARED"), "../../shared", "../shared")
                .filter(Objects::nonNull)
                .map(folder -> Path.of(folder, "fixtures", "oanda", name))
                .filter(Files::isReadable)
                .findFirst();
        assumeTrue(
                file.isPresent(),
                () -> name + " is not here: set FFE_SHARED to the folder that has fixtures/oanda/" + name);
        T body = OandaJson.read(new Reply(200, Files.readString(file.get())), type);
        assertThat(body).as(name + " as " + type.getSimpleName()).isNotNull();
        return body;
    }

    @Test
    void a_market_order_that_filled() throws IOException {
        OrderResponse response = read("order_create_market_201_filled.json", OrderResponse.class);

        Transaction fill = Objects.requireNonNull(response.orderFillTransaction());
        assertThat(fill.orderId())
                .isEqualTo(Objects.requireNonNull(response.orderCreateTransaction())
                        .id());
        assertThat(fill.price()).isEqualByComparingTo("1.05563");
        assertThat(fill.units()).isEqualByComparingTo("10000");
        assertThat(Objects.requireNonNull(fill.tradeOpened()).tradeId())
                .as("a trade has the number of the fill that opened it")
                .isEqualTo(fill.id());
    }

    @Test
    void two_201s_that_are_cancellations() throws IOException {
        for (String name : new String[] {
            "order_create_market_201_cancelled.json", "order_create_market_201_insufficient_margin.json"
        }) {
            OrderResponse response = read(name, OrderResponse.class);
            assertThat(response.orderFillTransaction()).isNull();
            assertThat(OandaRefusal.of(Objects.requireNonNull(response.orderCancelTransaction())
                            .reason()))
                    .isEqualTo(OandaRefusal.FINAL);
        }
    }

    @Test
    void refusals_with_and_without_a_transaction() throws IOException {
        OrderResponse margin = read("errors/400_order_reject_insufficient_margin.json", OrderResponse.class);
        OrderResponse instrument = read("errors/400_invalid_instrument.json", OrderResponse.class);
        OrderResponse token = read("errors/401.json", OrderResponse.class);

        assertThat(Objects.requireNonNull(margin.orderRejectTransaction()).rejectReason())
                .isEqualTo("INSUFFICIENT_MARGIN");
        assertThat(instrument.orderRejectTransaction()).isNull();
        assertThat(instrument.errorMessage()).startsWith("Invalid value specified for");
        assertThat(token.errorMessage()).contains("authorization");
    }

    @Test
    void accounts_instruments_and_orders() throws IOException {
        assertThat(read("accounts.json", AccountList.class).accounts()).hasSize(2);
        assertThat(read("account_summary.json", SummaryAnswer.class).account().currency())
                .isEqualTo("EUR");
        assertThat(read("account_instruments.json", InstrumentList.class).instruments())
                .anySatisfy(facts -> {
                    assertThat(facts.name()).isEqualTo("EUR_USD");
                    assertThat(facts.displayPrecision()).isEqualTo(5);
                    assertThat(facts.pipLocation()).isEqualTo(-4);
                    assertThat(facts.marginRate()).isEqualByComparingTo("0.05");
                });
        assertThat(read("orders_pending.json", OrderList.class).orders()).hasSize(1);
        assertThat(read("order_details.json", OrderAnswer.class).order().state())
                .isEqualTo("PENDING");
        assertThat(Objects.requireNonNull(read("order_cancel_200.json", OrderResponse.class)
                                .orderCancelTransaction())
                        .orderId())
                .isEqualTo("2307");
        assertThat(read("order_create_limit_201.json", OrderResponse.class).orderCreateTransaction())
                .isNotNull();
    }
}
