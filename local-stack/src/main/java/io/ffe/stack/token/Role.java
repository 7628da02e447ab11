package io.ffe.stack.token;

import io.ffe.stack.Problem;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What the holder of a token may do; the services say which endpoint needs which. */
public enum Role {
    /** Look. */
    VIEWER,
    /** Look, halt and resume trading. */
    OPERATOR,
    /** All of that, and set faults at the paper venue. */
    ADMIN,
    /** Order at the venue, for the portfolio that the token names. */
    SERVICE;

    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws Problem naming the roles that exist */
    public static Role ofLabel(String label) {
        return Arrays.stream(values())
                .filter(role -> role.label().equals(label))
                .findFirst()
                .orElseThrow(() -> Problem.usage("--role is '" + label + "', expected one of "
                        + Arrays.stream(values()).map(Role::label).collect(Collectors.joining(", "))));
    }
}
