package io.ffe.execution.venue.oanda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An OANDA account over real HTTP, in v20's words: one history of consecutive transactions, trades with stop loss and take profit,
 * market orders that fill or are cancelled inside a 201, pending orders that trade when the price gets there. It is as unhelpful as the
 * real one was found to be: an order is found by its client id only while it is pending, and only then is a repeated id refused, so a
 * market order that comes twice fills twice.
 *
 * <p>Currency USD; instruments EUR_USD and GBP_USD (5 digits), XAU_USD and USD_JPY (3), BTC_USD and ETH_USD (1, units in hundredths).
 */
public final class StubOanda implements AutoCloseable {

    /** What happens to the next new order. */
    public enum Fault {
        /** Taken, and the answer never comes. */
        TIMEOUT_AFTER_ACCEPT,
        /** Taken, and answered with 502 of something in between. */
        ERROR_AFTER_ACCEPT,
        /** Taken, and the connection is cut. */
        CUT_AFTER_ACCEPT,
        /** Not taken, and the answer never comes. */
        LOST,
        /** Not answered, and taken only when {@link #arrive} is called. */
        LATE,
        /** Not taken, 429 with Retry-After. */
        RATE_LIMITED,
        /** Not taken, 429 that says nothing. */
        RATE_LIMITED_SILENTLY,
        /** Taken, and answered with something that is no JSON. */
        GARBLED_AFTER_ACCEPT
    }

    public static final String ACCOUNT = "101-004-1435156-001";
    public static final String TOKEN = "0123456789abcdef".repeat(2) + "-" + "fedcba9876543210".repeat(2);
    private static final BigDecimal START_BALANCE = new BigDecimal("100000.0000");
    private static final BigDecimal MARGIN_RATE = new BigDecimal("0.05");
    private static final int PAGE = 1000;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<ObjectNode> transactions = new ArrayList<>();
    private final Map<String, ObjectNode> orders = new LinkedHashMap<>();
    private final Map<String, Trade> trades = new LinkedHashMap<>();
    private final Map<String, Terms> instruments = new LinkedHashMap<>();
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final Deque<JsonNode> late = new ArrayDeque<>();
    private final List<String> journal = new ArrayList<>();
    private final List<Stream> streams = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private BigDecimal balance = START_BALANCE;
    private String currency = "USD";
    private boolean hedging;
    private boolean mt4;
    private boolean down;
    private boolean mute;
    private boolean silent;
    private boolean remembersTradeIds;
    private boolean tellsHistoryAskew;
    private int retryAfter = 1;
    private long leftOut;
    private boolean holding;
    private @Nullable String rejectNext;
    private @Nullable BigDecimal liquidity;
    private BigDecimal commission = BigDecimal.ZERO;
    private final Map<String, String> refusedLegs = new LinkedHashMap<>();
    private Consumer<ObjectNode> spelling = fill -> {};

    private static final class Terms {
        private final String name;
        private final int unitsPrecision;
        private int precision;
        private boolean halted;
        private boolean closed;
        private BigDecimal bid;
        private BigDecimal ask;

        Terms(String name, int precision, int unitsPrecision, String bid, String ask) {
            this.name = name;
            this.unitsPrecision = unitsPrecision;
            this.precision = precision;
            this.bid = new BigDecimal(bid);
            this.ask = new BigDecimal(ask);
        }
    }

    private static final class Trade {
        private final String id;
        private final String instrument;
        private final BigDecimal price;
        private final @Nullable String clientId;
        private BigDecimal units;

        Trade(String id, String instrument, BigDecimal price, BigDecimal units, @Nullable String clientId) {
            this.id = id;
            this.instrument = instrument;
            this.price = price;
            this.units = units;
            this.clientId = clientId;
        }
    }

    /** One reader of the transaction stream. */
    private record Stream(OutputStream out, CountDownLatch ended) {}

    public StubOanda() {
        List.of(
                        new Terms("EUR_USD", 5, 0, "1.09990", "1.10000"),
                        new Terms("GBP_USD", 5, 0, "1.26990", "1.27000"),
                        new Terms("XAU_USD", 3, 0, "2400.000", "2400.500"),
                        new Terms("USD_JPY", 3, 0, "148.498", "148.512"),
                        new Terms("BTC_USD", 1, 2, "59999.0", "60000.0"),
                        new Terms("ETH_USD", 1, 2, "2999.0", "3000.0"))
                .forEach(terms -> instruments.put(terms.name, terms));
        transaction("CREATE").put("homeCurrency", currency).put("accountNumber", 1);
        transaction("TRANSFER_FUNDS")
                .put("amount", START_BALANCE.toPlainString())
                .put("fundingReason", "CLIENT_FUNDING")
                .put("accountBalance", balance.toPlainString());
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException failed) {
            throw new IllegalStateException("no port for the stub of OANDA", failed);
        }
        server.createContext("/v3", this::serve);
        server.setExecutor(threads);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    // What a test says happens.

    public synchronized void next(Fault fault) {
        faults.add(fault);
    }

    /** While down, every request is answered with 503 and nothing is taken. */
    public synchronized void down(boolean isDown) {
        down = isDown;
    }

    /** While mute, questions are answered with 500; orders and cancels are taken. */
    public synchronized void mute(boolean isMute) {
        mute = isMute;
    }

