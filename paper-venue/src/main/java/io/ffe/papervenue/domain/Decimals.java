package io.ffe.papervenue.domain;

import java.math.BigDecimal;

/** One spelling for each number, so that equal amounts are equal values: no trailing zeros, no negative scale. */
final class Decimals {

    private Decimals() {}

    static BigDecimal plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }
}
