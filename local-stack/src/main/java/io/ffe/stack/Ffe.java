package io.ffe.stack;

import io.ffe.stack.cli.Commands;

/** The {@code ffe} command. */
public final class Ffe {

    private Ffe() {}

    public static void main(String[] arguments) {
        System.exit(Commands.execute(arguments));
    }
}
