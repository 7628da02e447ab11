package io.ffe.stack.cli;

import io.ffe.stack.run.Service;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Names in the environment that are nearly a service's. Each service refuses what it does not know of its own settings, but
 * {@code FFE_DECISON_MODE} is nobody's: without a word, it would not be in force.
 */
final class MisspeltSettings {

    private static final List<String> SERVICES =
            Arrays.stream(Service.values()).map(Service::variables).toList();

    private static final int FIRST_LETTER = "FFE_".length();
    private static final int NEAR = 2;

    private MisspeltSettings() {}

    /** What is wrong, for people; in the order of the alphabet. */
    static List<String> in(Collection<String> names) {
        return names.stream()
                .filter(name -> name.startsWith("FFE_"))
                .filter(name -> SERVICES.stream().noneMatch(name::startsWith))
                // As near to one of those by chance.
                .filter(name -> Service.sharedVariables().stream().noneMatch(name::startsWith))
                .sorted()
                .flatMap(name -> meant(name)
                        .map(service -> name + " in the environment is nobody's setting, expected a name that begins"
                                + " with " + service + ": correct or unset it")
                        .stream())
                .toList();
    }

    private static Optional<String> meant(String name) {
        return SERVICES.stream()
                .filter(service -> name.length() > FIRST_LETTER
                        && name.charAt(FIRST_LETTER) == service.charAt(FIRST_LETTER)
                        && isNear(name, service))
                .findFirst();
    }

    /** Whether the name begins with nearly this: up to one of its own places where a word ends. */
    private static boolean isNear(String name, String service) {
        for (int end = name.indexOf('_', FIRST_LETTER); end >= 0; end = name.indexOf('_', end + 1)) {
            if (Math.abs(end + 1 - service.length()) <= NEAR && distance(name.substring(0, end + 1), service) <= NEAR) {
                return true;
            }
        }
        return false;
    }

    /** Levenshtein's: how many letters have to be put in, taken out or changed. */
    private static int distance(String a, String b) {
        int[] before = new int[b.length() + 1];
        for (int column = 0; column <= b.length(); column++) {
            before[column] = column;
        }
        for (int row = 1; row <= a.length(); row++) {
            int[] now = new int[b.length() + 1];
            now[0] = row;
            for (int column = 1; column <= b.length(); column++) {
                int changed = before[column - 1] + (a.charAt(row - 1) == b.charAt(column - 1) ? 0 : 1);
                now[column] = Math.min(changed, 1 + Math.min(before[column], now[column - 1]));
            }
            before = now;
        }
        return before[b.length()];
    }
}
