package io.ffe.marketdata.feed;

import io.ffe.marketdata.feed.FeedFileException.Problem;
import io.ffe.schema.event.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Opens files of the past for a run. */
final class WarmUpFiles {

    private WarmUpFiles() {}

    /**
     * @throws FeedFileException for a file of a symbol that the run does not have, or without a row before the start
     */
    static List<WarmUpBars> open(
            List<FeedFile> files, Set<String> symbols, Instant start, SpreadModel spread, String runId, Origin origin) {
        List<Problem> problems = new ArrayList<>();
        for (FeedFile file : files) {
            if (!symbols.contains(file.symbol())) {
                problems.add(new Problem(
                        file.path(),
                        0,
                        "it warms up " + file.symbol(),
                        "a symbol of this run: " + String.join(", ", symbols),
                        "leave the file out, or replay " + file.symbol() + " too"));
            } else if (!file.firstTime().isBefore(start)) {
                problems.add(new Problem(
                        file.path(),
                        2,
                        "its first row is of " + file.firstTime(),
                        "rows before the start of the run, " + start,
                        "use an earlier file, or start later with --from"));
            }
        }
        if (!problems.isEmpty()) {
            throw new FeedFileException(problems);
        }
        List<WarmUpBars> bars = new ArrayList<>();
        for (FeedFile file : files) {
            bars.add(new FileBars(file, start, spread, runId, origin));
        }
        return bars;
    }
}
