package io.ffe.execution;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A venue that speaks the paper venue's words over real HTTP, keeps a journal of what it was asked, trades only when a test
 * says so, and misbehaves on demand. Its account of a portfolio opens with 100000 USD.
 */
public final class StubVenue implements AutoCloseable {

    /** What happens to the next new order of a symbol. */
    public enum Fault {
        /** Taken, and the answer never comes. */
        TIMEOUT_AFTER_ACCEPT,
        /** Taken, and answered with 500. */
        ERROR_AFTER_ACCEPT,
        /** Taken, and the connection is cut. */
        CUT_AFTER_ACCEPT,
        /** Not taken, and the answer never comes. */
        LOST,
        /** Not answered, and taken only when {@link #appear} is called. */
        LATE,
        /** Answered with 429 and not taken. */
        LIMITED,
        /** Refused with 422 and recorded as rejected. */
        REFUSED
    }

    private static final String START_CASH = "100000";

    private final HttpServer server;
    private final List<String> journal = new ArrayList<>();
    private final Map<String, ObjectNode> orders = new LinkedHashMap<>();
    private final Map<String, JsonNode> bodies = new HashMap<>();
    private final Map<String, JsonNode> lateRequests = new HashMap<>();
    private final Map<String, Fault> faults = new HashMap<>();
    private final Map<String, Account> accounts = new HashMap<>();
    private boolean down;
    private boolean mute;
    private boolean silent;
    private boolean garbled;
    private boolean stopped;
    private long beat;
    private long trades;
    private String lastAuthorization = "";

    private static final class Account {
        private BigDecimal cash = new BigDecimal(START_CASH);
        private final Map<String, BigDecimal> positions = new HashMap<>();
        private final List<ObjectNode> events = new ArrayList<>();
    }

