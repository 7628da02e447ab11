package io.ffe.schema.money;

import com.fasterxml.jackson.core.type.TypeReference;
import io.ffe.schema.serde.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The instruments that FFE knows, by symbol. One list for all services, so that they round alike. */
public final class Instruments {

    private final Map<String, Instrument> bySymbol;

    private Instruments(List<Instrument> instruments) {
        Map<String, Instrument> map = new LinkedHashMap<>();
        List<String> twice = new ArrayList<>();
        for (Instrument instrument : instruments) {
            if (map.put(instrument.symbol(), instrument) != null) {
                twice.add(instrument.symbol());
            }
        }
        if (!twice.isEmpty()) {
            throw new IllegalArgumentException("instruments listed more than once: " + twice + ", expected each once");
        }
        this.bySymbol = map;
    }

    /** The list that comes with FFE ({@code instruments.json} beside this class). */
    public static Instruments builtIn() {
        try (InputStream json = Instruments.class.getResourceAsStream("instruments.json")) {
            if (json == null) {
                throw new IllegalStateException("instruments.json is missing from common-schema");
            }
            return new Instruments(Json.mapper().readValue(json, new TypeReference<List<Instrument>>() {}));
        } catch (IOException broken) {
            throw new IllegalStateException("instruments.json of common-schema cannot be read", broken);
        }
    }

    /**
     * A list of one's own in the same format.
     *
     * @throws IllegalArgumentException naming the file and what is wrong with it
     */
    public static Instruments from(Path file) {
        try {
            return new Instruments(
                    Json.mapper().readValue(Files.readAllBytes(file), new TypeReference<List<Instrument>>() {}));
        } catch (IOException broken) {
            throw new IllegalArgumentException(
                    "instrument file " + file + " cannot be read: " + broken.getMessage()
                            + "; expected a JSON list as in docs/configuration.md",
                    broken);
        }
    }

    public static Instruments of(List<Instrument> instruments) {
        return new Instruments(instruments);
    }

    public Optional<Instrument> find(String symbol) {
        return Optional.ofNullable(bySymbol.get(symbol));
    }

    /** @throws IllegalArgumentException naming the symbol and those that are known */
    public Instrument require(String symbol) {
        return find(symbol)
                .orElseThrow(() -> new IllegalArgumentException("unknown symbol '" + symbol + "'; known are "
                        + String.join(", ", bySymbol.keySet()) + ". Add it to the instrument file to trade it"));
    }

    public Collection<Instrument> all() {
        return bySymbol.values();
    }
}