    /** While silent, the stream tells nothing, not even heartbeats, on an open connection. */
    public synchronized void silent(boolean isSilent) {
        silent = isSilent;
    }

    /** The way OANDA documents CLIENT_TRADE_ID_ALREADY_EXISTS; off, so that nothing is proved by it. */
    public synchronized void remembersTradeIds(boolean remembers) {
        remembersTradeIds = remembers;
    }

    /** While holding, market orders stay pending until {@link #fillPart}: a matching that takes its time. */
    public synchronized void holding(boolean isHolding) {
        holding = isHolding;
    }

    public synchronized void rejectNext(String reason) {
        rejectNext = reason;
    }

    /** How OANDA writes fills from now on; what they did to the account stays as it is. */
    public synchronized void fillsAre(Consumer<ObjectNode> change) {
        spelling = change;
    }

    /** A part of a held order trades. */
    public synchronized void fillPart(String clientId, String quantity, String price) {
        ObjectNode order = find("@" + clientId);
        Terms terms = instruments.get(order.path("instrument").asText());
        BigDecimal units = new BigDecimal(quantity)
                .multiply(BigDecimal.valueOf(decimal(order, "units").signum()));
        BigDecimal filled = new BigDecimal(order.path("filledUnits").asText("0")).add(units);
        order.put("filledUnits", filled.toPlainString());
        fill(order, terms, units, new BigDecimal(price), "MARKET_ORDER");
        order.put("state", filled.compareTo(decimal(order, "units")) == 0 ? "FILLED" : "PENDING");
    }

    /** What each fill costs from now on; below zero OANDA pays. */
    public synchronized void commission(String amount) {
        commission = new BigDecimal(amount);
    }

    /** Of the next market order only so much trades, and the rest is given up. */
    public synchronized void fillsOnly(String units) {
        liquidity = new BigDecimal(units);
    }

    /** A part of a pending order trades, and OANDA issues another order for the rest in the same batch. */
    public synchronized void fillPartAndIssueAnew(String clientId, String quantity, String price) {
        ObjectNode order = find("@" + clientId);
        BigDecimal all = decimal(order, "units");
        BigDecimal part = new BigDecimal(quantity).multiply(BigDecimal.valueOf(all.signum()));
        String type = order.path("type").asText();
        ObjectNode fill = fill(
                order,
                instruments.get(order.path("instrument").asText()),
                part,
                new BigDecimal(price),
                type + "_ORDER");
        ObjectNode rest = transaction(type + "_ORDER")
                .put("batchID", fill.path("batchID").asText())
                .put("units", all.subtract(part).toPlainString());
        for (String field : List.of("instrument", "price", "timeInForce", "positionFill", "clientExtensions")) {
            rest.set(field, order.get(field));
        }
        tell(rest);
        order(rest, type);
    }

    /**
     * Somebody moves a pending order in OANDA's own interface, which puts another in its place.
     *
     * @param reason of the cancellation
     * @param keepsId whether the other has the client's id
     */
    public synchronized void move(String clientId, String price, String reason, boolean keepsId) {
        ObjectNode order = find("@" + clientId);
        String type = order.path("type").asText();
        ObjectNode cancel =
                cancel(order, reason, null, change -> change.put("replacedByOrderID", String.valueOf(lastId() + 1)));
        ObjectNode other = transaction(type + "_ORDER")
                .put("batchID", cancel.path("batchID").asText())
                .put("reason", "REPLACEMENT")
                .put("replacesOrderID", order.path("id").asText());
        for (String field : List.of("instrument", "units", "timeInForce", "positionFill", "tradeID")) {
            if (order.has(field)) {
                other.set(field, order.get(field));
            }
        }
        if (keepsId) {
            other.set("clientExtensions", order.get("clientExtensions"));
        }
        other.put("price", price);
        tell(other);
        order(other, type);
    }

    /**
     * Orders of this type that come with a fill are refused from now on.
     *
     * @param type as in {@code STOP_LOSS}
     */
    public synchronized void refusesOnFill(String type, String reason) {
        refusedLegs.put(type, reason);
    }

    /** Somebody takes one order off in OANDA's own interface. */
    public synchronized void cancelByHand(String clientId) {
        cancel(find("@" + clientId), "CLIENT_REQUEST", null);
    }

    /** OANDA cancels what is left of an order by itself. */
    public synchronized void end(String clientId) {
        cancel(find("@" + clientId), "INSUFFICIENT_LIQUIDITY", null);
    }

    /** Its time in force is over. */
    public synchronized void expire(String clientId) {
        cancel(find("@" + clientId), "TIME_IN_FORCE_EXPIRED", null);
    }

    /** Something that is in the account and in no transaction. */
    public synchronized void appear(String instrument, String units) {
        String id = "T" + trades.size();
        trades.put(id, new Trade(id, instrument, BigDecimal.ZERO, new BigDecimal(units), null));
    }

    /** Somebody else's order works. */
    public synchronized void outsideOrder(String clientId, String instrument) {
        ObjectNode order = Json.mapper()
                .createObjectNode()
                .put("type", "LIMIT")
                .put("instrument", instrument)
                .put("units", "1")
                .put("price", "1")
                .put("timeInForce", "GTC")
                .put("positionFill", "DEFAULT");
        order.putObject("clientExtensions").put("id", clientId);
        create(order);
    }

