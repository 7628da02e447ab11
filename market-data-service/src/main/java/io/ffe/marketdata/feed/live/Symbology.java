package io.ffe.marketdata.feed.live;

import io.ffe.schema.money.Instrument;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Our symbols and a provider's names for them, both ways. */
final class Symbology {

    private final Map<String, String> ours = new LinkedHashMap<>();

    /** @param separator between base and quote currency, as in {@code BTC-USD} or {@code EUR_USD} */
    Symbology(List<Instrument> instruments, String separator) {
        for (Instrument instrument : instruments) {
            ours.put(instrument.baseCurrency() + separator + instrument.quoteCurrency(), instrument.symbol());
        }
    }

    /** The provider's names, in the order of the instruments. */
    List<String> names() {
        return List.copyOf(ours.keySet());
    }

    Optional<String> symbolOf(String name) {
        return Optional.ofNullable(ours.get(name));
    }
}
