package io.ffe.stack.token;

import io.ffe.stack.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A bearer token that somebody else keeps in a file, read anew each time, for whoever issues it may renew it. What is no
 * regular file, as a pipe, can be read once, and is.
 */
public final class StoredToken implements Supplier<String> {

    /** What RFC 6750 allows. */
    private static final Pattern BEARER = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

    private final Path file;
    private @Nullable String once;

    public StoredToken(Path file) {
        this.file = file;
    }

    /** @throws Problem when there is none in it; its message never has the file's content */
    @Override
    public synchronized String get() {
        String kept = once;
        if (kept != null) {
            return kept;
        }
        String text;
        try {
            text = Files.readString(file).strip();
        } catch (IOException unreadable) {
            throw Problem.usage(
                    "the token file " + file + " cannot be read (" + unreadable
                            + "), expected a file with one token: ./ffe token --role operator makes one where the signing key is");
        }
        if (!BEARER.matcher(text).matches()) {
            throw Problem.usage("the token file " + file
                    + (text.isEmpty() ? " is empty" : " holds something else")
                    + ", expected one token and nothing else: ./ffe token --role operator makes one where the signing key is,"
                    + " an issuer gives its own");
        }
        if (!Files.isRegularFile(file)) {
            once = text;
        }
        return text;
    }

    /** What to say when others than its owner can read it. */
    public Optional<String> warning() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            String permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
            return permissions.endsWith("------")
                    ? Optional.empty()
                    : Optional.of("the token file " + file + " is " + permissions
                            + ", expected rw------- (others can use the token in it): chmod 600 " + file);
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }
}
