package io.ffe.messaging.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.ffe.messaging.RunConfig;
import io.ffe.messaging.inbox.InboxConfig;
import io.ffe.messaging.inbox.InboxRetention;
import io.ffe.messaging.rest.RestConfig;
import io.ffe.messaging.time.SystemClock;
import io.ffe.schema.serde.Json;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValidationException;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a service's configuration as its start does and says everything that it would be refused for, as one line of JSON.
 * Run on the class path of the packaged service, with the environment that the service would get:
 *
 * <pre>java -cp 'app/*:lib/main/*:lib/boot/*' io.ffe.messaging.config.StartCheckup [--online]</pre>
 */
public final class StartCheckup {

    private static final String ONLINE = "--online";
    /** Passwords that compose hands to its database as well, under names of its own. */
    private static final String OF_COMPOSE = "_DB_PASSWORD";

    private static final int ENVIRONMENT = 300;
    private static final int APPLICATION = 250;
    private static final int SHARED = 100;

    private StartCheckup() {}

    /**
     * What was found, in words for people.
     *
     * @param settings keys that nobody knows and values that no start accepts
     * @param credentials keys and tokens that cannot be used
     * @param online what the venue says; absent when it was not asked
     * @param silent why the venue gave no answer, absent when it gave one
     * @param complete false when the settings are such that credentials could not be looked for
     */
    public record Report(
            String service,
            List<String> settings,
            List<String> credentials,
            @Nullable List<String> online,
            @Nullable String silent,
            boolean complete) {}

    public static void main(String[] arguments) throws JsonProcessingException {
        StartChecks checks = ServiceLoader.load(StartChecks.class)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no StartChecks on the class path"));
        Map<String, String> shipped = new HashMap<>(resource("application.properties"));
        Report report =
                look(checks, System.getenv(), shipped, List.of(arguments).contains(ONLINE), SystemClock.clock());
        System.out.println(Json.mapper().writeValueAsString(report));
    }

    /** As {@link #main} does it. @param shipped the service's own application.properties */
    public static Report look(
            StartChecks checks,
            Map<String, String> environment,
            Map<String, String> shipped,
            boolean online,
            Clock clock) {
        List<String> settings = new ArrayList<>(withoutEffect(checks, environment));
        SmallRyeConfig config = null;
        try {
            config = read(checks, environment, shipped, true);
        } catch (ConfigValidationException refused) {
            settings.addAll(problems(refused));
            try {
                // What is unknown hides nothing else that is wrong.
                config = read(checks, environment, shipped, false);
            } catch (ConfigValidationException unreadable) {
                // Said already.
            }
        }
        if (config == null) {
            return new Report(checks.service(), settings, List.of(), null, null, false);
        }
        settings.addAll(InboxRetention.problems(config.getConfigMapping(InboxConfig.class)));
        settings.addAll(checks.settings(config));
        List<String> credentials = checks.credentials(config, clock);
        if (!online) {
            return new Report(checks.service(), settings, credentials, null, null, true);
        }
        try {
            return new Report(checks.service(), settings, credentials, checks.online(config, clock), null, true);
        } catch (RuntimeException unanswered) {
            return new Report(checks.service(), settings, credentials, null, unanswered.getMessage(), true);
        }
    }

    /**
     * Variables with the prefix of a mapping that name none of its keys. A start passes over them: of the environment it looks
     * only for names that it knows.
     */
    private static List<String> withoutEffect(StartChecks checks, Map<String, String> environment) {
        List<String> found = new ArrayList<>();
        for (Class<?> mapping : List.of(RunConfig.class, RestConfig.class, InboxConfig.class, checks.mapping())) {
            ConfigClass definition = ConfigClass.configClass(mapping);
            String prefix = variable(definition.getPrefix()) + "_";
            List<Pattern> known = definition.getProperties().keySet().stream()
                    .map(key -> Pattern.compile(variable(key)))
                    .toList();
            environment.keySet().stream()
                    .filter(name -> name.startsWith(prefix) && !name.endsWith(OF_COMPOSE))
                    .filter(name -> known.stream()
                            .noneMatch(pattern -> pattern.matcher(name).matches()))
                    .sorted()
                    .forEach(name -> found.add(name + " is set and has no effect, expected the name of a key of "
                            + definition.getPrefix()));
        }
        return found;
    }

    /** As an expression: {@code FFE_RISK_PORTFOLIOS_.+_PRODUCER}. */
    private static String variable(String key) {
        return key.replace("[*]", "\u0000")
                .replaceAll("[^A-Za-z0-9*\u0000]", "_")
                .toUpperCase(Locale.ROOT)
                .replace("\u0000", "_[0-9]+_")
                .replace("*", ".+");
    }

    private static SmallRyeConfig read(
            StartChecks checks, Map<String, String> environment, Map<String, String> shipped, boolean strict) {
        return new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addDiscoveredConverters()
                .withProfile("prod")
                .withSources(
                        new EnvConfigSource(environment, ENVIRONMENT),
                        new PropertiesConfigSource(shipped, "application.properties", APPLICATION),
                        new PropertiesConfigSource(
                                Map.of("ffe.run.stage", checks.stage()), "what every start is given", SHARED))
                .withMapping(RunConfig.class)
                .withMapping(RestConfig.class)
                .withMapping(InboxConfig.class)
                .withMapping(checks.mapping())
                .withValidateUnknown(strict)
                .build();
    }

    private static List<String> problems(ConfigValidationException refused) {
        return IntStream.range(0, refused.getProblemCount())
                .mapToObj(i -> refused.getProblem(i).getMessage())
                .map(StartCheckup::plain)
                .distinct()
                .sorted()
                .toList();
    }

    /** Without the names of exceptions and the numbers of messages. */
    private static String plain(String message) {
        return message.replaceAll("(?:[a-z]+\\.)+[A-Za-z]+(?:Exception|Error): ", "")
                .replaceAll("SRCFG\\d+: ", "")
                .strip();
    }

    private static Map<String, String> resource(String name) {
        Properties properties = new Properties();
        try (InputStream text = Thread.currentThread().getContextClassLoader().getResourceAsStream(name)) {
            if (text != null) {
                properties.load(text);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }
}
