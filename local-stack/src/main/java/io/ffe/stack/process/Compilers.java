package io.ffe.stack.process;

import java.util.List;

/** Which of the JVM's compilers work in a child. What each costs and gains: docs/adr/0011. */
public enum Compilers {
    /** The quick one alone: least work until something is ready, and while little happens. */
    FIRST,
    /** And the thorough one, whose work pays when the same is done for many minutes. */
    BOTH;

    /** A command line of {@link JavaCommand} with these. */
    public List<String> in(List<String> command) {
        return switch (this) {
            case FIRST -> List.copyOf(command);
            case BOTH ->
                command.stream()
                        .filter(option -> !option.equals(JavaCommand.FIRST_COMPILER_ONLY))
                        .toList();
        };
    }
}
