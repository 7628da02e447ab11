package io.ffe.execution.venue.oanda;

import io.ffe.execution.venue.RequestKept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The personal access token: from a file, which is read at each call so that it can be renewed, or from the environment. */
final class OandaToken {

    /** What a header can carry; OANDA's own are two times 32 hexadecimal digits with a dash between. */
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{8,512}");

    private final Supplier<String> source;
    private final String where;

    private OandaToken(Supplier<String> source, String where) {
        this.source = source;
        this.where = where;
    }

    static OandaToken inFile(Path file) {
        return new OandaToken(
                () -> {
                    try {
                        return Files.readString(file);
                    } catch (IOException unreadable) {
                        // Not the exception's own words: a decoder's message may quote what it read.
                        throw new RequestKept("OANDA's token file " + file + " cannot be read ("
                                + unreadable.getClass().getSimpleName() + ")");
                    }
                },
                "file " + file);
    }

    static OandaToken fromEnvironment(@Nullable String value) {
        return new OandaToken(() -> value == null ? "" : value, "environment");
    }

    /** @throws RequestKept saying where it was looked for, and never what was found there */
    String read() {
        return Optional.of(source.get().strip())
                .filter(text -> TOKEN.matcher(text).matches())
                .orElseThrow(() -> new RequestKept("the " + where
                        + " holds no OANDA token, expected one of 8 to 512 letters, digits and . _ ~ + / = -"));
    }

    @Override
    public String toString() {
        return "OANDA token from the " + where;
    }
}
