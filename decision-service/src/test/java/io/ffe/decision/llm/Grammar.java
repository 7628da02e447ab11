package io.ffe.decision.llm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A grammar of texts, as the head of {@code hostile/answers.grammar} explains it; the same seed gives the same texts. */
final class Grammar {

    private static final Pattern RULE = Pattern.compile("([a-z]+) = (.*)");
    private static final Pattern PART = Pattern.compile("\\\\u([0-9A-F]{4})|\\\\([n|<])|<([a-z]+)>|(?s).");

    private final Map<String, List<String>> rules = new HashMap<>();

    private Grammar() {}

    static Grammar load(String resource) {
        Grammar grammar = new Grammar();
        try (InputStream file = Grammar.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException(resource + " is not there");
            }
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                Matcher rule = RULE.matcher(line);
                if (!rule.matches()) {
                    throw new IllegalStateException("'" + line + "' is no rule, expected NAME = TEXT");
                }
                grammar.rules
                        .computeIfAbsent(rule.group(1), first -> new ArrayList<>())
                        .addAll(List.of(rule.group(2).split(" \\| ")));
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return grammar;
    }

    /** One text that the rule stands for. */
    String text(String rule, Random random) {
        StringBuilder text = new StringBuilder();
        expand(rule, random, text);
        return text.toString();
    }

    private void expand(String rule, Random random, StringBuilder text) {
        List<String> alternatives = rules.get(rule);
        if (alternatives == null) {
            throw new IllegalStateException("<" + rule + "> is no rule of " + rules.keySet());
        }
        Matcher part = PART.matcher(alternatives.get(random.nextInt(alternatives.size())));
        while (part.find()) {
            if (part.group(1) != null) {
                text.append((char) Integer.parseInt(part.group(1), 16));
            } else if (part.group(2) != null) {
                text.append(part.group(2).equals("n") ? "\n" : part.group(2));
            } else if (part.group(3) != null) {
                expand(part.group(3), random, text);
            } else {
                text.append(part.group());
            }
        }
    }
}
