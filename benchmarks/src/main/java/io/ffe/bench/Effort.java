package io.ffe.bench;

import java.time.Duration;
import java.util.List;

/**
 * How long to measure.
 *
 * @param seconds roughly, of one round of one of those compared
 * @param rounds of each, interleaved
 * @param rates ticks a second that the sustained load is tried with, rising
 * @param hold how long each rate is held
 */
record Effort(double seconds, int rounds, List<Integer> rates, Duration hold) {

    Effort {
        rates = List.copyOf(rates);
    }
}