    public StubVenue() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException failed) {
            throw new IllegalStateException("no port for the stub venue", failed);
        }
        server.createContext("/api/v1", this::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public synchronized void next(String symbol, Fault fault) {
        faults.put(symbol, fault);
    }

    /** While down, every request is answered with 503 and nothing is taken. */
    public synchronized void down(boolean isDown) {
        down = isDown;
    }

    /** While mute, a question for an order is answered with 503. */
    public synchronized void mute(boolean isMute) {
        mute = isMute;
    }

    /** While silent, the venue tells no events. */
    public synchronized void silent(boolean isSilent) {
        silent = isSilent;
        notifyAll();
    }

    /** While garbled, fills are told under numbers that leave others out, which no book takes. */
    public synchronized void garbled(boolean isGarbled) {
        garbled = isGarbled;
    }

    /** A request that was under way all the time arrives. */
    public synchronized void appear(String clientOrderId) {
        accept(lateRequests.remove(clientOrderId));
        notifyAll();
    }

    /** The whole rest of an order trades; an entry's protection then begins to work. */
    public synchronized void fill(String clientOrderId, String price) {
        ObjectNode order = orders.get(clientOrderId);
        fill(
                clientOrderId,
                decimal(order, "quantity").subtract(decimal(order, "filledQuantity")),
                new BigDecimal(price));
    }

    public synchronized void fill(String clientOrderId, BigDecimal quantity, BigDecimal price) {
        ObjectNode order = orders.get(clientOrderId);
        BigDecimal filled = decimal(order, "filledQuantity").add(quantity);
        order.put("filledQuantity", filled.toPlainString());
        order.put("state", filled.compareTo(decimal(order, "quantity")) == 0 ? "FILLED" : "PARTIALLY_FILLED");
        Account account = account(order.path("portfolioId").asText());
        String symbol = order.path("symbol").asText();
        boolean buy = order.path("side").asText().equals("BUY");
        BigDecimal fee = quantity.multiply(price).movePointLeft(3);
        BigDecimal delta = quantity.multiply(price)
                .multiply(BigDecimal.valueOf(buy ? -1 : 1))
                .subtract(fee);
        account.cash = account.cash.add(delta);
        account.positions.merge(symbol, buy ? quantity : quantity.negate(), BigDecimal::add);
        ObjectNode event = event(account, "FILL", order);
        event.put("cashDelta", delta.toPlainString());
        event.putObject("fill")
                .put("tradeId", "T" + ++trades)
                .put("side", order.path("side").asText())
                .put("quantity", quantity.toPlainString())
                .put("price", price.toPlainString())
                .put("fee", fee.toPlainString())
                .put("liquidity", "TAKER");
        protect(order, account);
        notifyAll();
    }

    /** An order that nobody here knows of works at the venue. */
    public synchronized void outsideOrder(String portfolioId, String clientOrderId, String symbol) {
        outsideOrder(portfolioId, clientOrderId, symbol, "BUY", "1");
    }

    public synchronized void outsideOrder(
            String portfolioId, String clientOrderId, String symbol, String side, String quantity) {
        accept(Json.mapper()
                .createObjectNode()
                .put("clientOrderId", clientOrderId)
                .put("portfolioId", portfolioId)
                .put("symbol", symbol)
                .put("side", side)
                .put("type", "MARKET")
                .put("quantity", quantity)
                .put("reduceOnly", false)
                .put("origin", "live"));
        notifyAll();
    }

    /** A position is there that nobody ordered. */
    public synchronized void outsidePosition(String portfolioId, String symbol, BigDecimal quantity) {
        account(portfolioId).positions.merge(symbol, quantity, BigDecimal::add);
    }

    /** What is left of an order is ended by the venue itself. */
    public synchronized void end(String clientOrderId) {
        cancel(clientOrderId);
    }

    public synchronized void merged(long throughBeat) {
        beat = throughBeat;
        notifyAll();
    }

    /** Requests as {@code METHOD clientOrderId}, in order of arrival. */
    public synchronized List<String> journal() {
        return List.copyOf(journal);
    }

    public synchronized long requests(String methodAndId) {
        return journal.stream().filter(methodAndId::equals).count();
    }

    public synchronized boolean has(String clientOrderId) {
        return orders.containsKey(clientOrderId);
    }

    /** The request that an order was taken from. */
    public synchronized JsonNode body(String clientOrderId) {
        return bodies.get(clientOrderId);
    }

    public synchronized JsonNode order(String clientOrderId) {
        return orders.get(clientOrderId).deepCopy();
    }

    /** Orders that were ever taken for a symbol of a portfolio, protection included. */
    public synchronized List<String> ordersOf(String portfolioId, String symbol) {
        return orders.values().stream()
                .filter(order -> order.path("symbol").asText().equals(symbol)
                        && order.path("portfolioId").asText().equals(portfolioId))
                .map(order -> order.path("clientOrderId").asText())
                .toList();
    }

    public synchronized BigDecimal cash(String portfolioId) {
        return account(portfolioId).cash;
    }

    public synchronized String lastAuthorization() {
        return lastAuthorization;
    }

    @Override
    public void close() {
        synchronized (this) {
            stopped = true;
            notifyAll();
        }
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().substring("/api/v1".length());
            JsonNode body = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            Answer answer = answer(exchange, path, body);
            if (answer.status == HOLD) {
                holdUntilStopped();
            } else if (answer.status != CUT) {
                byte[] bytes = answer.body.toString().getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(answer.status, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static final int HOLD = -1;
    private static final int CUT = -2;

    private record Answer(int status, JsonNode body) {
        static Answer of(int status) {
            return new Answer(status, Json.mapper().createObjectNode());
        }

        static Answer order(int status, JsonNode order) {
            return new Answer(status, Json.mapper().createObjectNode().set("order", order.deepCopy()));
        }

        static Answer error(int status, String error) {
            return new Answer(
                    status, Json.mapper().createObjectNode().put("error", error).put("detail", "by the stub"));
        }
    }

    private synchronized Answer answer(HttpExchange exchange, String path, JsonNode body) throws InterruptedException {
        lastAuthorization = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        String method = exchange.getRequestMethod();
        Map<String, String> query = query(exchange.getRequestURI());
        String id = path.startsWith("/orders/") ? path.substring("/orders/".length()) : "";
        if (method.equals("POST")) {
            journal.add("POST " + body.path("clientOrderId").asText());
        } else if (!id.isEmpty()) {
            journal.add(method + " " + id);
        }
        if (down) {
            return Answer.error(503, "UNAVAILABLE");
        }
        if (method.equals("POST")) {
            return place(body);
        }
        if (!id.isEmpty()) {
            return method.equals("DELETE") ? cancel(id) : found(id);
        }
        String portfolioId =
                path.startsWith("/accounts/") ? path.substring("/accounts/".length()) : query.get("portfolio");
        return switch (path) {
            case "/orders" -> working(portfolioId);
            case "/events" -> events(portfolioId, query);
            default -> accountOf(portfolioId);
        };
    }

    private Answer place(JsonNode request) {
        String id = request.path("clientOrderId").asText();
        if (orders.containsKey(id)) {
            return new Answer(
                    409,
                    Json.mapper()
                            .createObjectNode()
                            .put("error", "DUPLICATE_CLIENT_ORDER_ID")
                            .put("detail", "used before")
                            .set("order", orders.get(id).deepCopy()));
        }
        Fault fault = faults.remove(request.path("symbol").asText());
        return switch (fault) {
            case null -> Answer.order(201, accept(request));
            case TIMEOUT_AFTER_ACCEPT -> {
                accept(request);
                yield Answer.of(HOLD);
            }
            case ERROR_AFTER_ACCEPT -> {
                accept(request);
                yield Answer.error(500, "INTERNAL");
            }
            case CUT_AFTER_ACCEPT -> {
                accept(request);
                yield Answer.of(CUT);
            }
            case LIMITED -> Answer.error(429, "TOO_MANY_REQUESTS");
            case LOST -> Answer.of(HOLD);
            case LATE -> {
                lateRequests.put(id, request);
                yield Answer.of(HOLD);
            }
            case REFUSED -> {
                ObjectNode refused = state(request, "REJECTED");
                refused.put("reason", "INSUFFICIENT_MARGIN");
                orders.put(id, refused);
                event(account(request.path("portfolioId").asText()), "ORDER", refused);
                notifyAll();
                yield new Answer(
                        422,
                        Json.mapper()
                                .createObjectNode()
                                .put("error", "INSUFFICIENT_MARGIN")
                                .put("detail", "by the stub")
                                .set("order", refused.deepCopy()));
            }
        };
    }

    private ObjectNode accept(JsonNode request) {
        ObjectNode order = state(request, "ACCEPTED");
        if (request.has("onFill")) {
            order.set("onFill", request.get("onFill"));
        }
        bodies.put(request.path("clientOrderId").asText(), request);
        orders.put(request.path("clientOrderId").asText(), order);
        event(account(request.path("portfolioId").asText()), "ORDER", order);
        notifyAll();
        return order;
    }

    private ObjectNode state(JsonNode request, String state) {
        ObjectNode order = Json.mapper().createObjectNode();
        for (String field :
                List.of("clientOrderId", "portfolioId", "symbol", "side", "type", "quantity", "reduceOnly", "origin")) {
            order.set(field, request.get(field));
        }
        return order.put("venueOrderId", "V" + (orders.size() + 1))
                .put("filledQuantity", "0")
                .put("state", state);
    }

    /** The venue makes one order of stop and target the first time the entry fills, and lets it grow afterwards. */
    private void protect(ObjectNode entry, Account account) {
        JsonNode onFill = entry.get("onFill");
        if (onFill == null) {
            return;
        }
        String id = onFill.path("clientOrderId").asText();
        ObjectNode oco = orders.get(id);
        if (oco == null) {
            oco = state(entry, "ACCEPTED");
            oco.put("clientOrderId", id)
                    .put("side", entry.path("side").asText().equals("BUY") ? "SELL" : "BUY")
                    .put("type", "OCO")
                    .put("reduceOnly", true);
            orders.put(id, oco);
        }
        oco.set("quantity", entry.get("filledQuantity"));
        event(account, "ORDER", oco);
    }

    private Answer found(String id) {
        if (mute) {
            return Answer.error(503, "UNAVAILABLE");
        }
        return orders.containsKey(id) ? Answer.order(200, orders.get(id)) : Answer.error(404, "NOT_FOUND");
    }

    private Answer cancel(String id) {
        ObjectNode order = orders.get(id);
        if (order == null) {
            return Answer.error(404, "NOT_FOUND");
        }
        if (works(order)) {
            order.put("state", "CANCELED").put("reason", "CLIENT");
            event(account(order.path("portfolioId").asText()), "ORDER", order);
            notifyAll();
        }
        return Answer.order(200, order);
    }

    private Answer working(String portfolioId) {
        ObjectNode answer = Json.mapper().createObjectNode();
        ArrayNode list = answer.putArray("orders");
        orders.values().stream()
                .filter(order ->
                        works(order) && order.path("portfolioId").asText().equals(portfolioId))
                .forEach(order -> list.add(order.deepCopy()));
        return new Answer(200, answer);
    }

    private Answer accountOf(String portfolioId) {
        Account account = account(portfolioId);
        ObjectNode answer = Json.mapper()
                .createObjectNode()
                .put("portfolioId", portfolioId)
                .put("cash", account.cash.toPlainString())
                .put("lastSequence", account.events.size());
        ArrayNode positions = answer.putArray("positions");
        account.positions.forEach((symbol, quantity) ->
                positions.addObject().put("symbol", symbol).put("quantity", quantity.toPlainString()));
        return new Answer(200, answer);
    }

    private Answer events(String portfolioId, Map<String, String> query) throws InterruptedException {
        Account account = account(portfolioId);
        int after = Integer.parseInt(query.get("after"));
        long throughBeat = Long.parseLong(query.getOrDefault("throughBeat", "0"));
        long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(Long.parseLong(query.get("waitMs")));
        while (!stopped
                && (throughBeat > 0 ? beat < throughBeat : silent || account.events.size() <= after)
                && System.nanoTime() < endNanos) {
            wait(Math.max(1, TimeUnit.NANOSECONDS.toMillis(endNanos - System.nanoTime())));
        }
        int told = silent ? after : account.events.size();
        ObjectNode answer =
                Json.mapper().createObjectNode().put("lastSequence", told).put("beat", beat);
        ArrayNode page = answer.putArray("events");
        account.events.stream().limit(told).skip(after).forEach(event -> page.add(toldNow(event)));
        return new Answer(200, answer);
    }

    private ObjectNode toldNow(ObjectNode event) {
        ObjectNode told = event.deepCopy();
        if (garbled && told.has("fill")) {
            told.put("sequence", told.path("sequence").asLong() + 1000);
        }
        return told;
    }

    private Account account(String portfolioId) {
        return accounts.computeIfAbsent(portfolioId, id -> {
            Account account = new Account();
            account.events.add(Json.mapper()
                    .createObjectNode()
                    .put("sequence", 1)
                    .put("at", "1970-01-01T00:00:00Z")
                    .put("kind", "CASH")
                    .put("cashDelta", START_CASH)
                    .put("cash", START_CASH)
                    .put("reason", "START_CASH"));
            return account;
        });
    }

    private ObjectNode event(Account account, String kind, ObjectNode order) {
        ObjectNode event = Json.mapper()
                .createObjectNode()
                .put("sequence", account.events.size() + 1)
                .put("at", Instant.now().toString())
                .put("kind", kind)
                .put("cashDelta", "0")
                .put("cash", account.cash.toPlainString())
                .put(
                        "positionQuantity",
                        account.positions
                                .getOrDefault(order.path("symbol").asText(), BigDecimal.ZERO)
                                .toPlainString());
        event.set("order", order.deepCopy());
        account.events.add(event);
        return event;
    }

    private synchronized void holdUntilStopped() throws InterruptedException {
        while (!stopped) {
            wait();
        }
    }

    private static boolean works(JsonNode order) {
        return List.of("ACCEPTED", "PARTIALLY_FILLED")
                .contains(order.path("state").asText());
    }

    private static BigDecimal decimal(JsonNode node, String field) {
        return new BigDecimal(node.path(field).asText());
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        if (uri.getQuery() != null) {
            for (String pair : uri.getQuery().split("&")) {
                String[] nameAndValue = pair.split("=", 2);
                query.put(nameAndValue[0], nameAndValue[1]);
            }
        }
        return query;
    }
}
