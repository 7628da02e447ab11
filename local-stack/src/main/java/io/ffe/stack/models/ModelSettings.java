package io.ffe.stack.models;

import com.fasterxml.jackson.databind.JsonNode;
import io.ffe.stack.Problem;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which models are asked, where, and for how long. The names of the settings and their defaults are decision-service's.
 *
 * @param rungs best first
 * @param origin where the settings come from, for people
 */
public record ModelSettings(List<Rung> rungs, String origin) {

    static final String PRIMARY = "llama3.2:3b-instruct-q4_0";
    static final String FALLBACK = "llama3.2:1b-instruct-q4_0";

    private static final String PREFIX = "FFE_DECISION_LLM_";
    private static final String BASE_URL = PREFIX + "BASE_URL";

    /** One model. @param url null when no server is configured */
    public record Rung(String name, String model, @Nullable URI url, Duration deadline) {}

    /** As decision-service would be configured by these variables, and by defaults where there are none. */
    public static ModelSettings of(Map<String, String> environment) {
        URI url = url(environment, BASE_URL, null);
        List<Rung> rungs = new ArrayList<>();
        rungs.add(new Rung(
                "primary",
                value(environment, PREFIX + "MODEL", PRIMARY),
                url,
                duration(environment, PREFIX + "DEADLINE", "6s")));
        if (Boolean.parseBoolean(value(environment, PREFIX + "FALLBACK_ENABLED", "true"))) {
            rungs.add(new Rung(
                    "fallback",
                    value(environment, PREFIX + "FALLBACK_MODEL", FALLBACK),
                    url(environment, PREFIX + "FALLBACK_BASE_URL", url),
                    duration(environment, PREFIX + "FALLBACK_DEADLINE", "2500ms")));
        }
        return new ModelSettings(List.copyOf(rungs), url == null ? BASE_URL + " is not set" : BASE_URL);
    }

    /**
     * As a decision-service says that it is configured.
     *
     * @param check the data of its readiness check {@code llm}
     */
    public static ModelSettings of(JsonNode check) {
        List<Rung> rungs = new ArrayList<>();
        for (String name : List.of("primary", "fallback")) {
            String of = name.equals("primary") ? "" : "fallback.";
            if (check.has(of + "model")) {
                rungs.add(new Rung(
                        name,
                        check.path(of + "model").asText(),
                        check.has(of + "url")
                                ? URI.create(check.path(of + "url").asText())
                                : null,
                        Duration.ofMillis(check.path(of + "deadlineMillis").asLong())));
            }
        }
        return new ModelSettings(List.copyOf(rungs), "decision-service, which is up");
    }

    /** With another server for every model. */
    public ModelSettings at(URI url) {
        return new ModelSettings(
                rungs.stream()
                        .map(rung -> new Rung(rung.name(), rung.model(), url, rung.deadline()))
                        .toList(),
                "--base-url");
    }

    /** An address of an Ollama server. @throws Problem when it is none */
    public static URI address(String name, String text) {
        try {
            URI url = URI.create(text);
            if (url.getHost() != null && List.of("http", "https").contains(String.valueOf(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException unreadable) {
            // said below
        }
        throw Problem.usage(name + " is '" + text + "', expected an address as http://127.0.0.1:11434");
    }

    private static @Nullable URI url(Map<String, String> environment, String name, @Nullable URI otherwise) {
        String text = value(environment, name, "");
        return text.isEmpty() ? otherwise : address(name, text);
    }

    private static Duration duration(Map<String, String> environment, String name, String otherwise) {
        String text = value(environment, name, otherwise);
        String upper = text.toUpperCase(Locale.ROOT);
        try {
            return upper.endsWith("MS")
                    ? Duration.ofMillis(Long.parseLong(upper.substring(0, upper.length() - 2)))
                    : Duration.parse(upper.startsWith("P") ? upper : "PT" + upper);
        } catch (DateTimeParseException | NumberFormatException unreadable) {
            throw Problem.usage(name + " is '" + text + "', expected a time as 6s, 2500ms or PT6S");
        }
    }

    /** Empty is absent, as it is for the service. */
    private static String value(Map<String, String> environment, String name, String otherwise) {
        String text = environment.getOrDefault(name, "");
        return text.isEmpty() ? otherwise : text;
    }
}
