package io.ffe.stack.doctor;

import io.ffe.stack.models.ModelCheck;
import io.ffe.stack.models.ModelReport;
import io.ffe.stack.models.ModelReport.Found;
import io.ffe.stack.models.ModelReport.Presence;
import io.ffe.stack.models.ModelReport.Server;
import io.ffe.stack.models.ModelSettings;
import io.ffe.stack.models.OllamaClient;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Whether Ollama answers and has the models; {@code ffe doctor models} says more of them. */
public final class ModelsCheck implements Check {

    private final Supplier<ModelSettings> settings;

    /** @param settings looked up when it is asked: they may be wrong themselves */
    public ModelsCheck(Supplier<ModelSettings> settings) {
        this.settings = settings;
    }

    @Override
    public String name() {
        return "models";
    }

    @Override
    public List<Finding> look() throws InterruptedException {
        ModelReport report;
        try (OllamaClient client = new OllamaClient()) {
            report = new ModelCheck(client, false).run(settings.get());
        }
        List<Finding> findings = new ArrayList<>();
        if (report.servers().isEmpty()) {
            findings.add(Finding.warning(
                    name(),
                    "Ollama",
                    report.origin(),
                    "a server, where models are to decide",
                    String.join("; ", report.remedies())));
        }
        for (Server server : report.servers()) {
            if (server.reachable()) {
                findings.add(Finding.ok(name(), "Ollama at " + server.url(), "version " + server.version()));
            } else {
                findings.add(Finding.failure(
                        name(),
                        "Ollama at " + server.url(),
                        "not reachable: " + server.trouble(),
                        "an answer",
                        "start it: ollama serve. Or correct FFE_DECISION_LLM_BASE_URL"));
            }
        }
        for (Found model : report.models()) {
            if (model.presence() == Presence.MISSING) {
                findings.add(Finding.failure(
                        name(),
                        model.model() + " (" + model.rung() + ")",
                        "the server at " + model.url() + " does not have it",
                        "a model that can be asked",
                        "ollama pull " + model.model()));
            } else if (model.presence() == Presence.PRESENT) {
                findings.add(Finding.ok(name(), model.model() + " (" + model.rung() + ")", "present"));
            }
        }
        return findings;
    }
}
