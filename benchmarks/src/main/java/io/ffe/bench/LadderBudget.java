package io.ffe.bench;

import io.ffe.decision.LadderUnderTest;
import io.ffe.stack.testing.OllamaStub;
import io.ffe.stack.testing.OllamaStub.Behaviour;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * How much longer than both models' deadlines a worker waits when a server takes a question and does not answer it. Where Ollama
 * would be there is a stub that speaks its API.
 */
final class LadderBudget implements Benchmark {

    private static final Duration DEADLINE = Duration.ofMillis(600);
    private static final Duration BOTH = DEADLINE.multipliedBy(2);

    /** As the services promise, in milliseconds. */
    private static final double MOST = 100;

    @Override
    public String name() {
        return "ladder-budget";
    }

    @Override
    public String about() {
        return "ms that a decision waits beyond the deadlines of its two models";
    }

    private static Map<String, Behaviour> faults() {
        Map<String, Behaviour> faults = new LinkedHashMap<>();
        faults.put("no answer at all", new Behaviour.Hangs());
        faults.put("a byte every 50 ms", new Behaviour.Trickles(50));
        faults.put("the answer a second late", new Behaviour.SaysLate("{}", 1000));
        return faults;
    }

    @Override
    public List<Finding> run(Effort effort, Consumer<String> progress) {
        List<Finding> findings = new ArrayList<>();
        for (Map.Entry<String, Behaviour> fault : faults().entrySet()) {
            List<Double> ours = new ArrayList<>();
            for (int round = 0; round <= effort.rounds(); round++) {
                double beyond = beyond(ladder(fault.getValue()));
                // The first round loads classes.
                if (round > 0) {
                    ours.add(beyond);
                }
            }
            Spread spread = Spread.of(ours);
            progress.accept(fault.getKey() + ": " + spread.text() + " ms");
            // Held to the bound is the worst round: a promise about waiting is not kept by half of the decisions.
            findings.add(new Finding(
                    name(),
                    "ms beyond " + BOTH.toMillis() + ", " + fault.getKey() + ", worst round",
                    spread,
                    null,
                    Spread.of(spread.high()),
                    Finding.Bound.atMost(MOST, MOST)));
        }
        return findings;
    }

    private static double beyond(Duration waited) {
        return Math.max(0, waited.minus(BOTH).toNanos() / 1e6);
    }

    private static Duration ladder(Behaviour behaviour) {
        try (OllamaStub stub = new OllamaStub(behaviour);
                LadderUnderTest ladder = new LadderUnderTest(stub.url(), DEADLINE)) {
            return ladder.ask();
        }
    }
}
