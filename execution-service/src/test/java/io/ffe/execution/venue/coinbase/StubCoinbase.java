package io.ffe.execution.venue.coinbase;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ffe.execution.venue.VenueContract;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Coinbase Advanced Trade's words over real HTTP: a rejection inside a 200, a 401 in plain text, cumulative orders, trades in a list of
 * their own that lags when a test says so, an OPEN list without orders on their way. It makes a second order of a repeated client id:
 * more forgiving than the real one, so that a test sees it.
 */
public final class StubCoinbase implements VenueContract.Server {

    private static final String API = "/api/v3/brokerage";
    private static final BigDecimal FEE = new BigDecimal("0.004");
    private static final int PAGE = 2;

    private record Answer(int status, String body, Map<String, String> headers) {

        static Answer json(int status, JsonNode body) {
            return new Answer(status, body.toString(), Map.of());
        }
    }

    private enum Next {
        TAKE,
        TAKE_AND_HANG,
        TAKE_AND_FAIL,
        LIMIT,
        REJECT
    }

    private final HttpServer server;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Map<String, ObjectNode> orders = new LinkedHashMap<>();
    private final List<ObjectNode> fills = new ArrayList<>();
    private final Map<String, BigDecimal> balances = new LinkedHashMap<>(Map.of("USD", new BigDecimal("100000")));
    private final Map<String, String> productChanges = new HashMap<>();
    private final List<String> requests = new ArrayList<>();
    private final List<JsonNode> bodies = new ArrayList<>();
    private Next next = Next.TAKE;
    private String rejection = "";
    private String retryAfter = "0";
    private boolean down;
    private boolean cancelsTakeTime;
    private boolean losesCursors;
    private final Map<String, String> answers = new HashMap<>();
    private Duration behind = Duration.ZERO;
    private @Nullable BigDecimal commission;
    private int hiddenFills;
    private int unauthorized;
    private String permissions = "{\"can_view\":true,\"can_trade\":true,\"can_transfer\":false}";
    private Instant time;

