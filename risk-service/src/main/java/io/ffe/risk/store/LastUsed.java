package io.ffe.risk.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A map that threads share and that forgets what was used longest ago. */
public final class LastUsed<K, V> extends LinkedHashMap<K, V> {

    private static final long serialVersionUID = 1L;

    private final int most;

    private LastUsed(int most) {
        super(16, 0.75f, true);
        this.most = most;
    }

    /** @param most how many entries it keeps */
    public static <K, V> Map<K, V> of(int most) {
        return Collections.synchronizedMap(new LastUsed<>(most));
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
