package io.ffe.schema.seeded;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values from a seed; equal seeds give equal values in the same order. Edges of a range come more often than their share. */
public final class Draw {

    private final Random random;

    public Draw(long seed) {
        this.random = new Random(seed);
    }

    /** From least to most, both included. */
    public long between(long least, long most) {
        return switch (random.nextInt(40)) {
            case 0 -> least;
            case 1 -> most;
            case 2 -> least <= 0 && most >= 0 ? 0 : least;
            case 3 -> least <= 1 && most >= 1 ? 1 : most;
            default -> most == Long.MAX_VALUE ? random.nextLong(least - 1, most) + 1 : random.nextLong(least, most + 1);
        };
    }

    /** From least to most, both included. */
    public int between(int least, int most) {
        return Math.toIntExact(between((long) least, (long) most));
    }

    /** From least to most, both included, with so many places after the point. */
    public BigDecimal decimal(String least, String most, int scale) {
        BigInteger from = new BigDecimal(least).setScale(scale).unscaledValue();
        BigInteger range = new BigDecimal(most).setScale(scale).unscaledValue().subtract(from);
        BigInteger share = switch (random.nextInt(40)) {
            case 0 -> BigInteger.ZERO;
            case 1 -> range;
            default -> new BigInteger(range.bitLength() + 8, random).mod(range.add(BigInteger.ONE));
        };
        return new BigDecimal(from.add(share), scale);
    }

    public boolean yes() {
        return random.nextBoolean();
    }

    @SafeVarargs
    public final <T> T of(T... values) {
        return values[random.nextInt(values.length)];
    }

    /** Null in one of ten. */
    public <T> @Nullable T orNull(Supplier<T> value) {
        return random.nextInt(10) == 0 ? null : value.get();
    }

    /** Of a length from least to most. */
    public <T> List<T> list(int least, int most, Supplier<T> element) {
        List<T> drawn = new ArrayList<>();
        for (int left = between(least, most); left > 0; left--) {
            drawn.add(element.get());
        }
        return drawn;
    }

    /** Of these characters, of a length up to the longest. */
    public String text(String characters, int longest) {
        StringBuilder text = new StringBuilder();
        for (int left = between(0, longest); left > 0; left--) {
            text.append(characters.charAt(random.nextInt(characters.length())));
        }
        return text.toString();
    }
}