    /** Pages leave this number out; asked for by itself it is there. */
    public synchronized void leavesOut(long number) {
        leftOut = number;
    }

    /** Pages of transactions come newest first, with a repeat. */
    public synchronized void tellsHistoryAskew(boolean askew) {
        tellsHistoryAskew = askew;
    }

    public synchronized void currency(String code) {
        currency = code;
    }

    public synchronized void hedging(boolean enabled) {
        hedging = enabled;
    }

    public synchronized void mt4(boolean tied) {
        mt4 = tied;
    }

    public synchronized void retryAfter(int seconds) {
        retryAfter = seconds;
    }

    public synchronized void halted(String instrument, boolean isHalted) {
        instruments.get(instrument).halted = isHalted;
    }

    /** The weekend: halted, and prices say so. */
    public synchronized void closed(String instrument, boolean isClosed) {
        instruments.get(instrument).closed = isClosed;
        halted(instrument, isClosed);
    }

    /** OANDA takes other digits from now on. */
    public synchronized void precision(String instrument, int digits) {
        instruments.get(instrument).precision = digits;
    }

    /** The market moves; pending orders that are reached trade. */
    public synchronized void price(String instrument, String bid, String ask) {
        Terms terms = instruments.get(instrument);
        terms.bid = new BigDecimal(bid);
        terms.ask = new BigDecimal(ask);
        for (ObjectNode order : List.copyOf(orders.values())) {
            if (isPending(order) && instrumentOf(order).equals(instrument)) {
                trigger(order, terms);
            }
        }
    }

    /** The request that was under way all the time arrives. */
    public synchronized void arrive() {
        create(late.remove());
    }

    /** Somebody trades by hand, without a client id. */
    public synchronized void byHand(String instrument, String units) {
        create(Json.mapper()
                .createObjectNode()
                .put("type", "MARKET")
                .put("instrument", instrument)
                .put("units", units)
                .put("timeInForce", "FOK")
                .put("positionFill", "DEFAULT"));
    }

    /** The daily payment for what is held over night. */
    public synchronized void financing(String amount) {
        balance = balance.add(new BigDecimal(amount));
        tell(transaction("DAILY_FINANCING")
                .put("financing", amount)
                .put("accountBalance", balance.toPlainString())
                .put("accountFinancingMode", "DAILY"));
    }

    /** Transactions that mean nothing for the books. */
    public synchronized void idle(int count) {
        for (int each = 0; each < count; each++) {
            tell(transaction("CLIENT_CONFIGURE").put("marginRate", MARGIN_RATE.toPlainString()));
        }
    }

    /** A line on all open streams, as it is. */
    public synchronized void say(String line) {
        for (Stream stream : streams) {
            write(stream, line);
        }
    }

    /** What comes every five seconds. */
    public synchronized void heartbeat() {
        if (!silent) {
            say("{\"type\":\"HEARTBEAT\",\"lastTransactionID\":\"" + lastId() + "\",\"time\":\"" + Instant.EPOCH
                    + "\"}");
        }
    }

    /** Tells a transaction on the stream again. */
    public synchronized void repeat(long id) {
        say(text(transactions.get((int) id - 1)));
    }

    // What a test may look at.

    /** Requests as {@code METHOD PATH}, in order of arrival, without the account. */
    public synchronized List<String> journal() {
        return List.copyOf(journal);
    }

    public synchronized long requests(String methodAndPath) {
        return journal.stream().filter(methodAndPath::equals).count();
    }

    public synchronized int openStreams() {
        return streams.size();
    }

    public synchronized long lastId() {
        return transactions.size();
    }

    /** Orders that were ever created under a client id; two of them are a doubled order. */
    public synchronized long ordersOf(String clientId) {
        return transactions.stream()
                .filter(each -> each.path("type").asText().endsWith("_ORDER")
                        && each.path("clientExtensions").path("id").asText().equals(clientId))
                .count();
    }

    /** Fills under a client id. */
    public synchronized long fillsOf(String clientId) {
        return transactions.stream()
                .filter(each -> each.path("type").asText().equals("ORDER_FILL")
                        && each.path("clientOrderID").asText().equals(clientId))
                .count();
    }

