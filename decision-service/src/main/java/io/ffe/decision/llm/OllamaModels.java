package io.ffe.decision.llm;

import io.ffe.decision.config.DecisionConfig;
import io.ffe.decision.domain.ModelSeat;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The configured models, best first, and the servers behind them; those with one address share a server. */
@ApplicationScoped
public class OllamaModels {

    private final Map<URI, OllamaServer> servers = new LinkedHashMap<>();
    private final List<OllamaModel> rungs;
    private final PromptRegistry prompts;
    private final Prompt prompt;
    private final @Nullable OllamaModel shadow;
    /** In the order in which they are asked; empty without a debate, else the last one is the first rung. */
    private final List<OllamaModel> debate;

    private @Nullable Thread firstLook;

    /**
     * A published prompt and what it is used for.
     *
     * @param use DECIDES, ARGUES, SHADOW, or NONE
     */
    public record PublishedPrompt(String id, String version, String hash, String use) {}

    public OllamaModels(DecisionConfig config, MeterRegistry meters) {
        DecisionConfig.Llm llm = config.llm();
        check(config);
        this.prompts = PromptRegistry.open(llm.promptFolder());
        this.prompt = prompts.prompt("ffe.decision.llm.prompt", llm.prompt());
        DecisionConfig.Debate arguing = config.ensemble().debate();
        this.debate = arguing.enabled() ? debate(arguing, llm, meters) : List.of();
        List<OllamaModel> models = new ArrayList<>();
        models.add(
                arguing.enabled()
                        ? debate.getLast()
                        : new OllamaModel(
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
                new Rung(
                        Tier.LLM_PRIMARY, ModelSeat.SOLE, llm.model(), llm.deadline(), llm.modelledLatency(), "SHADOW"),
                llm,
                onTrial,
                server(llm.baseUrl(), llm),
                meters);
    }

    /** All seats are taken by the primary model: it argues with itself, in three voices and one after another. */
    private List<OllamaModel> debate(DecisionConfig.Debate debate, DecisionConfig.Llm llm, MeterRegistry meters) {
        return ModelSeat.DEBATE.stream()
                .map(seat -> new OllamaModel(
                        new Rung(
                                Tier.LLM_PRIMARY,
                                seat,
                                llm.model(),
                                deadline(debate, seat),
                                debate.modelledLatency(),
                                "DEBATE_" + seat),
                        llm,
                        promptOf(prompts, debate, seat),
                        server(llm.baseUrl(), llm),
                        meters))
                .toList();
    }

    private static Duration deadline(DecisionConfig.Debate debate, ModelSeat seat) {
        return seat.argues() ? debate.argumentDeadline() : debate.judgeDeadline();
    }

    private static Prompt promptOf(PromptRegistry prompts, DecisionConfig.Debate debate, ModelSeat seat) {
        String key = "ffe.decision.ensemble.debate.";
        return switch (seat) {
            case BULL -> prompts.prompt(key + "bull-prompt", debate.bullPrompt());
            case BEAR -> prompts.prompt(key + "bear-prompt", debate.bearPrompt());
            case JUDGE -> prompts.prompt(key + "judge-prompt", debate.judgePrompt());
            case SOLE -> throw new IllegalArgumentException("no seat of a debate");
        };
    }

    /** @throws IllegalStateException when a prompt that is named was not published, or was changed since */
    public static void checkPrompts(DecisionConfig config) {
        DecisionConfig.Llm llm = config.llm();
        PromptRegistry published = PromptRegistry.open(llm.promptFolder());
        published.prompt("ffe.decision.llm.prompt", llm.prompt());
        llm.shadowPrompt().ifPresent(name -> published.prompt("ffe.decision.llm.shadow-prompt", name));
        DecisionConfig.Debate debate = config.ensemble().debate();
        if (debate.enabled()) {
            ModelSeat.DEBATE.forEach(seat -> promptOf(published, debate, seat));
        }
    }

    /** @throws IllegalArgumentException naming every value that cannot be meant */
    public static void check(DecisionConfig config) {
        DecisionConfig.Llm llm = config.llm();
        DecisionConfig.Debate debate = config.ensemble().debate();
        List<String> problems = new ArrayList<>();
        checkAddress("ffe.decision.llm.base-url", llm.baseUrl(), problems);
        checkAddress("ffe.decision.llm.fallback.base-url", llm.fallback().baseUrl(), problems);
        if (llm.baseUrl().isEmpty()
                && llm.fallback().enabled()
                && llm.fallback().baseUrl().isPresent()) {
            problems.add("ffe.decision.llm.fallback.base-url is "
                    + llm.fallback().baseUrl().get()
                    + " and ffe.decision.llm.base-url is not set, expected a primary before a fallback: set"
                    + " ffe.decision.llm.base-url, with ffe.decision.llm.model where this model is to be the only one");
        }
        if (debate.enabled()) {
            checkDebate(debate, llm, problems);
        }
        List<String> keys = new ArrayList<>();
        Duration longest = Duration.ZERO;
        for (Map.Entry<String, Duration> bound : bounds(config).entrySet()) {
            longest = longest.plus(bound.getValue()).plus(OllamaModel.SLACK);
            keys.add(bound.getKey() + " (" + bound.getValue() + ")");
        }
        if (longest.compareTo(llm.budget()) > 0) {
            problems.add("ffe.decision.llm.budget is " + llm.budget() + ", expected at least " + longest + ": "
                    + String.join(" and ", keys) + " with " + OllamaModel.SLACK
                    + " each for leaving. Shorten a deadline or raise the budget");
        }
        if (llm.concurrency() < 1) {
            problems.add("ffe.decision.llm.concurrency is " + llm.concurrency() + ", expected one or more");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n  ", problems));
        }
    }

    private static void checkAddress(String key, Optional<URI> address, List<String> problems) {
        address.filter(url ->
                        url.getHost() == null || !List.of("http", "https").contains(String.valueOf(url.getScheme())))
                .ifPresent(url -> problems.add(key + " is '" + url
                        + "', expected the address of an Ollama server with its scheme, as http://127.0.0.1:11434"));
    }

    private static void checkDebate(DecisionConfig.Debate debate, DecisionConfig.Llm llm, List<String> problems) {
        String key = "ffe.decision.ensemble.debate.";
        if (llm.baseUrl().isEmpty()) {
            problems.add(
                    key + "enabled is true and ffe.decision.llm.base-url is not set, expected the address of the Ollama"
                            + " server whose model is to argue: set it, or leave the debate off");
        }
        if (!debate.argumentDeadline().isPositive() || !debate.judgeDeadline().isPositive()) {
            problems.add(key + "argument-deadline is " + debate.argumentDeadline() + " and " + key + "judge-deadline "
                    + debate.judgeDeadline() + ", expected times above zero");
        }
        if (debate.modelledLatency().isNegative()) {
            problems.add(key + "modelled-latency is " + debate.modelledLatency() + ", expected no time below zero");
        }
        List<String> named = List.of(debate.bullPrompt(), debate.bearPrompt(), debate.judgePrompt(), llm.prompt());
        if (named.stream().distinct().count() < named.size()) {
            problems.add(key + "bull-prompt, bear-prompt and judge-prompt are " + named.subList(0, 3)
                    + " and ffe.decision.llm.prompt is " + llm.prompt()
                    + ", expected four different prompts: each seat has its own");
        }
    }

    /** Deadlines of all calls that a decision may cost, by key, in the order of the calls. */
    private static Map<String, Duration> bounds(DecisionConfig config) {
        DecisionConfig.Llm llm = config.llm();
        DecisionConfig.Debate debate = config.ensemble().debate();
        Map<String, Duration> bounds = new LinkedHashMap<>();
        if (debate.enabled()) {
            String key = "ffe.decision.ensemble.debate.";
            bounds.put("the bull's " + key + "argument-deadline", debate.argumentDeadline());
            bounds.put("the bear's", debate.argumentDeadline());
            bounds.put(key + "judge-deadline", debate.judgeDeadline());
        } else {
            bounds.put("ffe.decision.llm.deadline", llm.deadline());
        }
        if (llm.fallback().enabled()) {
            bounds.put("ffe.decision.llm.fallback.deadline", llm.fallback().deadline());
        }
        return bounds;
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

    /** The seats in the order in which they are asked, all on the first rung, whose model is the judge; empty without a debate. */
    public List<OllamaModel> debate() {
        return debate;
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
                        each.id(), each.version(), each.hash(), each.name().equals(onTrial) ? "SHADOW" : use(each)))
                .toList();
    }

    private String use(Prompt of) {
        return Stream.concat(rungs.stream(), debate.stream())
                .filter(model -> model.prompt().equals(of.name()))
                .findFirst()
                .map(model -> model.seat().argues() ? "ARGUES" : "DECIDES")
                .orElse("NONE");
    }

    /** Calls that have not ended, abandoned ones included; never more than the places of all servers. */
    int running() {
        return servers.values().stream().mapToInt(OllamaServer::running).sum();
    }

    /** Ends what calls have begun. */
    @PreDestroy
    public void close() {
        Thread looking = firstLook;
        if (looking != null) {
            looking.interrupt();
        }
        rungs.forEach(OllamaModel::close);
        debate.forEach(OllamaModel::close);
        shadow().ifPresent(OllamaModel::close);
        servers.values().forEach(OllamaServer::close);
    }
}
