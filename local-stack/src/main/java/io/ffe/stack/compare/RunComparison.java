package io.ffe.stack.compare;

import io.ffe.stack.run.RunRecord;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What two runs have in common and where they part.
 *
 * @param equal every compared event of both is the same, and there is at least one
 * @param input settings in which they differ, by name; the speed counts as none
 * @param topics in the order of the pipeline
 */
public record RunComparison(
        String runA, String runB, boolean equal, Map<String, Values> input, List<TopicResult> topics) {

    /** What A has and what B has; absent where one has nothing. */
    public record Values(@Nullable String a, @Nullable String b) {}

    /**
     * One topic.
     *
     * @param differing positions, counted within each key, at which the events are not the same or one run has none
     * @param hashA over all keys and coreHashes of A, in their order
     * @param first the difference that comes first in time
     */
    public record TopicResult(
            String topic,
            long eventsA,
            long eventsB,
            long differing,
            String hashA,
            String hashB,
            @Nullable Difference first) {

        public boolean equal() {
            return hashA.equals(hashB);
        }
    }

    /**
     * Two events that should be the same.
     *
     * @param position among the events of the key, the first is 1
     * @param fields those that are not the same, by path; all of an event that only one run has
     */
    public record Difference(
            String key,
            long position,
            Instant at,
            @Nullable Side a,
            @Nullable Side b,
            Map<String, Values> fields) {}

    /** One of the two. */
    public record Side(String id, String label, Instant at, String coreHash) {}

    /** A run and the file of its events. */
    public record Subject(RunRecord record, Path events) {}
}
