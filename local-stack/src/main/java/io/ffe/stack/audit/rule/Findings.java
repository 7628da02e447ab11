package io.ffe.stack.audit.rule;

import java.util.ArrayList;
import java.util.List;

/** Counts what one rule finds. */
final class Findings {

    /** Enough to see a pattern; the count says how many there are. */
    private static final int KEPT = 20;

    private final Identity identity;
    private final List<Violation> first = new ArrayList<>();
    private long checked;
    private long inFlight;
    private long repeats;
    private long violations;

    Findings(Identity identity) {
        this.identity = identity;
    }

    void holds() {
        holds(1);
    }

    void holds(long times) {
        checked += times;
    }

    void underWay() {
        inFlight++;
    }

    void underWay(long times) {
        inFlight += times;
    }

    void repeated() {
        repeats++;
    }

    void broken(String id, String what) {
        checked++;
        violations++;
        if (first.size() < KEPT) {
            first.add(new Violation(identity, id, what));
        }
    }

    /** One thing looked at, wrong unless it holds. */
    void require(boolean holds, String id, String otherwise) {
        if (holds) {
            holds();
        } else {
            broken(id, otherwise);
        }
    }

    /** Wrong, unless it may still be under way. */
    void missing(boolean underWay, String id, String what) {
        if (underWay) {
            underWay();
        } else {
            broken(id, what);
        }
    }

    /** These and what was found before. */
    Check with(Findings before) {
        List<Violation> all = new ArrayList<>(before.first);
        first.stream().limit(KEPT - (long) all.size()).forEach(all::add);
        return new Check(
                identity,
                before.checked + checked,
                before.inFlight + inFlight,
                before.repeats + repeats,
                before.violations + violations,
                all);
    }

    Check check() {
        return with(new Findings(identity));
    }
}
