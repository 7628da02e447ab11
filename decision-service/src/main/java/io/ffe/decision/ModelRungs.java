package io.ffe.decision;

import io.ffe.decision.domain.Held;
import io.ffe.decision.domain.Ladder;
import io.ffe.decision.domain.ModelAnswer;
import io.ffe.decision.domain.ModelAnswer.Argued;
import io.ffe.decision.domain.ModelAnswer.Failed;
import io.ffe.decision.domain.ModelCall;
import io.ffe.decision.domain.ModelFault.Level;
import io.ffe.decision.domain.ModelSeat;
import io.ffe.decision.llm.OllamaModel;
import io.ffe.decision.llm.OllamaModels;
import io.ffe.schema.event.Outcome;
import io.ffe.schema.event.Snapshot;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * Asks the models from best to worst until one gives an answer that may decide; on the first rung they may argue before. A
 * server that is away, silent or full is not asked again for another of its models.
 */
@ApplicationScoped
public class ModelRungs {

    private final OllamaModels models;
    private final Ladder ladder;

    ModelRungs(OllamaModels models, Ladder ladder) {
        this.models = models;
        this.ladder = ladder;
    }

    /**
     * The calls in the order in which they were made; at least one. Ends within {@code ffe.decision.llm.budget}.
     *
     * @param mayGoOn asked before each model but the first
     */
    List<ModelCall> ask(Snapshot snapshot, Held held, BooleanSupplier mayGoOn) {
        return ask(snapshot, held, List.of(), mayGoOn);
    }

    /** As above. @param past outcomes that models are told, the newest first */
    List<ModelCall> ask(Snapshot snapshot, Held held, List<Outcome> past, BooleanSupplier mayGoOn) {
        List<ModelCall> calls = new ArrayList<>();
        Set<Optional<URI>> lost = new HashSet<>();
        for (OllamaModel model : models.rungs()) {
            if (lost.contains(model.host())) {
                continue;
            }
            if (!calls.isEmpty() && !mayGoOn.getAsBoolean()) {
                break;
            }
            calls.addAll(
                    model.seat() == ModelSeat.JUDGE
                            ? debate(snapshot, held, past, mayGoOn)
                            : List.of(model.ask(snapshot, held, past)));
            ModelAnswer last = calls.getLast().answer();
            if (ladder.mayDecide(snapshot, held, last)) {
                break;
            }
            if (last instanceof Failed failed && failed.level() == Level.HOST) {
                lost.add(model.host());
            }
        }
        return calls;
    }

    /**
     * The seats of the debate, one after another. One that fails, or whose argument is not true of the snapshot, ends it: there is
     * no debate with one side, and what is left of the budget is the next rung's. At least one call.
     */
    private List<ModelCall> debate(Snapshot snapshot, Held held, List<Outcome> past, BooleanSupplier mayGoOn) {
        List<ModelCall> calls = new ArrayList<>();
        List<Argued> heard = new ArrayList<>();
        for (OllamaModel seat : models.debate()) {
            if (!calls.isEmpty() && !mayGoOn.getAsBoolean()) {
                break;
            }
            // The sides do not hear each other: the second would argue against the first instead of about the market.
            ModelCall call = seat.ask(snapshot, held, past, seat.seat().argues() ? List.of() : heard);
            calls.add(call);
            if (!(call.answer() instanceof Argued argued)
                    || ladder.objection(snapshot, argued).isPresent()) {
                break;
            }
            heard.add(argued);
        }
        return calls;
    }

    /** Whether there is a model to ask at all. */
    boolean configured() {
        return models.rungs().stream().anyMatch(model -> model.host().isPresent());
    }

    /** The primary with the prompt that is on trial; empty when none is. */
    Optional<OllamaModel> shadow() {
        return models.shadow();
    }

    /**
     * What the calls are modelled to take in a replay. One that was refused by breaker or bulkhead counts as well: whether
     * it was is a matter of wall time, which must not show in a decision.
     */
    Duration modelledLatency(List<ModelCall> calls) {
        return calls.stream()
                .filter(ModelCall::configured)
                .map(call -> of(call).modelledLatency())
                .reduce(Duration.ZERO, Duration::plus);
    }

    private OllamaModel of(ModelCall call) {
        return Stream.concat(models.rungs().stream(), models.debate().stream())
                .filter(model -> model.tier() == call.tier()
                        && model.seat() == call.asked().seat())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no model stands on " + call.tier() + " as "
                        + call.asked().seat()));
    }
}
