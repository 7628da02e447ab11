package io.ffe.stack.process;

import java.util.List;
import java.util.Set;

/** Which of the JVM's compilers work in a child. What each costs and gains: docs/adr/0011. */
public enum Compilers {
    /** The quick one alone: least work until something is ready, and while little happens. */
    FIRST,
    /** And the thorough one, whose work pays when the same is done for many minutes; so does a heap that is large from the start. */
    BOTH;

    private static final Set<String> OF_LITTLE_WORK =
            Set.of(JavaCommand.FIRST_COMPILER_ONLY, JavaCommand.SMALL_AT_FIRST);

    /** A command line of {@link JavaCommand} with these. */
    public List<String> in(List<String> command) {
        return switch (this) {
            case FIRST -> List.copyOf(command);
            case BOTH ->
                command.stream()
                        .filter(option -> !OF_LITTLE_WORK.contains(option))
                        .toList();
        };
    }
}
