package io.ffe.stack.audit.rule;

import java.util.List;

/**
 * What an audit found about one identity.
 *
 * @param checked how many things were looked at, the violations included
 * @param inFlight how many are under way and neither right nor wrong yet
 * @param repeats how many publications repeated an earlier one byte for byte, which is harmless
 * @param violations how many things are wrong
 * @param first the first of them
 */
public record Check(
        Identity identity, long checked, long inFlight, long repeats, long violations, List<Violation> first) {

    public Check {
        first = List.copyOf(first);
    }
}
