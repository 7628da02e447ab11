package io.ffe.execution.venue.coinbase;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.execution.venue.GuardedHttp.Reply;
import io.ffe.execution.venue.RequestBudget.Use;
import io.ffe.execution.venue.VenueUnavailable;
import io.ffe.execution.venue.coinbase.CoinbaseJson.Product;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.util.Optional;

/** Our symbols and Coinbase's products, which are named {@code BASE-QUOTE}. Terms are asked for each time: they change while we run. */
final class CoinbaseProducts {

    private final CoinbaseHttp http;
    private final Instruments instruments;
    private final String currency;

    CoinbaseProducts(CoinbaseHttp http, Instruments instruments, String currency) {
        this.http = http;
        this.instruments = instruments;
        this.currency = currency;
    }

    /** Empty when the symbol is not ours, or is not quoted in the account's currency. */
    Optional<String> productOf(String symbol) {
        return instruments
                .find(symbol)
                .filter(instrument -> instrument.quoteCurrency().equals(currency))
                .map(CoinbaseProducts::product);
    }

    /** Our symbol, or the product's name without the dash when nothing here is called so. */
    String symbolOf(String productId) {
        return instruments.all().stream()
                .filter(instrument -> product(instrument).equals(productId))
                .map(Instrument::symbol)
                .findFirst()
                .orElseGet(() -> productId.replace("-", ""));
    }

    /** The symbol in which a balance is a position, or the currency's own name. */
    String symbolOfCurrency(String base) {
        return instruments.all().stream()
                .filter(instrument -> instrument.baseCurrency().equals(base)
                        && instrument.quoteCurrency().equals(currency))
                .map(Instrument::symbol)
                .findFirst()
                .orElse(base);
    }

    /** True when trades of the product move the account's currency. */
    boolean inCurrency(String productId) {
        return productId.endsWith("-" + currency);
    }

    /**
     * The product's terms at this moment; empty when Coinbase has no such product.
     *
     * @throws VenueUnavailable when they could not be learned
     */
    Optional<Product> terms(String productId) {
        String path = "/products/" + productId;
        Reply reply = http.get(path, Use.OTHER);
        JsonNode json = reply.json();
        if (reply.status() == 404 && json.has("error")) {
            return Optional.empty();
        }
        return Optional.of(Product.of(CoinbaseHttp.expect(reply, path, "product_id")));
    }

    private static String product(Instrument instrument) {
        return instrument.baseCurrency() + "-" + instrument.quoteCurrency();
    }
}
