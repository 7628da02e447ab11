package io.ffe.schema.tick;

import io.ffe.schema.event.Tick;
import io.ffe.schema.money.Instrument;
import io.ffe.schema.money.Instruments;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Live ticks whose price is far from the last ones, until more of them agree. Market-data refuses them; whoever else goes by the last
 * price passes over the same ones, so that what is in no bar fills no stop and values no position. Belongs to one thread.
 */
public final class UnconfirmedJumps {

    private final Instruments instruments;
    private final Function<String, Optional<Double>> known;
    private final Map<String, JumpDetector> bySymbol = new HashMap<>();

    /** @param known the last price of a symbol from before its first tick here; asked once */
    public UnconfirmedJumps(Instruments instruments, Function<String, Optional<Double>> known) {
        this.instruments = instruments;
        this.known = known;
    }

    /** Whether the tick is one. To be asked for each that is not passed over for another reason, in their order. */
    public boolean holds(Tick tick) {
        JumpDetector jumps = bySymbol.get(tick.symbol());
        if (jumps == null) {
            Optional<Instrument> instrument = instruments.find(tick.symbol());
            if (instrument.isEmpty()) {
                return false;
            }
            jumps = begin(instrument.get());
            bySymbol.put(tick.symbol(), jumps);
        }
        return jumps.isJump(tick);
    }

    private JumpDetector begin(Instrument instrument) {
        return known.apply(instrument.symbol())
                .map(price -> JumpDetector.after(instrument.assetClass(), price))
                .orElseGet(() -> new JumpDetector(instrument.assetClass(), JumpDetector.State.NONE));
    }
}
