package io.ffe.execution.venue.oanda;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.ffe.execution.venue.GuardedHttp.Reply;
import io.ffe.schema.serde.Decimals;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * OANDA's JSON, as far as execution reads and writes it. Numbers are decimal strings there, and are read in whatever way they are
 * written: one that could not be read would keep the rest of the account's history from being booked. Units below zero are sold.
 */
final class OandaJson {

    private static final ObjectMapper MAPPER = Json.mapper()
            .copy()
            .registerModule(new SimpleModule("oanda-decimals").addDeserializer(BigDecimal.class, new DecimalReader()));

    private OandaJson() {}

    /** The body of an answer, or null when it is not of that type. */
    static <T> @Nullable T read(Reply reply, Class<T> type) {
        try {
            return MAPPER.readValue(reply.body(), type);
        } catch (JsonProcessingException unreadable) {
            return null;
        }
    }

    /** Takes strings and JSON numbers, exponents too. What our own wire form cannot hold cannot be booked, and is refused. */
    private static final class DecimalReader extends StdScalarDeserializer<BigDecimal> {

        private static final long serialVersionUID = 1L;

        private static final int LONGEST = 64;
        private static final int MOST_DIGITS = 18;

        DecimalReader() {
            super(BigDecimal.class);
        }

        @Override
        public BigDecimal deserialize(JsonParser json, DeserializationContext context) throws IOException {
            JsonToken token = json.currentToken();
            String text = json.getText();
            if ((token == JsonToken.VALUE_STRING || token.isNumeric()) && text.length() <= LONGEST) {
                try {
                    BigDecimal told = new BigDecimal(text);
                    // Before anything is done with it: an exponent of a billion would be written out.
                    if (told.scale() >= -MOST_DIGITS && Decimals.fits(told)) {
                        return told.scale() > MOST_DIGITS
                                ? told.stripTrailingZeros()
                                : told.setScale(Math.max(0, told.scale()));
                    }
                } catch (NumberFormatException noNumber) {
                    // Refused below, together with what is neither text nor number.
                }
            }
            return context.reportInputMismatch(
                    this,
                    "is %s, expected a decimal with at most 20 digits before and 18 after the point",
                    text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
        }
    }

    /** What a client may write on an order or a trade. Not for accounts that are tied to MT4. */
    record ClientExtensions(
            @Nullable String id,
            @Nullable String tag,
            @Nullable String comment) {

        static ClientExtensions of(String id) {
            return new ClientExtensions(id, "ffe", null);
        }
    }

    /** Stop loss or take profit that OANDA makes an order of the moment the entry fills. */
    record OnFill(
            String price, String timeInForce, @Nullable ClientExtensions clientExtensions) {}

    record OnFillTrailing(
            String distance, String timeInForce, @Nullable ClientExtensions clientExtensions) {}

    record OrderRequest(
            String type,
            String instrument,
            String units,
            String timeInForce,
            String positionFill,
            @Nullable String price,
            @Nullable Instant gtdTime,
            ClientExtensions clientExtensions,
            @Nullable ClientExtensions tradeClientExtensions,
            @Nullable OnFill stopLossOnFill,
            @Nullable OnFill takeProfitOnFill,
            @Nullable OnFillTrailing trailingStopLossOnFill) {}

    record NewOrder(OrderRequest order) {}

    /** An order as GET tells it. Stop losses and take profits have a trade and no instrument or units of their own. */
    record Order(
            String id,
            String type,
            String state,
            @Nullable String instrument,
            @Nullable BigDecimal units,
            @Nullable String positionFill,

            @JsonProperty("tradeID") @Nullable String tradeId,

            @JsonProperty("fillingTransactionID") @Nullable String fillingTransactionId,

            @JsonProperty("cancellingTransactionID") @Nullable
            String cancellingTransactionId,

            @JsonProperty("replacesOrderID") @Nullable String replacesOrderId,

            @Nullable ClientExtensions clientExtensions) {}

    record OrderAnswer(
            Order order,

            @JsonProperty("lastTransactionID") @Nullable String lastTransactionId) {}

    record OrderList(List<Order> orders) {}

    record TradeOpened(
            @JsonProperty("tradeID") String tradeId,
            BigDecimal units,
            @Nullable BigDecimal price) {}

    /** A trade that a fill closed wholly or in part. */
    record TradeReduced(
            @JsonProperty("tradeID") String tradeId,
            BigDecimal units,
            @Nullable BigDecimal price,
            @JsonProperty("realizedPL") @Nullable BigDecimal realized) {}

