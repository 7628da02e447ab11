package io.ffe.marketdata.domain;

/**
 * Where the ticks went: raw = folded + late + repeated + refused.
 *
 * @param repeated delivered again while their minute was open; a repeat of a closed minute's tick is late
 * @param warmUpRows bars of the past that were used
 * @param warmUpRepeats bars of the past that were not, because their timeframe had that interval already
 */
public record TickCounts(long folded, long late, long repeated, long refused, long warmUpRows, long warmUpRepeats) {

    static final TickCounts NONE = new TickCounts(0, 0, 0, 0, 0, 0);

    public long raw() {
        return folded + late + repeated + refused;
    }
}