    public synchronized BigDecimal units(String instrument) {
        return trades.values().stream()
                .filter(trade -> trade.instrument.equals(instrument))
                .map(trade -> trade.units)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Balance less what open trades cost: what the account would hold if positions were paid for. */
    public synchronized BigDecimal cash() {
        return trades.values().stream()
                .map(trade -> trade.units.multiply(trade.price))
                .reduce(balance, BigDecimal::subtract);
    }

    /** The client ids of all orders that were ever created, in their order, with repeats. */
    public synchronized List<String> takenIds() {
        return transactions.stream()
                .filter(each -> each.path("type").asText().endsWith("_ORDER"))
                .map(each -> each.path("clientExtensions").path("id").asText())
                .filter(id -> !id.isEmpty())
                .toList();
    }

    /** Units that pending stops would close. */
    public synchronized BigDecimal covered(String instrument) {
        return orders.values().stream()
                .filter(order -> isPending(order) && instrumentOf(order).equals(instrument))
                .filter(order -> order.path("type").asText().startsWith("STOP"))
                .map(order -> order.has("tradeID")
                        ? trades.get(order.path("tradeID").asText()).units.abs()
                        : decimal(order, "units").abs())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    public synchronized long pendingOrders() {
        return orders.values().stream().filter(this::isPending).count();
    }

    public synchronized List<String> types() {
        return transactions.stream().map(each -> each.path("type").asText()).toList();
    }

    public synchronized JsonNode lastRequest() {
        return lastRequest;
    }

    private JsonNode lastRequest = Json.mapper().createObjectNode();

    @Override
    public void close() {
        closing.countDown();
        synchronized (this) {
            streams.forEach(stream -> stream.ended.countDown());
        }
        server.stop(0);
        threads.shutdownNow();
    }

    // HTTP.

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            String path = exchange.getRequestURI().getPath().substring("/v3".length());
            String query = exchange.getRequestURI().getQuery();
            String account = "/accounts/" + ACCOUNT;
            String inside = path.startsWith(account) ? path.substring(account.length()) : path;
            JsonNode body = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            if (method.equals("GET") && inside.equals("/transactions/stream")) {
                stream(exchange);
                return;
            }
            Answer answer = answer(exchange, method, path, inside, query == null ? "" : query, body);
            switch (answer.way) {
                case NORMAL -> send(exchange, answer);
                case NEVER -> closing.await(30, TimeUnit.SECONDS);
                case CUT -> {}
            }
        } catch (InterruptedException ending) {
            Thread.currentThread().interrupt();
        }
    }

    private enum Way {
        NORMAL,
        NEVER,
        CUT
    }

    private record Answer(
            int status, String body, Way way, @Nullable String retryAfter) {

        static Answer of(int status, JsonNode body) {
            return new Answer(status, text(body), Way.NORMAL, null);
        }

        static Answer problem(int status, @Nullable String code, String message) {
            ObjectNode body = Json.mapper().createObjectNode().put("errorMessage", message);
            if (code != null) {
                body.put("errorCode", code);
            }
            return of(status, body);
        }
    }