    /**
     * One entry of the account's history, whatever its type; what a type does not have is absent.
     *
     * @param id a whole number that rises
     * @param price of an order; of a fill OANDA documents it as deprecated: its trades have the exact ones
     * @param fullVwap of a fill: its price where no guarantee changed it
     * @param replacesOrderId of an order that goes on for another, which was moved at OANDA or adjusted for a dividend
     * @param replacedByOrderId of a cancellation after which another order goes on
     * @param pl result in account currency, before financing and commission
     * @param accountBalance after the transaction
     */
    record Transaction(
            String id,
            String type,
            @Nullable Instant time,

            @JsonProperty("batchID") @Nullable String batchId,

            @Nullable String instrument,
            @Nullable BigDecimal units,
            @Nullable BigDecimal price,

            @JsonProperty("fullVWAP") @Nullable BigDecimal fullVwap,

            @Nullable String positionFill,
            @Nullable String reason,
            @Nullable String rejectReason,

            @JsonProperty("orderID") @Nullable String orderId,

            @JsonProperty("clientOrderID") @Nullable String clientOrderId,

            @JsonProperty("tradeID") @Nullable String tradeId,

            @JsonProperty("replacesOrderID") @Nullable String replacesOrderId,

            @JsonProperty("replacedByOrderID") @Nullable String replacedByOrderId,

            @Nullable ClientExtensions clientExtensions,
            @Nullable TradeOpened tradeOpened,
            @Nullable List<TradeReduced> tradesClosed,
            @Nullable TradeReduced tradeReduced,
            @Nullable BigDecimal pl,
            @Nullable BigDecimal financing,
            @Nullable BigDecimal commission,
            @Nullable BigDecimal guaranteedExecutionFee,
            @Nullable BigDecimal amount,
            @Nullable BigDecimal dividendAdjustment,
            @Nullable BigDecimal accountBalance) {

        static final String NEVER_GIVEN = "NEVER_GIVEN";

        /** Stands for a number that OANDA never gave. */
        static Transaction neverGiven(long number, @Nullable Instant time) {
            return new Transaction(
                    String.valueOf(number),
                    NEVER_GIVEN,
                    time,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }

        long number() {
            return Long.parseLong(id);
        }

        /** A cancellation that is no end: another order goes on for this one. */
        boolean replaces() {
            return replacedByOrderId != null && reason != null && reason.endsWith("_REPLACED");
        }

        /** The client's id of the order that this transaction creates or refuses, or null. */
        @Nullable
        String ownClientId() {
            return clientExtensions == null ? null : clientExtensions.id();
        }
    }

    record TransactionPage(
            List<Transaction> transactions,

            @JsonProperty("lastTransactionID") String lastTransactionId) {}

    record TransactionAnswer(Transaction transaction) {}

    /** What POST and PUT on orders answer; which parts are there says what became of the request. */
    record OrderResponse(
            @Nullable Transaction orderCreateTransaction,
            @Nullable Transaction orderFillTransaction,
            @Nullable Transaction orderCancelTransaction,
            @Nullable Transaction orderRejectTransaction,
            @Nullable Transaction orderCancelRejectTransaction,
            @Nullable String errorCode,
            @Nullable String errorMessage) {}

    record Problem(@Nullable String errorCode, @Nullable String errorMessage) {}

    record Trade(String id, String instrument, BigDecimal price, BigDecimal currentUnits) {}

    /** The whole account at one transaction. */
    record Account(String id, String currency, BigDecimal balance, List<Trade> trades, List<Order> orders) {}

    record AccountAnswer(
            Account account,

            @JsonProperty("lastTransactionID") String lastTransactionId) {}

    record Summary(
            String id, String currency, boolean hedgingEnabled, BigDecimal balance, BigDecimal marginAvailable) {}

    record SummaryAnswer(
            Summary account,

            @JsonProperty("lastTransactionID") String lastTransactionId) {}

    /** An account that the token may use. */
    record Listed(
            String id,

            @JsonProperty("mt4AccountID") @Nullable Integer mt4AccountId) {}

    record AccountList(List<Listed> accounts) {}

    record InstrumentFacts(
            String name,
            int pipLocation,
            int displayPrecision,
            int tradeUnitsPrecision,
            BigDecimal minimumTradeSize,
            BigDecimal maximumOrderUnits,
            BigDecimal marginRate,
            @Nullable BigDecimal minimumTrailingStopDistance,
            @Nullable BigDecimal maximumTrailingStopDistance) {}

    /** Whether an instrument trades now: older answers say {@code status}, newer ones {@code tradeable}. */
    record Price(
            String instrument,
            @Nullable Boolean tradeable,
            @Nullable String status) {

        boolean isTradeable() {
            return !Boolean.FALSE.equals(tradeable) && (status == null || status.equals("tradeable"));
        }
    }

    record PriceList(List<Price> prices) {}

    record InstrumentList(List<InstrumentFacts> instruments) {}

    /** A line of the transaction stream, as far as it is needed: which transaction it tells of. */
    record StreamLine(
            @Nullable String type,
            @Nullable String id,

            @JsonProperty("lastTransactionID") @Nullable String lastTransactionId,

            @Nullable String errorMessage) {}
}
