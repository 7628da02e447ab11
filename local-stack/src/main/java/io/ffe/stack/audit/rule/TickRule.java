package io.ffe.stack.audit.rule;

import io.ffe.schema.event.Tick;
import io.ffe.schema.serde.Decoded;
import io.ffe.schema.topic.Stage;
import io.ffe.stack.audit.fact.DeadLetter;
import io.ffe.stack.audit.fact.Place;
import io.ffe.stack.audit.fact.Published;
import io.ffe.stack.audit.fact.TickIntake;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * I1: for each symbol and source, ticks on the topic = folded + late + repeated + refused as market-data's checkpoint counts them, what
 * cannot be read is a dead letter, and sequences have no gap. Takes exactly the records that the checkpoint counts.
 */
public final class TickRule {

    private final Map<Source, Line> lines = new TreeMap<>();
    private final Set<Place> unreadable = new HashSet<>();
    private final Set<Place> letters = new HashSet<>();
    private final Findings sequences = new Findings(Identity.TICKS);
    private boolean truncated;

    private record Source(String symbol, String source) implements Comparable<Source> {

        @Override
        public int compareTo(Source other) {
            int bySymbol = symbol.compareTo(other.symbol);
            return bySymbol == 0 ? source.compareTo(other.source) : bySymbol;
        }

        @Override
        public String toString() {
            return symbol + "/" + source;
        }
    }

    /** The ticks of one source. */
    private static final class Line {

        /** A repeat reaches back to a checkpoint at most; this many ticks of one symbol are far more. */
        private static final int REMEMBERED = 1 << 14;

        private final long[] recent = new long[REMEMBERED];
        private final long[] digests = new long[REMEMBERED];
        /** First to last sequence of each hole. */
        private final TreeMap<Long, Long> holes = new TreeMap<>();

        private long raw;
        private long last = -1;
    }

    /** The topic has lost records that the checkpoint counts: retention. Sums cannot be compared any more. */
    public void truncated() {
        truncated = true;
    }

    /** Takes the next record of a partition. */
    public void take(Published record) {
        switch (record.decoded()) {
            case Decoded.Accepted accepted when accepted.event() instanceof Tick tick -> take(tick, record);
            case Decoded.Accepted watermark -> {}
            case Decoded.Refused refused -> unreadable.add(record.place());
        }
    }

    /** Takes a dead letter of the tick topic. */
    public void take(DeadLetter letter) {
        if (letter.consumer().equals(Stage.MARKET_DATA.label())) {
            letters.add(letter.original());
        }
    }

    private void take(Tick tick, Published record) {
        Line line = lines.computeIfAbsent(new Source(tick.symbol(), tick.source()), first -> new Line());
        line.raw++;
        long sequence = tick.sequence();
        int slot = (int) (sequence & (Line.REMEMBERED - 1));
        long digest = record.digest();
        if (line.last >= 0 && sequence <= line.last && !fill(line.holes, sequence)) {
            if (line.recent[slot] == sequence + 1 && line.digests[slot] != digest) {
                sequences.broken(tick.eventId(), "at " + record.place() + " with other bytes than before");
            } else {
                sequences.repeated();
            }
            return;
        }
        if (line.last >= 0 && sequence > line.last + 1) {
            line.holes.put(line.last + 1, sequence - 1);
        }
        line.last = Math.max(line.last, sequence);
        // One more than the sequence: 0 is an empty slot.
        line.recent[slot] = sequence + 1;
        line.digests[slot] = digest;
        sequences.holds();
    }

    /** True when the sequence was missing. */
    private static boolean fill(TreeMap<Long, Long> holes, long sequence) {
        Map.Entry<Long, Long> hole = holes.floorEntry(sequence);
        if (hole == null || hole.getValue() < sequence) {
            return false;
        }
        holes.remove(hole.getKey());
        if (hole.getKey() < sequence) {
            holes.put(hole.getKey(), sequence - 1);
        }
        if (sequence < hole.getValue()) {
            holes.put(sequence + 1, hole.getValue());
        }
        return true;
    }

    /**
     * @param intake the checkpoint up to which records were taken; null when there is none
     * @param beyond how many records of the topic lie beyond it
     */
    public Check check(Pass pass, @Nullable TickIntake intake, long beyond) {
        Findings now = new Findings(Identity.TICKS);
        lines.forEach((source, line) -> line.holes.forEach((from, to) ->
                now.broken(source.toString(), "sequences " + from + " to " + to + " are not on the topic")));
        if (pass.moving()) {
            now.underWay(beyond);
        } else if (beyond > 0) {
            now.broken(
                    "ffe.ticks.v1", beyond + " records lie beyond market-data's last checkpoint: nobody counted them");
        }
        if (intake != null && !truncated) {
            compare(intake, now);
        }
        compareLetters(pass, now);
        return now.with(sequences);
    }

    private void compare(TickIntake intake, Findings now) {
        Map<Source, TickIntake.OfSource> counted = intake.sources().stream()
                .collect(Collectors.toMap(of -> new Source(of.symbol(), of.source()), of -> of));
        Set<Source> all = new HashSet<>(lines.keySet());
        all.addAll(counted.keySet());
        for (Source source : all) {
            Line line = lines.get(source);
            TickIntake.OfSource of = counted.get(source);
            long raw = line == null ? 0 : line.raw;
            now.require(
                    raw == (of == null ? 0 : of.total()),
                    source.toString(),
                    raw + " ticks on the topic, but "
                            + (of == null
                                    ? "market-data counted none"
                                    : of.folded() + " folded + " + of.late() + " late + " + of.repeated()
                                            + " repeated + " + of.refused() + " refused"));
        }
        now.require(
                unreadable.size() == intake.unreadable(),
                "ffe.ticks.v1",
                unreadable.size() + " unreadable records on the topic, but market-data counted " + intake.unreadable());
    }

    /** A letter may be there before the checkpoint that counts its record. */
    private void compareLetters(Pass pass, Findings now) {
        for (Place place : unreadable) {
            now.require(letters.contains(place), place.toString(), "cannot be read, and there is no dead letter of it");
        }
        for (Place place : letters) {
            if (!unreadable.contains(place)) {
                now.missing(pass.moving(), place.toString(), "is a dead letter, but can be read");
            }
        }
    }
}
