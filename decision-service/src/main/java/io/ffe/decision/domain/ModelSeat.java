package io.ffe.decision.domain;

import io.ffe.decision.domain.ReasonCode.Leaning;
import java.util.Arrays;
import java.util.List;

/**
 * What a model is asked for on its rung: to decide alone, or to take part in a debate. The names are in the store and on tier
 * paths; the order is the one in which seats are asked.
 */
public enum ModelSeat {
    /** Decides alone. */
    SOLE,
    /** Argues for a rise. */
    BULL,
    /** Argues for a fall. */
    BEAR,
    /** Has heard both and decides. */
    JUDGE;

    /** The seats of a debate, in the order in which they are asked. */
    public static final List<ModelSeat> DEBATE = List.of(BULL, BEAR, JUDGE);

    /** Whether it only argues and never decides. */
    public boolean argues() {
        return this == BULL || this == BEAR;
    }

    /**
     * The side that its reasons have to speak for.
     *
     * @throws IllegalStateException for a seat that decides, which has none
     */
    public Leaning side() {
        return switch (this) {
            case BULL -> Leaning.UP;
            case BEAR -> Leaning.DOWN;
            case SOLE, JUDGE -> throw new IllegalStateException(this + " takes no side");
        };
    }

    /** The codes that it may give: one that argues has no use for those of the other side. */
    public List<ReasonCode> codes() {
        return Arrays.stream(ReasonCode.values())
                .filter(code -> !argues() || code.leaning() == side() || code.leaning() == Leaning.NEUTRAL)
                .toList();
    }

    /** A reason as it stands on a tier path: with the seat before it, where there is more than one. */
    String reason(String reason) {
        return this == SOLE ? reason : name() + "_" + reason;
    }
}
