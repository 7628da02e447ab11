package io.ffe.messaging.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.SecretKeys;
import io.smallrye.config.SmallRyeConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.eclipse.microprofile.config.Config;
import org.jspecify.annotations.Nullable;

/**
 * What this process is set to. Which keys there are, their defaults and which of them are secret is asked of the configuration
 * mappings, with which the start was checked: a key that is not listed would have stopped it.
 */
@ApplicationScoped
public class EffectiveConfig {

    private static final String PREFIX = "ffe.";

    /** For a secret that somebody declared as plain text; {@code token-file} is none. */
    private static final Pattern SECRET_NAME = Pattern.compile("(?:.*[.-])?(?:token|key|password|secret)");

    private static final Pattern CREDENTIALS = Pattern.compile("(?<=://)[^/@,]+(?=@)");
    private static final Pattern ANY_NAME = Pattern.compile("\\.\\*(?=\\.|$)");

    private final SmallRyeConfig config;
    private final Set<Class<?>> mappings;

    @Inject
    EffectiveConfig(Config config, BeanManager beans) {
        this(config.unwrap(SmallRyeConfig.class), mappings(beans));
    }

    EffectiveConfig(SmallRyeConfig config, Set<Class<?>> mappings) {
        this.config = config;
        this.mappings = mappings;
    }

    /** By key; those of a map by the names that are in use. */
    public List<Setting> settings() {
        return SecretKeys.doUnlocked(() -> {
            Set<String> names = StreamSupport.stream(config.getPropertyNames().spliterator(), false)
                    .filter(name -> name.startsWith(PREFIX))
                    .collect(Collectors.toCollection(TreeSet::new));
            Map<String, Setting> settings = new TreeMap<>();
            for (Class<?> mapping : mappings) {
                ConfigClass definition = ConfigClass.configClass(mapping);
                Set<String> secrets = definition.getSecrets();
                definition
                        .getProperties()
                        .forEach((name, defaultValue) -> keys(name, names)
                                .forEach(key -> settings.put(key, setting(key, defaultValue, secrets.contains(name)))));
            }
            return List.copyOf(settings.values());
        });
    }

    /** The key itself; of one with a name in it, each that is set or belongs to a name for which another one is. */
    private static Collection<String> keys(String definition, Set<String> names) {
        if (definition.endsWith("]")) {
            return List.of();
        }
        int star = definition.indexOf(".*");
        if (star < 0) {
            return List.of(definition);
        }
        String before = definition.substring(0, star + 1);
        return names.stream()
                .filter(name -> name.startsWith(before))
                .map(name -> name.substring(before.length()).split("\\.", 2)[0])
                .filter(name -> !name.isEmpty() && !name.equals("*"))
                .distinct()
                .map(name -> ANY_NAME.matcher(definition).replaceFirst("." + name))
                .flatMap(key -> keys(key, names).stream())
                .toList();
    }

    private Setting setting(String key, @Nullable String defaultValue, boolean declaredSecret) {
        ConfigValue found = config.getConfigValue(key);
        String value = found.getValue();
        List<ConfigValue> elements = config.getIndexedProperties(key).stream()
                .map(config::getConfigValue)
                .toList();
        // A list may be given element by element; the stronger source counts, as when the list is read.
        if (!elements.isEmpty()
                && (value == null || elements.getFirst().getConfigSourceOrdinal() >= found.getConfigSourceOrdinal())) {
            found = elements.getFirst();
            value = elements.stream()
                    .map(element -> String.valueOf(element.getValue()))
                    .collect(Collectors.joining(","));
        }
        boolean set = value != null && !value.isEmpty();
        String source = set ? source(found) : null;
        if (declaredSecret || SECRET_NAME.matcher(key).matches()) {
            return new Setting(key, set ? "set" : "not set", null, source, true);
        }
        String shown = set ? CREDENTIALS.matcher(String.valueOf(value)).replaceAll("***") : null;
        return new Setting(key, shown, defaultValue, source, false);
    }

    /** Without the folder of a file: where an installation lies is not a setting. */
    private static String source(ConfigValue value) {
        String name = String.valueOf(value.getConfigSourceName());
        if (value.isDefault() || name.startsWith("DefaultValues")) {
            return "default";
        }
        if (name.startsWith("SysProp")) {
            return "system property";
        }
        if (name.startsWith("Env")) {
            return "environment";
        }
        String file = name.replaceAll("^.*\\[source=(.*)]$", "$1");
        return file.substring(file.lastIndexOf('/') + 1);
    }

    private static Set<Class<?>> mappings(BeanManager beans) {
        return beans.getBeans(Object.class, Any.Literal.INSTANCE).stream()
                .flatMap(bean -> bean.getTypes().stream())
                .filter(EffectiveConfig::isMapping)
                .map(type -> (Class<?>) type)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isMapping(Type type) {
        return type instanceof Class<?> each
                && each.isAnnotationPresent(ConfigMapping.class)
                && each.getAnnotation(ConfigMapping.class).prefix().startsWith(PREFIX);
    }
}
