package io.ffe.stack.run;

import io.ffe.stack.Problem;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;

/** Which run a start is: the one that was named, the newest of its market that has not ended, or a new one. */
public final class Runs {

    private Runs() {}

    /** The run, and the market it is on: of a continued run the one that it was started with, at the speed asked now. */
    public record Chosen(RunFolder folder, FeedOptions feed, boolean continued) {}

    /**
     * @param named true when the asked market differs from the default, so that it may not be the unfinished run's
     * @throws Problem when it is not: seed, symbols and timeframe belong to a run for its life
     */
    public static Chosen choose(Path runs, FeedOptions asked, boolean named, boolean fresh, Clock clock) {
        Optional<RunFolder> unfinished = fresh || asked.kind() == FeedOptions.Kind.REPLAY
                ? Optional.empty()
                : RunFolder.all(runs).stream()
                        .filter(folder -> continuable(folder, asked))
                        .findFirst();
        if (unfinished.isEmpty()) {
            return new Chosen(RunFolder.create(runs, asked.kind(), clock, new SecureRandom()), asked, false);
        }
        RunFolder folder = unfinished.get();
        FeedOptions its = folder.record().orElseThrow().feed();
        if (named && !sameMarket(asked, its)) {
            throw Problem.usage("the unfinished run " + folder.id() + " has another market (" + its + "): continue it"
                    + " without --seed, --symbols, --timeframe and --warm-up, or start another with --new");
        }
        return new Chosen(folder, withSpeed(its, asked), true);
    }

    /**
     * A run that is kept, on the market that it was started with.
     *
     * @param untilEnd whether it is to end once more
     * @throws Problem when its data is not in its folder, or its end is behind it
     */
    public static Chosen again(RunFolder folder, boolean untilEnd) {
        RunRecord record = folder.record().orElseThrow();
        if (!record.infrastructure().startsWith("embedded")) {
            throw Problem.failure("run " + folder.id() + " kept its data in " + record.infrastructure()
                    + ", not in its folder: there is nothing that could be started again");
        }
        if (untilEnd && record.state() == RunRecord.State.FINISHED) {
            throw Problem.usage("run " + folder.id() + " has ended: it has no end to wait for, leave out --until-end");
        }
        return new Chosen(folder, record.feed(), true);
    }

    private static boolean continuable(RunFolder folder, FeedOptions asked) {
        RunRecord record = folder.record().orElseThrow();
        return record.feed().kind() == asked.kind()
                && Objects.equals(record.feed().provider(), asked.provider())
                && record.state() != RunRecord.State.FINISHED
                && record.infrastructure().startsWith("embedded");
    }

    private static boolean sameMarket(FeedOptions asked, FeedOptions its) {
        return withSpeed(asked, its).equals(its);
    }

    private static FeedOptions withSpeed(FeedOptions feed, FeedOptions other) {
        return new FeedOptions(
                feed.kind(),
                feed.files(),
                feed.warmUp(),
                feed.symbols(),
                feed.from(),
                feed.to(),
                other.speed(),
                feed.seed(),
                feed.timeframe(),
                feed.freeRun(),
                feed.provider());
    }
}
