package io.ffe.marketdata.feed;

/**
 * Random numbers that are the same on every JVM for ever: SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom
 * Number Generators, OOPSLA 2014) written out, because the library's generators promise no algorithm. The state is one
 * number, so a copy goes on exactly as the original.
 */
final class SeededRandom {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    private long state;

    SeededRandom(long seed) {
        this.state = seed;
    }

    /** A generator whose numbers have nothing to do with those of other names under the same seed. */
    static SeededRandom of(long seed, String name) {
        long mixed = mix(seed);
        for (int i = 0; i < name.length(); i++) {
            mixed = mix(mixed + GOLDEN_GAMMA + name.charAt(i));
        }
        return new SeededRandom(mixed);
    }

    SeededRandom copy() {
        return new SeededRandom(state);
    }

    long nextLong() {
        state += GOLDEN_GAMMA;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    /** Uniform in [low, high). */
    double between(double low, double high) {
        return low + (high - low) * nextDouble();
    }

    /** Normal with mean 0 and deviation 1, by Marsaglia's polar method; StrictMath because Math may differ in the last bit. */
    double nextGaussian() {
        while (true) {
            double x = 2 * nextDouble() - 1;
            double y = 2 * nextDouble() - 1;
            double square = x * x + y * y;
            if (square < 1 && square > 0) {
                return x * StrictMath.sqrt(-2 * StrictMath.log(square) / square);
            }
        }
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
