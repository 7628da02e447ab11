package io.ffe.stack.models;

import io.ffe.stack.models.ModelReport.Found;
import io.ffe.stack.models.ModelReport.Presence;
import io.ffe.stack.models.ModelReport.Server;
import io.ffe.stack.models.ModelReport.Trial;
import io.ffe.stack.models.ModelSettings.Rung;
import io.ffe.stack.view.Figures;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks each configured server about itself and about the models that it should have. */
public final class ModelCheck {

    private static final URI USUAL = URI.create("http://127.0.0.1:11434");

    private final OllamaClient client;
    private final boolean trial;

    /** @param trial whether each model that is there is to answer once */
    public ModelCheck(OllamaClient client, boolean trial) {
        this.client = client;
        this.trial = trial;
    }

    public ModelReport run(ModelSettings settings) throws InterruptedException {
        Map<URI, Server> servers = new LinkedHashMap<>();
        List<Found> found = new ArrayList<>();
        Set<String> remedies = new LinkedHashSet<>();
        for (Rung rung : settings.rungs()) {
            URI url = rung.url();
            if (url == null) {
                found.add(new Found(rung.name(), rung.model(), null, Presence.UNKNOWN, null, null, null, null));
                continue;
            }
            Server server = servers.get(url);
            if (server == null) {
                server = client.server(url);
                servers.put(url, server);
            }
            found.add(look(rung, url, server, remedies));
        }
        if (servers.isEmpty()) {
            remedies.add(unconfigured());
        }
        return new ModelReport(settings.origin(), List.copyOf(servers.values()), found, List.copyOf(remedies));
    }

    private String unconfigured() throws InterruptedException {
        Server usual = client.server(USUAL);
        return usual.reachable()
                ? "an Ollama answers at " + USUAL + ": FFE_DECISION_LLM_BASE_URL=" + USUAL + " ./ffe up asks it"
                : "no model is asked, the strategies decide. For models: install Ollama (https://ollama.com/download), "
                        + "then FFE_DECISION_LLM_BASE_URL=" + USUAL + " ./ffe up";
    }

    private Found look(Rung rung, URI url, Server server, Set<String> remedies) throws InterruptedException {
        if (!server.reachable()) {
            remedies.add("start the server: ollama serve. Or correct FFE_DECISION_LLM_BASE_URL, which names " + url);
            return new Found(rung.name(), rung.model(), url, Presence.UNKNOWN, null, null, null, null);
        }
        ModelReport.@Nullable Listed listed = server.model(rung.model());
        if (listed == null) {
            remedies.add("ollama pull " + rung.model());
            return new Found(rung.name(), rung.model(), url, Presence.MISSING, null, null, null, null);
        }
        Trial answer = trial ? client.trial(url, rung.model()) : null;
        if (answer != null) {
            advise(rung, answer, remedies);
        }
        return new Found(
                rung.name(),
                rung.model(),
                url,
                Presence.PRESENT,
                listed.digest(),
                listed.bytes(),
                listed.quantization(),
                answer);
    }

    private static void advise(Rung rung, Trial answer, Set<String> remedies) {
        Duration warm = answer.warm();
        if (answer.trouble() != null) {
            remedies.add(rung.model() + " does not answer as it should: " + answer.trouble());
        } else if (warm.compareTo(rung.deadline()) > 0) {
            String key =
                    rung.name().equals("primary") ? "FFE_DECISION_LLM_DEADLINE" : "FFE_DECISION_LLM_FALLBACK_DEADLINE";
            remedies.add(rung.model() + " takes " + Figures.duration(warm) + " for a short answer, its deadline is "
                    + Figures.duration(rung.deadline()) + ": name a smaller model, or raise " + key
                    + " and FFE_DECISION_LLM_BUDGET");
        }
    }
}