    private synchronized Answer answer(
            HttpExchange exchange, String method, String path, String inside, String query, JsonNode body) {
        journal.add(method + " " + inside + (query.isEmpty() ? "" : "?" + query));
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            return Answer.problem(401, null, "Insufficient authorization to perform request.");
        }
        if (down) {
            return new Answer(503, "<html>Service Unavailable</html>", Way.NORMAL, null);
        }
        if (mute && method.equals("GET")) {
            return new Answer(500, "{}", Way.NORMAL, null);
        }
        if (path.equals("/accounts")) {
            return accounts();
        }
        if (!path.startsWith("/accounts/" + ACCOUNT)) {
            return Answer.problem(403, null, "Insufficient authorization to perform request.");
        }
        return switch (method) {
            case "POST" -> placed(body.path("order"));
            case "PUT" -> canceled(inside.split("/")[2]);
            default -> asked(inside, query);
        };
    }

    private Answer asked(String inside, String query) {
        ObjectNode body = Json.mapper().createObjectNode();
        if (inside.isEmpty()) {
            body.set("account", account());
        } else if (inside.equals("/summary")) {
            ObjectNode summary = account();
            summary.remove(List.of("trades", "positions", "orders"));
            body.set("account", summary);
        } else if (inside.equals("/instruments")) {
            ArrayNode list = body.putArray("instruments");
            instruments.values().forEach(terms -> list.add(facts(terms)));
        } else if (inside.equals("/pricing")) {
            Terms terms = instruments.get(query.substring("instruments=".length()));
            ObjectNode price = body.putArray("prices").addObject().put("instrument", terms.name);
            price.put("tradeable", !terms.closed).put("status", terms.closed ? "non-tradeable" : "tradeable");
        } else if (inside.equals("/pendingOrders")) {
            ArrayNode list = body.putArray("orders");
            orders.values().stream().filter(this::isPending).forEach(list::add);
        } else if (inside.startsWith("/orders/")) {
            return orderAnswer(decoded(inside.substring("/orders/".length())));
        } else if (inside.equals("/transactions/sinceid")) {
            return sinceId(Long.parseLong(query.substring("id=".length())));
        } else if (inside.startsWith("/transactions/")) {
            long id = Long.parseLong(inside.substring("/transactions/".length()));
            if (id < 1 || id > lastId()) {
                return Answer.problem(404, "NO_SUCH_TRANSACTION", "The transaction ID specified does not exist");
            }
            body.set("transaction", transactions.get((int) id - 1));
        } else if (inside.startsWith("/trades/")) {
            return tradeAnswer(inside.substring("/trades/".length()));
        } else {
            return Answer.problem(404, null, "no such path " + inside);
        }
        body.put("lastTransactionID", String.valueOf(lastId()));
        return Answer.of(200, body);
    }

    private Answer accounts() {
        ObjectNode body = Json.mapper().createObjectNode();
        ArrayNode list = body.putArray("accounts");
        list.addObject().put("id", "101-004-1435156-002").putArray("tags");
        ObjectNode ours = list.addObject().put("id", ACCOUNT);
        ours.putArray("tags");
        if (mt4) {
            ours.put("mt4AccountID", 7);
        }
        return Answer.of(200, body);
    }

    private ObjectNode account() {
        ObjectNode account = Json.mapper()
                .createObjectNode()
                .put("id", ACCOUNT)
                .put("currency", currency)
                .put("balance", balance.toPlainString())
                .put("hedgingEnabled", hedging)
                .put("marginRate", MARGIN_RATE.toPlainString())
                .put("marginAvailable", balance.toPlainString())
                .put("lastTransactionID", String.valueOf(lastId()));
        ArrayNode open = account.putArray("trades");
        ArrayNode positions = account.putArray("positions");
        ArrayNode pending = account.putArray("orders");
        trades.values().forEach(trade -> open.add(told(trade)));
        for (String instrument : instruments.keySet()) {
            BigDecimal units = units(instrument);
            ObjectNode position = positions.addObject().put("instrument", instrument);
            position.putObject("long").put("units", units.max(BigDecimal.ZERO).toPlainString());
            position.putObject("short").put("units", units.min(BigDecimal.ZERO).toPlainString());
        }
        orders.values().stream().filter(this::isPending).forEach(pending::add);
        return account;
    }

    private static ObjectNode told(Trade trade) {
        return Json.mapper()
                .createObjectNode()
                .put("id", trade.id)
                .put("instrument", trade.instrument)
                .put("price", trade.price.toPlainString())
                .put("currentUnits", trade.units.toPlainString())
                .put("state", trade.units.signum() == 0 ? "CLOSED" : "OPEN");
    }

    private static ObjectNode facts(Terms terms) {
        return Json.mapper()
                .createObjectNode()
                .put("name", terms.name)
                .put("type", "CURRENCY")
                .put("displayName", terms.name.replace('_', '/'))
                .put("pipLocation", 1 - terms.precision)
                .put("displayPrecision", terms.precision)
                .put("tradeUnitsPrecision", terms.unitsPrecision)
                .put(
                        "minimumTradeSize",
                        BigDecimal.ONE.movePointLeft(terms.unitsPrecision).toPlainString())
                .put("maximumOrderUnits", "100000000")
                .put("minimumTrailingStopDistance", "0.00050")
                .put("maximumTrailingStopDistance", "1.00000")
                .put("maximumPositionSize", "0")
                .put("marginRate", MARGIN_RATE.toPlainString());
    }

    private Answer orderAnswer(String specifier) {
        ObjectNode order = find(specifier);
        if (order == null) {
            ObjectNode body = Json.mapper()
                    .createObjectNode()
                    .put("lastTransactionID", String.valueOf(lastId()))
                    .put("errorMessage", "The order ID specified does not exist")
                    .put("errorCode", "NO_SUCH_ORDER");
            return Answer.of(404, body);
        }
        ObjectNode body = Json.mapper().createObjectNode().put("lastTransactionID", String.valueOf(lastId()));
        body.set("order", order);
        return Answer.of(200, body);
    }

    /** By client id only while it is pending. */
    private @Nullable ObjectNode find(String specifier) {
        if (!specifier.startsWith("@")) {
            return orders.get(specifier);
        }
        return orders.values().stream()
                .filter(order -> isPending(order) && clientId(order).equals(specifier.substring(1)))
                .findFirst()
                .orElse(null);
    }

    private Answer tradeAnswer(String id) {
        Trade trade = allTrades.get(id);
        if (trade == null) {
            return Answer.problem(404, "NO_SUCH_TRADE", "The trade ID specified does not exist");
        }
        ObjectNode body = Json.mapper().createObjectNode().put("lastTransactionID", String.valueOf(lastId()));
        body.set("trade", told(trade));
        return Answer.of(200, body);
    }

    private final Map<String, Trade> allTrades = new LinkedHashMap<>();

    private Answer sinceId(long id) {
        if (id > lastId()) {
            return Answer.problem(416, "INVALID_RANGE", "The range specified is invalid");
        }
        ObjectNode body = Json.mapper().createObjectNode();
        ArrayNode list = body.putArray("transactions");
        List<ObjectNode> page = transactions.subList((int) id, (int) Math.min(lastId(), id + PAGE)).stream()
                .filter(each -> each.path("id").asLong() != leftOut)
                .toList();
        if (tellsHistoryAskew && !page.isEmpty()) {
            page.reversed().forEach(list::add);
            list.add(page.getFirst());
        } else {
            page.forEach(list::add);
        }
        return Answer.of(200, body.put("lastTransactionID", String.valueOf(lastId())));
    }

    private Answer placed(JsonNode order) {
        lastRequest = order;
        Fault fault = faults.poll();
        if (fault == null) {
            return create(order);
        }
        return switch (fault) {
            case TIMEOUT_AFTER_ACCEPT -> hidden(order, Way.NEVER);
            case CUT_AFTER_ACCEPT -> hidden(order, Way.CUT);
            case ERROR_AFTER_ACCEPT -> {
                create(order);
                yield new Answer(502, "<html>Bad Gateway</html>", Way.NORMAL, null);
            }
            case GARBLED_AFTER_ACCEPT -> {
                create(order);
                yield new Answer(201, "{\"orderCreateTransaction\":", Way.NORMAL, null);
            }
            case LOST -> new Answer(0, "", Way.NEVER, null);
            case LATE -> {
                late.add(order);
                yield new Answer(0, "", Way.NEVER, null);
            }
            case RATE_LIMITED -> new Answer(429, "{}", Way.NORMAL, String.valueOf(retryAfter));
            case RATE_LIMITED_SILENTLY -> new Answer(429, "{}", Way.NORMAL, null);
        };
    }

    private Answer hidden(JsonNode order, Way way) {
        create(order);
        return new Answer(0, "", way, null);
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (answer.retryAfter != null) {
            exchange.getResponseHeaders().set("Retry-After", answer.retryAfter);
        }
        exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void stream(HttpExchange exchange) throws IOException, InterruptedException {
        if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, Answer.problem(401, null, "Insufficient authorization to perform request."));
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        exchange.sendResponseHeaders(200, 0);
        // The status goes out at once, and not with the first line.
        exchange.getResponseBody().flush();
        Stream stream = new Stream(exchange.getResponseBody(), new CountDownLatch(1));
        synchronized (this) {
            journal.add("GET /transactions/stream");
            streams.add(stream);
            heartbeat();
        }
        stream.ended.await();
    }

    /** Ends all open streams, as OANDA does now and then. */
    public synchronized void endStreams() {
        streams.forEach(stream -> stream.ended.countDown());
        streams.clear();
    }

    private static void write(Stream stream, String line) {
        try {
            stream.out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            stream.out.flush();
        } catch (IOException gone) {
            stream.ended.countDown();
        }
    }

    // The account.

    private ObjectNode transaction(String type) {
        ObjectNode transaction = Json.mapper()
                .createObjectNode()
                .put("id", String.valueOf(transactions.size() + 1))
                .put("accountID", ACCOUNT)
                .put("userID", 1435156)
                .put("batchID", String.valueOf(transactions.size() + 1))
                .put(
                        "time",
                        Instant.parse("2026-03-02T10:00:00.123456789Z")
                                .plusSeconds(transactions.size())
                                .toString())
                .put("type", type);
        transactions.add(transaction);
        return transaction;
    }

    private void tell(ObjectNode transaction) {
        if (!silent) {
            say(text(transaction));
        }
    }

    private Answer create(JsonNode order) {
        Terms terms = instruments.get(order.path("instrument").asText());
        if (terms == null) {
            return Answer.problem(400, null, "Invalid value specified for 'order.instrument'");
        }
        String type = order.path("type").asText();
        String refusal = refusal(order, terms);
        if (refusal != null) {
            ObjectNode reject = transaction(type + "_ORDER_REJECT");
            describe(reject, order).put("rejectReason", refusal);
            tell(reject);
            ObjectNode body = Json.mapper().createObjectNode();
            body.set("orderRejectTransaction", reject);
            body.putArray("relatedTransactionIDs").add(reject.path("id").asText());
            return Answer.of(
                    400,
                    body.put("lastTransactionID", String.valueOf(lastId()))
                            .put("errorMessage", "The order was rejected")
                            .put("errorCode", refusal));
        }
        ObjectNode created = describe(transaction(type + "_ORDER"), order);
        tell(created);
        long first = lastId();
        ObjectNode body = Json.mapper().createObjectNode();
        body.set("orderCreateTransaction", created);
        ObjectNode stored = order(created, type);
        if (type.equals("MARKET") && holding) {
            stored.put("filledUnits", "0");
        } else if (type.equals("MARKET")) {
            String cancel = cancelReason(order, terms);
            if (cancel == null) {
                body.set("orderFillTransaction", fill(stored, terms, traded(order), null, "MARKET_ORDER"));
            } else {
                body.set("orderCancelTransaction", cancel(stored, cancel, null));
            }
        } else {
            trigger(stored, terms);
        }
        ArrayNode related = body.putArray("relatedTransactionIDs");
        for (long id = first; id <= lastId(); id++) {
            related.add(String.valueOf(id));
        }
        return Answer.of(201, body.put("lastTransactionID", String.valueOf(lastId())));
    }

    private BigDecimal traded(JsonNode order) {
        BigDecimal units = decimal(order, "units");
        BigDecimal most = liquidity == null ? units.abs() : liquidity.min(units.abs());
        liquidity = null;
        return most.multiply(BigDecimal.valueOf(units.signum()));
    }

    private static ObjectNode describe(ObjectNode transaction, JsonNode order) {
        order.properties().forEach(field -> {
            if (!field.getKey().equals("type")) {
                transaction.set(field.getKey(), field.getValue());
            }
        });
        return transaction.put("reason", "CLIENT_ORDER");
    }

    private @Nullable String refusal(JsonNode order, Terms terms) {
        if (rejectNext != null) {
            String reason = rejectNext;
            rejectNext = null;
            return reason;
        }
        if (decimal(order, "units").stripTrailingZeros().scale() > terms.unitsPrecision) {
            return "UNITS_PRECISION_EXCEEDED";
        }
        for (String leg : List.of("stopLossOnFill", "takeProfitOnFill")) {
            if (order.has(leg) && decimal(order.path(leg), "price").scale() > terms.precision) {
                return leg.equals("stopLossOnFill")
                        ? "STOP_LOSS_ON_FILL_PRICE_PRECISION_EXCEEDED"
                        : "TAKE_PROFIT_ON_FILL_PRICE_PRECISION_EXCEEDED";
            }
        }
        if (order.has("price") && decimal(order, "price").scale() > terms.precision) {
            return "PRICE_PRECISION_EXCEEDED";
        }
        String id = order.path("clientExtensions").path("id").asText();
        return !id.isEmpty() && find("@" + id) != null ? "CLIENT_ORDER_ID_ALREADY_EXISTS" : null;
    }

    private @Nullable String cancelReason(JsonNode order, Terms terms) {
        BigDecimal units = decimal(order, "units");
        BigDecimal position = units(terms.name);
        if (terms.halted) {
            return "MARKET_HALTED";
        }
        if (order.path("positionFill").asText().equals("REDUCE_ONLY")
                && (position.signum() == 0 || position.signum() == units.signum())) {
            return "POSITION_CLOSEOUT_FAILED";
        }
        BigDecimal price = units.signum() > 0 ? terms.ask : terms.bid;
        if (position.add(units).abs().multiply(price).multiply(MARGIN_RATE).compareTo(balance) > 0) {
            return "INSUFFICIENT_MARGIN";
        }
        if (order.has("stopLossOnFill")
                && decimal(order.path("stopLossOnFill"), "price").compareTo(price) * units.signum() >= 0) {
            return "STOP_LOSS_ON_FILL_LOSS";
        }
        String trade = order.path("tradeClientExtensions").path("id").asText();
        return remembersTradeIds
                        && !trade.isEmpty()
                        && trades.values().stream().anyMatch(open -> trade.equals(open.clientId))
                ? "CLIENT_TRADE_ID_ALREADY_EXISTS"
                : null;
    }

    private ObjectNode order(ObjectNode created, String type) {
        ObjectNode order = Json.mapper()
                .createObjectNode()
                .put("id", created.path("id").asText())
                .put("type", type)
                .put("state", "PENDING");
        for (String field : List.of(
                "instrument",
                "units",
                "price",
                "timeInForce",
                "positionFill",
                "tradeID",
                "clientExtensions",
                "tradeClientExtensions",
                "stopLossOnFill",
                "takeProfitOnFill",
                "trailingStopLossOnFill",
                "replacesOrderID",
                "distance")) {
            if (created.has(field)) {
                order.set(field, created.get(field));
            }
        }
        orders.put(order.path("id").asText(), order);
        return order;
    }

    private ObjectNode cancel(ObjectNode order, String reason, @Nullable String closedTrade) {
        return cancel(order, reason, closedTrade, cancel -> {});
    }

    private ObjectNode cancel(
            ObjectNode order, String reason, @Nullable String closedTrade, Consumer<ObjectNode> more) {
        order.put("state", "CANCELLED");
        ObjectNode cancel = transaction("ORDER_CANCEL")
                .put("orderID", order.path("id").asText())
                .put("reason", reason);
        if (!clientId(order).isEmpty()) {
            cancel.put("clientOrderID", clientId(order));
        }
        if (closedTrade != null) {
            cancel.put("closedTradeID", closedTrade);
        }
        more.accept(cancel);
        order.put("cancellingTransactionID", cancel.path("id").asText());
        tell(cancel);
        return cancel;
    }

    private Answer canceled(String specifier) {
        ObjectNode order = find(decoded(specifier));
        ObjectNode body = Json.mapper().createObjectNode();
        if (order == null || !isPending(order)) {
            ObjectNode reject = transaction("ORDER_CANCEL_REJECT")
                    .put("orderID", order == null ? specifier : order.path("id").asText())
                    .put("rejectReason", "ORDER_DOESNT_EXIST");
            tell(reject);
            body.set("orderCancelRejectTransaction", reject);
            return Answer.of(
                    404,
                    body.put("errorMessage", "The order ID specified does not exist")
                            .put("errorCode", "ORDER_DOESNT_EXIST")
                            .put("lastTransactionID", String.valueOf(lastId())));
        }
        body.set("orderCancelTransaction", cancel(order, "CLIENT_REQUEST", null));
        return Answer.of(200, body.put("lastTransactionID", String.valueOf(lastId())));
    }

    private void trigger(ObjectNode order, Terms terms) {
        if (order.has("tradeID")) {
            follow(order, terms);
        }
        if (!order.has("price")) {
            return;
        }
        BigDecimal units = order.has("tradeID")
                ? trades.get(order.path("tradeID").asText()).units.negate()
                : decimal(order, "units");
        BigDecimal price = units.signum() > 0 ? terms.ask : terms.bid;
        int above = price.compareTo(decimal(order, "price")) * units.signum();
        boolean stops = order.path("type").asText().contains("STOP");
        if (terms.halted || (stops ? above < 0 : above > 0)) {
            return;
        }
        if (order.path("positionFill").asText().equals("REDUCE_ONLY")
                && units(terms.name).signum() == 0) {
            cancel(order, "POSITION_CLOSEOUT_FAILED", null);
            return;
        }
        fill(order, terms, units, null, order.path("type").asText() + "_ORDER");
    }

    private ObjectNode fill(
            ObjectNode order, Terms terms, BigDecimal units, @Nullable BigDecimal agreed, String reason) {
        BigDecimal price = agreed != null ? agreed : units.signum() > 0 ? terms.ask : terms.bid;
        ObjectNode fill = transaction("ORDER_FILL");
        String id = fill.path("id").asText();
        fill.put("orderID", order.path("id").asText());
        if (!clientId(order).isEmpty()) {
            fill.put("clientOrderID", clientId(order));
        }
        order.put("state", "FILLED").put("fillingTransactionID", id);
        BigDecimal rest = units;
        BigDecimal profit = BigDecimal.ZERO;
        List<Trade> closed = new ArrayList<>();
        for (Trade trade : List.copyOf(trades.values())) {
            boolean opposite = trade.instrument.equals(terms.name) && trade.units.signum() == -rest.signum();
            boolean own =
                    !order.has("tradeID") || order.path("tradeID").asText().equals(trade.id);
            if (!opposite || !own || rest.signum() == 0) {
                continue;
            }
            BigDecimal taken = trade.units.abs().min(rest.abs());
            BigDecimal signed = rest.signum() > 0 ? taken : taken.negate();
            BigDecimal result =
                    price.subtract(trade.price).multiply(signed.negate()).setScale(4, RoundingMode.HALF_UP);
            profit = profit.add(result);
            trade.units = trade.units.add(signed);
            rest = rest.subtract(signed);
            ObjectNode part = Json.mapper()
                    .createObjectNode()
                    .put("tradeID", trade.id)
                    .put("units", signed.toPlainString())
                    .put("price", price.toPlainString())
                    .put("realizedPL", result.toPlainString());
            if (trade.units.signum() == 0) {
                trades.remove(trade.id);
                closed.add(trade);
                fill.withArray("tradesClosed").add(part);
            } else {
                fill.set("tradeReduced", part);
            }
        }
        balance = balance.add(profit).subtract(commission);
        boolean reduces = order.path("positionFill").asText().equals("REDUCE_ONLY");
        fill.put("instrument", terms.name)
                // What may only reduce trades no more than there is.
                .put("units", (reduces ? units.subtract(rest) : units).toPlainString())
                .put("requestedUnits", order.path("units").asText(units.toPlainString()))
                .put("price", price.toPlainString())
                .put("reason", reason)
                .put("pl", profit.setScale(4, RoundingMode.HALF_UP).toPlainString())
                .put("financing", "0.0000")
                .put("commission", commission.setScale(4, RoundingMode.HALF_UP).toPlainString())
                .put("guaranteedExecutionFee", "0.0000")
                .put("accountBalance", balance.toPlainString());
        boolean opens = rest.signum() != 0 && !reduces;
        if (opens) {
            Trade trade = new Trade(
                    id,
                    terms.name,
                    price,
                    rest,
                    order.path("tradeClientExtensions").path("id").asText(null));
            trades.put(id, trade);
            allTrades.put(id, trade);
            fill.putObject("tradeOpened")
                    .put("tradeID", id)
                    .put("units", rest.toPlainString())
                    .put("price", price.toPlainString());
        }
        spelling.accept(fill);
        tell(fill);
        closed.forEach(this::cancelLegs);
        if (opens) {
            leg(order, "stopLossOnFill", "STOP_LOSS", id);
            leg(order, "takeProfitOnFill", "TAKE_PROFIT", id);
            leg(order, "trailingStopLossOnFill", "TRAILING_STOP_LOSS", id);
        }
        return fill;
    }

    private void cancelLegs(Trade closed) {
        orders.values().stream()
                .filter(order ->
                        isPending(order) && order.path("tradeID").asText().equals(closed.id))
                .toList()
                .forEach(order -> cancel(order, "LINKED_TRADE_CLOSED", closed.id));
    }

    private void leg(ObjectNode order, String field, String type, String tradeId) {
        if (!order.has(field)) {
            return;
        }
        String refusal = refusedLegs.get(type);
        ObjectNode created = transaction(type + (refusal == null ? "_ORDER" : "_ORDER_REJECT"))
                .put("batchID", tradeId)
                .put("tradeID", tradeId)
                .put("reason", "ON_FILL")
                .put("orderFillTransactionID", tradeId);
        order.path(field).properties().forEach(each -> created.set(each.getKey(), each.getValue()));
        if (refusal != null) {
            tell(created.put("rejectReason", refusal));
            return;
        }
        tell(created);
        follow(order(created, type), instruments.get(allTrades.get(tradeId).instrument));
    }

    /** A trailing stop loss goes with the price that would close its trade, one way only. */
    private void follow(ObjectNode order, Terms terms) {
        if (!order.has("distance")) {
            return;
        }
        boolean sells = trades.get(order.path("tradeID").asText()).units.signum() > 0;
        BigDecimal distance = decimal(order, "distance");
        BigDecimal behind = sells ? terms.bid.subtract(distance) : terms.ask.add(distance);
        BigDecimal before = order.has("price") ? decimal(order, "price") : behind;
        order.put("price", (sells ? before.max(behind) : before.min(behind)).toPlainString());
        order.put("trailingStopValue", order.path("price").asText());
    }

    private boolean isPending(JsonNode order) {
        return order.path("state").asText().equals("PENDING");
    }

    private String instrumentOf(JsonNode order) {
        return order.has("tradeID")
                ? allTrades.get(order.path("tradeID").asText()).instrument
                : order.path("instrument").asText();
    }

    private static String clientId(JsonNode order) {
        return order.path("clientExtensions").path("id").asText();
    }

    private static BigDecimal decimal(JsonNode node, String field) {
        return new BigDecimal(node.path(field).asText());
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static String text(JsonNode node) {
        return node.toString();
    }
}
