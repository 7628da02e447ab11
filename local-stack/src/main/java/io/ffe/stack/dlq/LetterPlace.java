package io.ffe.stack.dlq;

import io.ffe.stack.Problem;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a record stands, written {@code ffe.decisions.v1.dlq:0:3}. */
public record LetterPlace(String topic, int partition, long offset) {

    private static final String SUFFIX = ".dlq";
    private static final Pattern FORM = Pattern.compile("(.+):(\\d{1,9}):(\\d{1,18})");

    /** @throws Problem when the text is none; the topic may be named without its {@code .dlq} */
    public static LetterPlace ofLetter(String text) {
        Matcher place = FORM.matcher(text);
        if (!place.matches()) {
            throw Problem.usage("'" + text + "' is no place of a letter, expected TOPIC:PARTITION:OFFSET as in"
                    + " ffe.decisions.v1.dlq:0:3");
        }
        String topic = place.group(1).endsWith(SUFFIX) ? place.group(1) : place.group(1) + SUFFIX;
        return new LetterPlace(topic, Integer.parseInt(place.group(2)), Long.parseLong(place.group(3)));
    }

    @Override
    public String toString() {
        return topic + ":" + partition + ":" + offset;
    }
}
