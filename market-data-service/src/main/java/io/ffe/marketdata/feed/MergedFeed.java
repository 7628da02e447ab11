package io.ffe.marketdata.feed;

import io.ffe.marketdata.feed.FeedFileException.Problem;
import io.ffe.schema.event.Origin;
import io.ffe.schema.event.Tick;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Recorded files, replayed together. Bars become four ticks each, see {@link BarTicks}. */
public final class MergedFeed implements Feed {

    /** A file and the tick of it that is next. */
    private record Head(FileTicks file, Tick tick) {}

    private final List<FeedFile> files;
    private final SpreadModel spread;
    private final String runId;
    private final Instant start;
    private final @Nullable Instant from;
    private final List<FileTicks> open = new ArrayList<>();
    private final PriorityQueue<Head> heads =
            new PriorityQueue<>(Comparator.comparing((Head head) -> head.tick.occurredAt())
                    .thenComparing(head -> head.tick.symbol())
                    .thenComparing(head -> head.tick.source()));
    /** Whose next tick is not in {@code heads} yet: a defect there must not hide the tick that was before it. */
    private final List<FileTicks> toRefill = new ArrayList<>();

    private Map<TickSource, Long> resumeAfter = Map.of();
    /** Once a row was wrong nothing more comes: reading on after it would lose it silently. */
    private @Nullable FeedFileException defect;

    /**
     * @param files from {@link FeedFiles#inspect}
     * @param runId goes onto warm-up bars
     * @throws FeedFileException when nothing lies in the window
     */
    public static MergedFeed open(List<FeedFile> files, FeedWindow window, SpreadModel spread, String runId) {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("files is empty, expected at least one to replay");
        }
        MergedFeed feed = new MergedFeed(files, window, spread, runId);
        try {
            if (feed.peekTime().isEmpty()) {
                throw new FeedFileException(files.stream()
                        .map(file -> new Problem(
                                file.path(),
                                0,
                                "no row lies in the window from " + window.from() + " to " + window.to()
                                        + "; the first is of " + file.firstTime(),
                                "rows in the window",
                                "choose other times, or another file"))
                        .toList());
            }
        } catch (FeedFileException wrong) {
            feed.close();
            throw wrong;
        }
        return feed;
    }

    private MergedFeed(List<FeedFile> files, FeedWindow window, SpreadModel spread, String runId) {
        this.files = List.copyOf(files);
        this.spread = spread;
        this.runId = runId;
        this.from = window.from();
        Instant first =
                files.stream().map(FeedFile::firstTime).min(Instant::compareTo).orElseThrow();
        this.start = from != null && from.isAfter(first) ? from : first;
        files.forEach(file -> open.add(new FileTicks(file, window, spread)));
        toRefill.addAll(open);
    }

    @Override
    public Origin origin() {
        return Origin.REPLAY;
    }

    @Override
    public Set<String> symbols() {
        Set<String> symbols = new TreeSet<>();
        files.forEach(file -> symbols.add(file.symbol()));
        return symbols;
    }

    @Override
    public Instant start() {
        return start;
    }

    @Override
    public Optional<Instant> end() {
        return files.stream().flatMap(file -> lastTime(file).stream()).max(Instant::compareTo);
    }

    /** Reads through the file, which for progress is cheap enough; what is wrong with it, the replay itself will say. */
    private static Optional<Instant> lastTime(FeedFile file) {
        try (LineReader lines = new LineReader(file.path())) {
            String last = "";
            for (String line = lines.next(); line != null; line = lines.next()) {
                last = line.isEmpty() ? last : line;
            }
            return Optional.of(Instant.parse(last.substring(0, Math.max(0, last.indexOf(',')))));
        } catch (FeedFileException | DateTimeParseException broken) {
            return Optional.empty();
        }
    }

    @Override
    public WarmUpBars past(List<FeedFile> warmUpFiles) {
        List<FeedFile> past = new ArrayList<>();
        files.stream()
                .filter(file -> file.firstTime().isBefore(start))
                .filter(file -> file.barLength() == null
                        || BarLength.timeframeFilledBy(file.barLength()).isPresent())
                .forEach(past::add);
        past.addAll(warmUpFiles);
        return new MergedBars(WarmUpFiles.open(past, symbols(), start, spread, runId, Origin.REPLAY));
    }

    @Override
    public void resumeAfter(Map<TickSource, Long> lastSequences) {
        resumeAfter = Map.copyOf(lastSequences);
        List<Head> out = heads.stream().filter(head -> isOut(head.tick)).toList();
        heads.removeAll(out);
        out.forEach(head -> toRefill.add(head.file));
    }

    @Override
    public Optional<Instant> peekTime() {
        refill();
        return Optional.ofNullable(heads.peek()).map(head -> head.tick.occurredAt());
    }

    @Override
    public Tick next() {
        refill();
        Head head = heads.poll();
        if (head == null) {
            throw new NoSuchElementException("the data is over");
        }
        toRefill.add(head.file);
        return head.tick;
    }

    @Override
    public void close() {
        open.forEach(FileTicks::close);
    }

    private void refill() {
        if (defect != null) {
            throw defect;
        }
        while (!toRefill.isEmpty()) {
            FileTicks file = toRefill.removeLast();
            Tick tick = nextNotOut(file);
            if (tick != null) {
                heads.add(new Head(file, tick));
            }
        }
    }

    private @Nullable Tick nextNotOut(FileTicks file) {
        try {
            Tick tick = file.next();
            while (tick != null && isOut(tick)) {
                tick = file.next();
            }
            return tick;
        } catch (FeedFileException wrong) {
            defect = wrong;
            throw wrong;
        }
    }

    private boolean isOut(Tick tick) {
        return tick.sequence() <= resumeAfter.getOrDefault(new TickSource(tick.symbol(), tick.source()), 0L);
    }
}
