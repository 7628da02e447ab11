package io.ffe.risk.domain.limit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All limits of one portfolio. Those of a symbol hold beside those of the portfolio, and the tighter of the two counts; where
 * neither way is safer, the symbol's.
 *
 * @param configured of the portfolio
 * @param symbols configured for single symbols, by symbol
 * @param live set over REST, by scope: {@link #ALL} or a symbol; each takes the place of the configured one
 * @param changes how many changes were made over REST
 */
public record LimitSet(
        RiskLimits configured,
        Map<String, SortedMap<Limit, String>> symbols,
        Map<String, SortedMap<Limit, String>> live,
        long changes) {

    /** The scope of a portfolio as a whole. */
    public static final String ALL = "*";

    /** As long as tells two sets of limits apart. */
    private static final int HASH_DIGITS = 8;

    /** What a change would be. */
    public sealed interface Ruling {

        /** @param loosens whether it allows more than before, or may */
        record Fit(String before, String after, boolean loosens) implements Ruling {}

        /** @param why names the key, its value and what was expected */
        record Unfit(String why) implements Ruling {}
    }

    /** The limits of the portfolio where no symbol has its own. */
    public RiskLimits ofPortfolio() {
        RiskLimits limits = configured;
        for (Map.Entry<Limit, String> change :
                live.getOrDefault(ALL, new TreeMap<>()).entrySet()) {
            limits = change.getKey().in(limits, change.getValue());
        }
        return limits;
    }

    /** The limits that an entry in a symbol is judged by. */
    public RiskLimits ofSymbol(String symbol) {
        RiskLimits limits = ofPortfolio();
        for (Map.Entry<Limit, String> own : own(symbol).entrySet()) {
            limits = own.getKey().tighterOf(limits, own.getKey().in(limits, own.getValue()));
        }
        return limits;
    }

    /** Names limits: the changes that were made, and the beginning of a hash of all values. */
    public String version(RiskLimits limits) {
        StringBuilder text = new StringBuilder();
        for (Limit limit : Limit.values()) {
            text.append(limit.key()).append('=').append(limit.of(limits)).append('\n');
        }
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return changes + "." + HexFormat.of().formatHex(hash).substring(0, HASH_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** Whether a limit may get a value in a scope, and whether that loosens it. */
    public Ruling ruling(String scope, String key, String value) {
        Limit limit = Limit.ofKey(key).orElse(null);
        if (limit == null) {
            return new Ruling.Unfit("key is '" + key + "', expected one of "
                    + List.of(Limit.values()).stream().map(Limit::key).toList());
        }
        RiskLimits all = ofPortfolio();
        String own = scope.equals(ALL) ? null : own(scope).get(limit);
        RiskLimits before = own == null ? all : limit.in(all, own);
        try {
            RiskLimits after = limit.in(all, value);
            List<String> problems = after.problems();
            return problems.isEmpty()
                    ? new Ruling.Fit(limit.of(before), limit.of(after), limit.needsAdmin(before, after))
                    : new Ruling.Unfit(String.join("; ", problems));
        } catch (IllegalArgumentException unreadable) {
            return new Ruling.Unfit(String.valueOf(unreadable.getMessage()));
        }
    }

    private SortedMap<Limit, String> own(String symbol) {
        SortedMap<Limit, String> own = new TreeMap<>(symbols.getOrDefault(symbol, new TreeMap<>()));
        own.putAll(live.getOrDefault(symbol, new TreeMap<>()));
        return own;
    }
}
