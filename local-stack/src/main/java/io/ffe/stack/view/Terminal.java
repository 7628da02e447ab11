package io.ffe.stack.view;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Where lines go. On a terminal a progress line is rewritten in place and colours are used, unless {@code NO_COLOR} is set;
 * elsewhere progress is a new line now and then, and text is plain. Safe to use from several threads.
 */
public final class Terminal {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final String ESCAPE = "\u001B[";
    private static final String RESET = ESCAPE + "0m";

    /** Control characters but line ends and tabs; an escape only when it begins no colour. */
    private static final Pattern COMMANDS = Pattern.compile("(?!\u001B\\[[0-9;]{0,9}m)[\\p{Cc}&&[^\\n\\t]]");

    private final PrintStream out;
    private final boolean rewrites;
    private final boolean colours;
    private boolean progressShown;
    private long lastProgressNanos;

    Terminal(PrintStream out, boolean tty, Map<String, String> environment) {
        this.out = out;
        this.rewrites = tty && !"dumb".equals(environment.get("TERM"));
        this.colours = rewrites && environment.getOrDefault("NO_COLOR", "").isEmpty();
        this.lastProgressNanos = System.nanoTime() - BETWEEN_LINES.toNanos();
    }

    /** Standard output; the script says whether it is a terminal, which Java can not find out for output alone. */
    public static Terminal system() {
        return new Terminal(System.out, Boolean.getBoolean("ffe.tty"), System.getenv());
    }

    /** A line that stays. */
    public synchronized void line(String text) {
        clearProgress();
        out.println(harmless(text));
        out.flush();
    }

    /** Keys, headers and payloads are anybody's; what would move the cursor or set a title is shown as a question mark. */
    private static String harmless(String text) {
        return COMMANDS.matcher(text).replaceAll("?");
    }

    /** Several lines that stay. */
    public synchronized void lines(Iterable<String> texts) {
        texts.forEach(this::line);
    }

    /** True when nobody reads what is written any more, as after {@code | head}: known once something was written. */
    public synchronized boolean isGone() {
        return out.checkError();
    }

    /** A line that the next one replaces. */
    public synchronized void progress(String text) {
        if (rewrites) {
            out.print("\r" + ESCAPE + "2K" + text);
            out.flush();
            progressShown = true;
        } else if (System.nanoTime() - lastProgressNanos >= BETWEEN_LINES.toNanos()) {
            out.println(text);
            out.flush();
            lastProgressNanos = System.nanoTime();
        }
    }

    public String bold(String text) {
        return styled("1", text);
    }

    public String dim(String text) {
        return styled("2", text);
    }

    public String good(String text) {
        return styled("32", text);
    }

    public String warning(String text) {
        return styled("33", text);
    }

    public String bad(String text) {
        return styled("31", text);
    }

    private String styled(String code, String text) {
        return colours ? ESCAPE + code + "m" + text + RESET : text;
    }

    private void clearProgress() {
        if (progressShown) {
            out.print("\r" + ESCAPE + "2K");
            progressShown = false;
        }
    }
}
