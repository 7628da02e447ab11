package io.ffe.stack.models;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What there is, and what to do about what there is not.
 *
 * @param origin where the settings come from
 * @param remedies commands and advice; empty when every model can be asked
 */
public record ModelReport(String origin, List<Server> servers, List<Found> models, List<String> remedies) {

    /** Whether every configured model can be asked. */
    public boolean healthy() {
        return !servers.isEmpty() && remedies.isEmpty();
    }

    /**
     * An Ollama server.
     *
     * @param trouble why it does not answer, absent when it does
     */
    public record Server(
            URI url,
            @Nullable String version,
            List<Listed> models,
            @Nullable String trouble) {

        public boolean reachable() {
            return trouble == null;
        }

        /** As it lists it; a name without a tag has the tag {@code latest}. */
        @Nullable
        Listed model(String name) {
            String full = name.contains(":") ? name : name + ":latest";
            return models.stream()
                    .filter(model -> model.name().equals(full))
                    .findFirst()
                    .orElse(null);
        }
    }

    /** A model that a server has. */
    public record Listed(
            String name,
            String digest,
            long bytes,
            @Nullable String quantization) {}

    /** Whether a model is there. */
    public enum Presence {
        PRESENT,
        MISSING,
        /** Its server does not answer, or none is configured. */
        UNKNOWN
    }

    /** A configured model. @param rung primary or fallback */
    public record Found(
            String rung,
            String model,
            @Nullable URI url,
            Presence presence,
            @Nullable String digest,
            @Nullable Long bytes,
            @Nullable String quantization,
            @Nullable Trial trial) {}

    /**
     * One answer that was asked for.
     *
     * @param took wall clock
     * @param load of it, for loading the model; zero when the server did not say
     * @param tokensPerSecond of the answer, absent when the server did not say
     * @param trouble why it is no answer, absent when it is one
     */
    public record Trial(
            Duration took,
            Duration load,
            @Nullable Double tokensPerSecond,
            @Nullable String trouble) {

        /** What the next answer will take, with the model loaded. */
        Duration warm() {
            return took.minus(load);
        }
    }
}
