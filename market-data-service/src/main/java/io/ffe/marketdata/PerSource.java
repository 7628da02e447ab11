package io.ffe.marketdata;

import io.ffe.marketdata.feed.TickSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Something for each source of each symbol, found without an object for the pair: asked once and more for every tick. Belongs to one
 * thread.
 */
final class PerSource<T> {

    private final Map<String, Map<String, T>> bySymbol = new HashMap<>();
    private final Supplier<T> first;

    /** @param first makes what a source has before it is asked for */
    PerSource(Supplier<T> first) {
        this.first = first;
    }

    T of(String symbol, String source) {
        Map<String, T> sources = bySymbol.get(symbol);
        T known = sources == null ? null : sources.get(source);
        if (known != null) {
            return known;
        }
        T made = first.get();
        bySymbol.computeIfAbsent(symbol, unseen -> new HashMap<>()).put(source, made);
        return made;
    }

    /** A copy. */
    Map<TickSource, T> all() {
        Map<TickSource, T> all = new HashMap<>();
        bySymbol.forEach((symbol, sources) ->
                sources.forEach((source, value) -> all.put(new TickSource(symbol, source), value)));
        return all;
    }

    void clear() {
        bySymbol.clear();
    }
}
