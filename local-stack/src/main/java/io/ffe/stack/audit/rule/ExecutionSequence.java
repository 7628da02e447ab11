package io.ffe.stack.audit.rule;

import io.ffe.schema.event.Execution;
import io.ffe.stack.audit.fact.Published;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Executions of one portfolio in their own order, whatever the order on the topic. A gap is waited for while it may be under
 * way; then it is told once and passed over.
 */
final class ExecutionSequence {

    private final TreeMap<Long, Waiting> ahead = new TreeMap<>();
    private long through;

    private record Waiting(Execution execution, Instant at) {}

    void take(Execution execution, Published record) {
        if (execution.sequence() > through) {
            ahead.putIfAbsent(execution.sequence(), new Waiting(execution, record.appendedAt()));
        }
    }

    /** What comes next, up to a gap that may still close. Gaps that may not are added to {@code gaps} as text. */
    List<Execution> next(Pass pass, List<String> gaps) {
        List<Execution> ready = new ArrayList<>();
        while (!ahead.isEmpty()) {
            Map.Entry<Long, Waiting> first = ahead.firstEntry();
            if (first.getKey() > through + 1) {
                if (pass.young(first.getValue().at())) {
                    return ready;
                }
                gaps.add("executions " + (through + 1) + " to " + (first.getKey() - 1) + " are not on the topic");
            }
            through = first.getKey();
            ready.add(first.getValue().execution());
            ahead.pollFirstEntry();
        }
        return ready;
    }

    /** Last sequence that was handed out. */
    long through() {
        return through;
    }

    int waiting() {
        return ahead.size();
    }
}
