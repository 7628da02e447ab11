package io.ffe.decision.llm;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.llm.OllamaModel.Rung;
import io.ffe.schema.event.TierStep.Tier;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configured models, best first, and the servers behind them; those with one address share a server. */
@ApplicationScoped
public class OllamaModels {

    private final Map<URI, OllamaServer> servers = new LinkedHashMap<>();
    private final List<OllamaModel> rungs;
    private final PromptRegistry prompts;
    private final Prompt prompt;
    private final @Nullable OllamaModel shadow;
    private @Nullable Thread firstLook;

    /**
     * A published prompt and what it is used for.
     *
     * @param use DECIDES, SHADOW, or NONE
     */
    public record PublishedPrompt(String id, String version, String hash, String use) {}

    OllamaModels(DecisionConfig config, MeterRegistry meters) {
        DecisionConfig.Llm llm = config.llm();
        check(llm);
        this.prompts = PromptRegistry.open(llm.promptFolder());
        this.prompt = prompts.prompt("ffe.decision.llm.prompt", llm.prompt());
        List<OllamaModel> models = new ArrayList<>();
        models.add(new OllamaModel(
                Rung.of(Tier.LLM_PRIMARY, llm.model(), llm.deadline(), llm.modelledLatency()),
                llm,
                prompt,
                server(llm.baseUrl(), llm),
                meters));
        DecisionConfig.Fallback fallback = llm.fallback();
        if (fallback.enabled()) {
            models.add(new OllamaModel(
                    Rung.of(Tier.LLM_FALLBACK, fallback.model(), fallback.deadline(), fallback.modelledLatency()),
                    llm,
                    prompt,
                    server(fallback.baseUrl().or(llm::baseUrl), llm),
                    meters));
        }
        this.rungs = List.copyOf(models);
        this.shadow = llm.shadowPrompt().map(name -> shadow(name, llm, meters)).orElse(null);
        Gauge.builder("ffe.llm.running", this, OllamaModels::running)
                .description("calls to models that have not ended, abandoned ones included")
                .register(meters);
    }

    private OllamaModel shadow(String name, DecisionConfig.Llm llm, MeterRegistry meters) {
        Prompt onTrial = prompts.prompt("ffe.decision.llm.shadow-prompt", name);
        if (onTrial.equals(prompt)) {
            throw new IllegalArgumentException("ffe.decision.llm.shadow-prompt is '" + name
                    + "', which decides already: expected another version, or none");
        }
        return new OllamaModel(
                new Rung(Tier.LLM_PRIMARY, llm.model(), llm.deadline(), llm.modelledLatency(), "SHADOW"),
                llm,
                onTrial,
                server(llm.baseUrl(), llm),
                meters);
    }

    /** @throws IllegalStateException when a prompt that is named was not published, or was changed since */
    public static void checkPrompts(DecisionConfig.Llm llm) {
        PromptRegistry published = PromptRegistry.open(llm.promptFolder());
        published.prompt("ffe.decision.llm.prompt", llm.prompt());
        llm.shadowPrompt().ifPresent(name -> published.prompt("ffe.decision.llm.shadow-prompt", name));
    }

    /** @throws IllegalArgumentException naming a value that cannot be meant */
    public static void check(DecisionConfig.Llm llm) {
        Duration longest = llm.deadline().plus(OllamaModel.SLACK);
        if (llm.fallback().enabled()) {
            longest = longest.plus(llm.fallback().deadline()).plus(OllamaModel.SLACK);
        }
        if (longest.compareTo(llm.budget()) > 0) {
            throw new IllegalArgumentException("ffe.decision.llm.budget is " + llm.budget() + ", expected at least "
                    + longest + ": ffe.decision.llm.deadline (" + llm.deadline()
                    + ") and ffe.decision.llm.fallback.deadline ("
                    + llm.fallback().deadline() + ") with "
                    + OllamaModel.SLACK + " each for leaving. Shorten a deadline or raise the budget");
        }
        if (llm.concurrency() < 1) {
            throw new IllegalArgumentException(
                    "ffe.decision.llm.concurrency is " + llm.concurrency() + ", expected one or more");
        }
    }

    private @Nullable OllamaServer server(Optional<URI> baseUrl, DecisionConfig.Llm llm) {
        return baseUrl.map(url -> servers.computeIfAbsent(
                        url,
                        absent ->
                                new OllamaServer(url, llm.connectTimeout(), llm.concurrency(), llm.factsMaximumAge())))
                .orElse(null);
    }

    /** Says early which models are missing. Nobody waits for it: the models are asked or not all the same. */
    void start(@Observes StartupEvent ready) {
        if (!servers.isEmpty()) {
            firstLook = Thread.ofVirtual().name("llm-first-look").start(this::lookUp);
        }
    }

    private void lookUp() {
        try {
            for (OllamaModel model : rungs) {
                model.lookUp();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Best first; at least one, configured or not. */
    public List<OllamaModel> rungs() {
        return rungs;
    }

    /** The primary with the prompt that is on trial; empty when none is. */
    public Optional<OllamaModel> shadow() {
        return Optional.ofNullable(shadow);
    }

    /** All that are published. */
    public List<PublishedPrompt> prompts() {
        String onTrial = shadow == null ? "" : shadow.prompt();
        return prompts.all().stream()
                .map(each -> new PublishedPrompt(
                        each.id(),
                        each.version(),
                        each.hash(),
                        each.equals(prompt) ? "DECIDES" : each.name().equals(onTrial) ? "SHADOW" : "NONE"))
                .toList();
    }

    /** Calls that have not ended, abandoned ones included; never more than the places of all servers. */
    int running() {
        return servers.values().stream().mapToInt(OllamaServer::running).sum();
    }

    @PreDestroy
    void close() {
        Thread looking = firstLook;
        if (looking != null) {
            looking.interrupt();
        }
        rungs.forEach(OllamaModel::close);
        shadow().ifPresent(OllamaModel::close);
        servers.values().forEach(OllamaServer::close);
    }
}