    public StubCoinbase() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException failed) {
            throw new IllegalStateException("no port for the stub", failed);
        }
        server.createContext(API, this::serve);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public synchronized void takeAndHang() {
        next = Next.TAKE_AND_HANG;
    }

    @Override
    public synchronized void takeAndFail() {
        next = Next.TAKE_AND_FAIL;
    }

    @Override
    public synchronized void limit() {
        next = Next.LIMIT;
    }

    /** @param header null for an answer without it */
    synchronized void limit(String header) {
        next = Next.LIMIT;
        retryAfter = header;
    }

    @Override
    public void reject() {
        reject("{\"success\":false,\"failure_reason\":\"UNKNOWN_FAILURE_REASON\",\"order_id\":\"\",\"error_response\":{"
                + "\"error\":\"INSUFFICIENT_FUND\",\"message\":\"Insufficient balance in source account\","
                + "\"error_details\":\"\",\"preview_failure_reason\":\"PREVIEW_INSUFFICIENT_FUND\"}}");
    }

    /** @param answer to the next new order, which is not taken */
    synchronized void reject(String answer) {
        next = Next.REJECT;
        rejection = answer;
    }

    @Override
    public synchronized void down(boolean isDown) {
        down = isDown;
    }

    /** The newest trades are not in the list of trades yet, though the orders count them. */
    synchronized void hideFills(int count) {
        hiddenFills = count;
    }

    /** A cancel is taken note of and not carried out. */
    synchronized void cancelsTakeTime() {
        cancelsTakeTime = true;
    }

    /** A list says that it goes on, and not where. */
    synchronized void losesCursors() {
        losesCursors = true;
    }

    /** Every question to the path is answered with this from now on. */
    synchronized void answer(String path, String body) {
        answers.put(path, body);
    }

    synchronized void unauthorized(int times) {
        unauthorized = times;
    }

    public synchronized void permissions(String json) {
        permissions = json;
    }

    /** What happens from now on is timed by a clock that is so much behind. */
    synchronized void behind(Duration by) {
        behind = by;
    }

    synchronized void time(Instant now) {
        time = now;
    }

    /** A field of every product from now on. */
    public synchronized void product(String field, String value) {
        productChanges.put(field, value);
    }

    @Override
    public synchronized void fill(String clientOrderId, String quantity, String price) {
        fill(byClientId(clientOrderId), quantity, price);
    }

    /** A part of an order for an amount of money trades; the trade is listed in money, and the order counts what that buys. */
    synchronized void fillInMoney(String clientOrderId, String amount, String price) {
        BigDecimal quantity = new BigDecimal(amount).divide(new BigDecimal(price), 24, RoundingMode.DOWN);
        fill(byClientId(clientOrderId), quantity.stripTrailingZeros().toPlainString(), price);
        fills.getLast().put("size", amount).put("size_in_quote", true);
    }

    /** Every trade costs this from now on; below zero Coinbase pays. */
    public synchronized void commission(String amount) {
        commission = new BigDecimal(amount);
    }

    /** All that has to trade at once does, whole; an order that came twice does twice. */
    public synchronized void match(String price) {
        for (ObjectNode order : List.copyOf(orders.values())) {
            if (works(order) && configuration(order).getKey().endsWith("_ioc")) {
                fill(order, size(order).toPlainString(), price);
            }
        }
    }

    private void fill(ObjectNode order, String quantity, String price) {
        BigDecimal size = new BigDecimal(quantity);
        BigDecimal value = size.multiply(new BigDecimal(price));
        BigDecimal fee = commission == null ? value.multiply(FEE) : commission;
        boolean buy = order.path("side").asText().equals("BUY");
        String[] currencies = order.path("product_id").asText().split("-");
        String base = currencies[0];
        balances.merge(currencies[1], (buy ? value.negate() : value).subtract(fee), BigDecimal::add);
        balances.merge(base, buy ? size : size.negate(), BigDecimal::add);
        BigDecimal filled = new BigDecimal(order.path("filled_size").asText()).add(size);
        order.put("filled_size", filled.toPlainString());
        if (configuration(order).getValue().has("base_size") && filled.compareTo(size(order)) == 0) {
            order.put("status", "FILLED");
        }
        fills.add(Json.mapper()
                .createObjectNode()
                .put("entry_id", "entry-" + fills.size())
                .put("trade_id", "trade-" + fills.size())
                .put("order_id", order.path("order_id").asText())
                .put("trade_time", Instant.now().minus(behind).toString())
                .put("trade_type", "FILL")
                .put("price", price)
                .put("size", quantity)
                .put("commission", fee.toPlainString())
                .put("product_id", order.path("product_id").asText())
                .put("size_in_quote", false)
                .put("side", order.path("side").asText()));
    }

    @Override
    public synchronized void end(String clientOrderId) {
        byClientId(clientOrderId).put("status", "CANCELLED").put("cancel_message", "Internal error");
    }

    /** The order tells from now on that so much of it has traded, whatever has. */
    synchronized void saysFilled(String clientOrderId, String size) {
        byClientId(clientOrderId).put("filled_size", size);
    }

    synchronized void status(String clientOrderId, String status) {
        byClientId(clientOrderId).put("status", status);
    }

    @Override
    public synchronized void outsidePosition(String symbol, String quantity) {
        balances.merge(symbol.substring(0, 3), new BigDecimal(quantity), BigDecimal::add);
    }

    @Override
    public synchronized void outsideOrder(String clientOrderId, String symbol) {
        outsideOrder(clientOrderId, symbol.substring(0, 3) + "-USD", "limit_limit_gtc", "base_size", "0.25");
    }

    /** Somebody buys, in the words of the configuration. */
    synchronized void outsideOrder(
            String clientOrderId, String productId, String configuration, String sizeField, String size) {
        ObjectNode request = Json.mapper()
                .createObjectNode()
                .put("client_order_id", clientOrderId)
                .put("product_id", productId)
                .put("side", "BUY");
        request.putObject("order_configuration")
                .putObject(configuration)
                .put(sizeField, size)
                .put("limit_price", "50000");
        take(request);
    }

    /** What is left of an order of that configuration, null when none of it works. */
    public synchronized @Nullable String working(String configuration) {
        return orders.values().stream()
                .filter(order ->
                        works(order) && order.path("order_configuration").has(configuration))
                .map(order -> order.path("client_order_id").asText())
                .findFirst()
                .orElse(null);
    }

    /** The client ids of all orders that were ever taken, in their order, with repeats. */
    public synchronized List<String> takenIds() {
        return orders.values().stream()
                .map(order -> order.path("client_order_id").asText())
                .toList();
    }

    /** What working stops would sell. */
    public synchronized BigDecimal covered() {
        return orders.values().stream()
                .filter(order -> works(order) && stops(configuration(order).getValue()))
                .map(StubCoinbase::size)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    public synchronized BigDecimal balance(String currency) {
        return balances.getOrDefault(currency, BigDecimal.ZERO);
    }

    @Override
    public synchronized int taken(String clientOrderId) {
        return (int) orders.values().stream()
                .filter(order -> order.path("client_order_id").asText().equals(clientOrderId))
                .count();
    }

    /** Requests as {@code METHOD path}, without queries. */
    synchronized List<String> requests() {
        return List.copyOf(requests);
    }

    synchronized long count(String methodAndPath) {
        return requests.stream().filter(methodAndPath::equals).count();
    }

    /** The bodies of new orders. */
    public synchronized List<JsonNode> bodies() {
        return List.copyOf(bodies);
    }

    @Override
    public void close() {
        stopped.countDown();
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = Json.mapper().readTree(exchange.getRequestBody().readAllBytes());
            String path = exchange.getRequestURI().getPath().substring(API.length());
            Answer answer = answer(exchange.getRequestMethod(), path, query(exchange.getRequestURI()), body);
            if (answer == null) {
                stopped.await();
                return;
            }
            byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            answer.headers().forEach(exchange.getResponseHeaders()::add);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Answer answer(String method, String path, Map<String, String> query, JsonNode body) {
        requests.add(method + " " + path);
        if (down) {
            return new Answer(503, "", Map.of());
        }
        if (path.equals("/time")) {
            return Answer.json(
                    200, Json.mapper().createObjectNode().put("iso", (time == null ? Instant.now() : time).toString()));
        }
        if (unauthorized > 0) {
            unauthorized--;
            return new Answer(401, "Unauthorized\n", Map.of("Content-Type", "text/plain"));
        }
        if (method.equals("POST")) {
            return path.equals("/orders")
                    ? place(body)
                    : cancel(body.path("order_ids").path(0).asText());
        }
        if (answers.containsKey(path)) {
            return new Answer(200, answers.get(path), Map.of());
        }
        if (path.startsWith("/products/")) {
            return product(path.substring("/products/".length()));
        }
        return switch (path) {
            case "/key_permissions" -> new Answer(200, permissions, Map.of());
            case "/accounts" -> accounts();
            case "/orders/historical/batch" -> list(query);
            case "/orders/historical/fills" -> fillList(query);
            default -> order(path.substring("/orders/historical/".length()));
        };
    }

    private Answer place(JsonNode request) {
        Next now = next;
        next = Next.TAKE;
        bodies.add(request);
        return switch (now) {
            case TAKE -> {
                ObjectNode order = take(request);
                ObjectNode success = Json.mapper().createObjectNode().put("success", true);
                success.putObject("success_response")
                        .put("order_id", order.path("order_id").asText())
                        .put("product_id", order.path("product_id").asText())
                        .put("side", order.path("side").asText())
                        .put("client_order_id", order.path("client_order_id").asText())
                        .put("attached_order_id", "");
                yield Answer.json(200, success);
            }
            case TAKE_AND_HANG -> {
                take(request);
                yield null;
            }
            case TAKE_AND_FAIL -> {
                take(request);
                yield new Answer(502, "<html>Bad Gateway</html>", Map.of());
            }
            case LIMIT ->
                new Answer(
                        429,
                        "{\"errors\":[{\"id\":\"rate_limit_exceeded\",\"message\":\"Too many requests\"}]}",
                        retryAfter == null ? Map.of() : Map.of("Retry-After", retryAfter));
            case REJECT -> new Answer(200, rejection, Map.of());
        };
    }

    private ObjectNode take(JsonNode request) {
        String orderId = "order-" + orders.size();
        ObjectNode order = Json.mapper()
                .createObjectNode()
                .put("order_id", orderId)
                .put("client_order_id", request.path("client_order_id").asText())
                .put("product_id", request.path("product_id").asText())
                .put("side", request.path("side").asText())
                .put("status", "OPEN")
                .put("filled_size", "0")
                .put("created_time", Instant.now().minus(behind).toString())
                .put("reject_reason", "REJECT_REASON_UNSPECIFIED")
                .put("reject_message", "")
                .put("cancel_message", "");
        order.set("order_configuration", request.path("order_configuration").deepCopy());
        orders.put(orderId, order);
        return order;
    }

    private Answer cancel(String orderId) {
        ObjectNode order = orders.get(orderId);
        boolean works = order != null && works(order);
        if (works && !cancelsTakeTime) {
            order.put("status", "CANCELLED").put("cancel_message", "User requested cancel");
        }
        ObjectNode answer = Json.mapper().createObjectNode();
        answer.putArray("results")
                .addObject()
                .put("success", works)
                .put("order_id", orderId)
                .put("failure_reason", works ? "UNKNOWN_CANCEL_FAILURE_REASON" : "UNKNOWN_CANCEL_ORDER");
        return Answer.json(200, answer);
    }

    private Answer product(String productId) {
        if (!List.of("BTC-USD", "ETH-USD").contains(productId)) {
            return new Answer(404, "{\"error\":\"NOT_FOUND\",\"message\":\"valid product_id is required\"}", Map.of());
        }
        ObjectNode product = Json.mapper()
                .createObjectNode()
                .put("product_id", productId)
                .put("base_increment", "0.00000001")
                .put("quote_increment", "0.01")
                .put("price_increment", "0.01")
                .put("base_min_size", "0.00000001")
                .put("base_max_size", "3400")
                .put("quote_min_size", "1")
                .put("quote_max_size", "150000000")
                .put("status", "online")
                .put("mid_market_price", "")
                .put("best_bid_price", "");
        for (String flag :
                List.of("is_disabled", "trading_disabled", "cancel_only", "limit_only", "post_only", "view_only")) {
            product.put(flag, Boolean.parseBoolean(productChanges.get(flag)));
        }
        productChanges.forEach((field, value) -> {
            if (!product.path(field).isBoolean()) {
                product.put(field, value);
            }
        });
        return Answer.json(200, product);
    }

    private Answer accounts() {
        ObjectNode answer =
                Json.mapper().createObjectNode().put("has_next", false).put("cursor", "");
        ArrayNode list = answer.putArray("accounts");
        balances.forEach((currency, total) -> {
            ObjectNode account = list.addObject().put("currency", currency);
            account.putObject("available_balance")
                    .put("value", total.subtract(BigDecimal.ONE).toPlainString())
                    .put("currency", currency);
            account.putObject("hold").put("value", "1").put("currency", currency);
        });
        return Answer.json(200, answer);
    }

    private Answer list(Map<String, String> query) {
        List<ObjectNode> found = orders.values().stream()
                .filter(order -> !query.containsKey("order_status")
                        || order.path("status").asText().equals(query.get("order_status")))
                .filter(order -> !query.containsKey("start_date")
                        || !Instant.parse(order.path("created_time").asText())
                                .isBefore(Instant.parse(query.get("start_date"))))
                .toList()
                .reversed();
        return page(found, "orders", query, true);
    }

    private Answer fillList(Map<String, String> query) {
        List<ObjectNode> shown = new ArrayList<>(fills.subList(0, Math.max(0, fills.size() - hiddenFills)));
        List<ObjectNode> found = shown.stream()
                .filter(fill -> !query.containsKey("order_ids")
                        || fill.path("order_id").asText().equals(query.get("order_ids")))
                .filter(fill -> !query.containsKey("start_sequence_timestamp")
                        || !Instant.parse(fill.path("trade_time").asText())
                                .isBefore(Instant.parse(query.get("start_sequence_timestamp"))))
                .toList()
                .reversed();
        // The first is told twice: an entry that moves while pages are read does that.
        List<ObjectNode> twice = new ArrayList<>(found);
        if (!found.isEmpty()) {
            twice.add(found.getFirst());
        }
        return page(twice, "fills", query, false);
    }

    private Answer page(List<ObjectNode> all, String field, Map<String, String> query, boolean tellsMore) {
        int from = query.containsKey("cursor") ? Integer.parseInt(query.get("cursor")) : 0;
        int to = Math.min(all.size(), from + PAGE);
        ObjectNode answer = Json.mapper().createObjectNode();
        ArrayNode list = answer.putArray(field);
        all.subList(from, to).forEach(each -> list.add(each.deepCopy()));
        answer.put("cursor", to < all.size() && !losesCursors ? String.valueOf(to) : "");
        if (tellsMore) {
            answer.put("has_next", to < all.size());
        }
        return Answer.json(200, answer);
    }

    private Answer order(String orderId) {
        ObjectNode order = orders.get(orderId);
        return order == null
                ? new Answer(404, "{\"error\":\"NOT_FOUND\",\"message\":\"order not found\"}", Map.of())
                : Answer.json(200, Json.mapper().createObjectNode().set("order", order.deepCopy()));
    }

    private ObjectNode byClientId(String clientOrderId) {
        return orders.values().stream()
                .filter(order -> order.path("client_order_id").asText().equals(clientOrderId))
                .findFirst()
                .orElseThrow();
    }

    private static boolean works(JsonNode order) {
        return List.of("PENDING", "OPEN", "QUEUED")
                .contains(order.path("status").asText());
    }

    private static BigDecimal size(JsonNode order) {
        return new BigDecimal(configuration(order).getValue().path("base_size").asText());
    }

    private static boolean stops(JsonNode terms) {
        return terms.has("stop_trigger_price") || terms.has("stop_price");
    }

    private static Map.Entry<String, JsonNode> configuration(JsonNode order) {
        return order.path("order_configuration").properties().iterator().next();
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> query = new HashMap<>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&")) {
                String[] nameAndValue = pair.split("=", 2);
                query.put(nameAndValue[0], URLDecoder.decode(nameAndValue[1], StandardCharsets.UTF_8));
            }
        }
        return query;
    }
}
